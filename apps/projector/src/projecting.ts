import type { HandOver } from '@paidonce/audit';

/** Where a projector finds what it follows and writes. It can be handed to a thread. */
export interface ProjectorSettings {
  /** The PostgreSQL of read models and seal, and of the log where no other store is named. */
  readonly databaseUrl: string;
  /** An EventStoreDB or KurrentDB that has the log. */
  readonly eventStoreUrl: string | undefined;
  /** Where the key lies that signs checkpoints, unless it is in the environment. */
  readonly dataFolder: string;
}

/** What a projector tells. It can be sent from thread to thread, and quotes nothing: errors are told by their names. */
export type Report =
  | {
      readonly kind: 'projected';
      readonly position: number;
      /** Facts that count for nothing, by position. */
      readonly voids: readonly { readonly position: number; readonly code: string }[];
      /** Issued statements that are not what their facts come to. */
      readonly differing: readonly { readonly contractId: string; readonly number: number }[];
    }
  | { readonly kind: 'parked'; readonly position: string; readonly error: string }
  | { readonly kind: 'signed'; readonly note: string }
  | { readonly kind: 'keyed'; readonly how: HandOver }
  | {
      /** `ended`: all of it, by something that nobody expected. */
      readonly kind: 'projecting-failed' | 'sealing-failed' | 'ended';
      readonly error: string;
      readonly retryInMs: number;
    }
  /** It was told to stop, did not, and was ended. */
  | { readonly kind: 'cut-off' };

/** Projects and seals the log until the signal aborts, and tells what happens. */
export type Projecting = (
  settings: ProjectorSettings,
  report: (report: Report) => void,
  signal: AbortSignal,
) => Promise<void>;
