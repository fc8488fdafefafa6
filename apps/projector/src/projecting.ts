import type { HandOver } from '@paidonce/audit';
import type { WorkedOut, WorkRelay } from '@paidonce/ledger';

/** Where a projector finds what it follows and writes. It can be handed to a thread. */
export interface ProjectorSettings {
  /** The PostgreSQL of read models and seal, and of the log where no other store is named. */
  readonly databaseUrl: string;
  /** An EventStoreDB or KurrentDB that has the log. */
  readonly eventStoreUrl: string | undefined;
  /** A persistent subscription there by which the log is followed. */
  readonly eventStoreGroup?: string | undefined;
  /** Where the key lies that signs checkpoints, unless it is in the environment. */
  readonly dataFolder: string;
}

/** What a projector tells. It can be sent from thread to thread, and quotes nothing: errors are told by their names. */
export type Report =
  | {
      readonly kind: 'projected';
      readonly position: number;
      /** Events that count for nothing, by position, with why: also those of other applications. */
      readonly voids: readonly { readonly position: number; readonly code: string }[];
      /** Issued statements that are not what their facts come to. */
      readonly differing: readonly { readonly contractId: string; readonly number: number }[];
    }
  /** A statement whose closing stood in the log without it. */
  | { readonly kind: 'issued-late'; readonly contractId: string; readonly number: number }
  | { readonly kind: 'parked'; readonly position: string; readonly error: string }
  | { readonly kind: 'signed'; readonly note: string }
  | { readonly kind: 'keyed'; readonly how: HandOver }
  | {
      /** `ended`: all of it, by something that nobody expected. */
      readonly kind: 'projecting-failed' | 'sealing-failed' | 'ended';
      readonly error: string;
      readonly retryInMs: number;
    }
  /** What facts touch stays in more runs than it would be in: looking it up takes longer. */
  | { readonly kind: 'merging-failed'; readonly error: string }
  /** It was told to stop, did not, and was ended. */
  | { readonly kind: 'cut-off' };

/** What a projector is told: to stop, and what facts come to that are decided beside it. */
export type Told =
  | { readonly kind: 'stop' }
  | { readonly kind: 'begins' }
  | { readonly kind: 'ends'; readonly out: WorkedOut | undefined };

/** Projects and seals the log until the signal aborts, and tells what happens. What is relayed to it of facts that are decided beside it, it need not work out. */
export type Projecting = (
  settings: ProjectorSettings,
  report: (report: Report) => void,
  signal: AbortSignal,
  work?: WorkRelay,
) => Promise<void>;
