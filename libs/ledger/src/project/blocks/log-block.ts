import type { RecordedEvent } from '@paidonce/event-store';
import { clientOfStream, STATEMENT_ISSUED } from '../../read/streams.js';
import type { FactBlock } from '../../workbench/fact-block.js';

/** Events that follow one another in the log, as far as following it needs them. */
export interface LogBlock {
  readonly facts: FactBlock;
  /** Position of the last event. */
  readonly position: number;
  /** Events that issued statements. */
  readonly issued: readonly RecordedEvent[];
  /** Events of the block whole, by their positions: few are asked for. */
  eventsAt(positions: readonly number[]): Promise<readonly RecordedEvent[]>;
}

/** Whether an event issued a statement. */
export function isIssuing({ type, stream }: RecordedEvent): boolean {
  return type === STATEMENT_ISSUED && clientOfStream(stream) !== undefined;
}
