import type { EventStore } from '@paidonce/event-store';

/** How far a log has been followed. */
export interface Followed {
  readonly position: number;
  /** Positions of facts up to there that count for nothing: two writers raced, or they cannot be followed. */
  readonly voids: ReadonlySet<number>;
}

/** What an audit reads: the log, up to where it has been followed. */
export interface AuditedLedger {
  readonly log: Pick<EventStore, 'readAll' | 'readStream'>;
  followed(): Promise<Followed>;
}
