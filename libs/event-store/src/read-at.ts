import type { RecordedEvent } from './event-store.js';

/** What a store can that knows its events by contiguous positions. */
export interface ReadAt {
  /** The events at these positions, in order of position, each once; positions that the log does not have are left out. One query, however scattered they are. */
  readAt(positions: readonly bigint[]): Promise<RecordedEvent[]>;
}
