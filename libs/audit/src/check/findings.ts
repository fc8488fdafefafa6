/** An event by where it stands. */
export interface EventPlace {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
}

/** What is wrong with a signed checkpoint. */
type CheckpointFault = 'malformed' | 'bad-signature' | 'unknown-key' | 'other-log' | 'missing' | 'beyond-the-log';

/** What is not as it was sealed, each with its place. Positions are of the log, sizes of the tree. */
export type Finding =
  /** Events from `first` to the position `to` are not those that were sealed there. */
  | { readonly kind: 'changed'; readonly first: EventPlace; readonly to: number }
  /** So many events from `first` on were never sealed; those behind them were. */
  | { readonly kind: 'inserted'; readonly first: EventPlace; readonly count: number }
  /** So many events were sealed before the event that stands there now. */
  | { readonly kind: 'dropped'; readonly before: EventPlace; readonly count: number }
  /** The log has no events at these positions. */
  | { readonly kind: 'missing'; readonly from: number; readonly to: number }
  /** The log ends, and more was sealed. */
  | { readonly kind: 'truncated'; readonly lastPosition: number; readonly events: number; readonly sealed: number }
  /** An event does not stand behind the one before it in its stream. */
  | { readonly kind: 'revision'; readonly event: EventPlace; readonly expected: number }
  /** A tile is missing, or its hashes are not those of a log that is as it was signed. */
  | { readonly kind: 'tile'; readonly level: number; readonly index: number }
  /** Log and tiles are not what was signed at `toSize`; at `fromSize` they were. */
  | { readonly kind: 'root'; readonly fromSize: number; readonly toSize: number }
  | {
      readonly kind: 'checkpoint';
      readonly size: number;
      readonly flaw: CheckpointFault;
      readonly message: string;
    }
  /** A key that signs, and was not handed over to by one that is trusted. */
  | { readonly kind: 'key'; readonly vkey: string; readonly fromSize: number }
  /** What is shown of a statement is not what the log has at that position. */
  | {
      readonly kind: 'statement';
      readonly contractId: string;
      readonly number: number;
      readonly position: number;
      readonly flaw: 'altered' | 'invented' | 'missing';
    };
