import type { RecordedEvent } from '@paidonce/event-store';
import { factEvent } from '../../read/fact-event.js';
import { STATEMENT_ISSUED } from '../../read/streams.js';
import type { FactBlock } from '../../workbench/fact-block.js';

/** An event that issued a statement. */
export interface IssuedEvent {
  readonly event: RecordedEvent;
  /** Position of the event before it, which is the closing. */
  readonly closing: number;
}

/** Events that follow one another in the log, as far as following it needs them. */
export interface LogBlock {
  readonly facts: FactBlock;
  /** Position of the last event. */
  readonly position: number;
  readonly issued: readonly IssuedEvent[];
}

/** Those of some events that issued statements. */
export function issuedAmong(events: readonly RecordedEvent[]): IssuedEvent[] {
  const issued: IssuedEvent[] = [];
  for (const [i, event] of events.entries()) {
    if (event.type === STATEMENT_ISSUED && !factEvent(event))
      issued.push({ event, closing: Number(events[i - 1]?.position) });
  }
  return issued;
}
