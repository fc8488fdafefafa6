import type { Refusal } from '@paidonce/kernel';
import type { FactText } from './fact-text.js';
import type { Raw } from './record/raw.js';

/** Who records facts, and what the ledger holds them to: only while it decides is it known whose account a fact is in. */
export interface Recorder {
  /** Name of the person or machine; never a personal value of somebody called. Names are free: whose a token is, its id says. */
  readonly name: string;
  /** Of the token; absent where the program itself records. */
  readonly id?: string | undefined;
  /** Of the token, when it recorded. */
  readonly role?: string | undefined;
  /** May carry `recordedtime`, `personKeys` and sealed persons: an import of another store's history. */
  readonly mayImport: boolean;
  /** Types of fact that it may record (`invalid` at `type` otherwise); absent: all. A retraction counts as the type that it takes back. */
  readonly mayRecord?: ReadonlySet<string> | undefined;
  /** It may record facts of this client alone: to it the others do not exist (`unknown-reference`). */
  readonly onlyClient?: string | undefined;
  /** It may record facts of these sources, and of those below them, alone (`invalid` at `source` otherwise); absent: of all. */
  readonly onlySources?: readonly string[] | undefined;
}

/** Where facts came from, for the metadata of their events. */
export interface Origin {
  readonly actor: Recorder;
  /** Ties together what one request caused. */
  readonly correlationId: string;
  /** What of ours led to it: a refused fact that was resubmitted, a draft that was signed, a command. Absent where it came from outside. */
  readonly causationId?: string | undefined;
}

/** One fact as it was posted: `text` is that of one JSON object. */
export interface Posted extends FactText {
  /** Where in the request it stood, from 1: the line of NDJSON, the element of a batch. */
  readonly line: number;
  /** Why its bytes are no text: it is refused for that, and `text` is empty. */
  readonly unreadable?: Refusal;
  /** Of what is unreadable: its bytes, as far as they are kept. */
  readonly raw?: Raw;
}

/** What was decided of a fact. */
export type Decision =
  /** In the log, durably. What is asked for at `position` or later shows it; it is the fact's own where positions of the log have no gaps, else the end of its append. */
  | {
      readonly status: 'accepted';
      readonly source: string;
      readonly id: string;
      readonly position: bigint;
      /** In whose account it is. */
      readonly clientId: string;
    }
  /** The same fact had been recorded before: nothing happened. */
  | { readonly status: 'duplicate'; readonly source: string; readonly id: string }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** What became of one posted fact. Answers come in the order of the request. */
export type Answer = { readonly line: number } & (
  | Exclude<Decision, { readonly status: 'refused' }>
  /** It waits in quarantine under this number; null: the quarantine of who posted it is full, and it is not kept. */
  | { readonly status: 'refused'; readonly refusal: Refusal; readonly quarantineId: string | null }
);
