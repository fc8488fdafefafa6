import type { Instant, Refusal, RefusalCode } from '@paidonce/kernel';
import type { Vault } from '@paidonce/vault';
import type { Decision, Origin, Posted } from '../ledger.js';

/** A posted fact and why it was refused. */
export interface Refused extends Posted {
  readonly refusal: Refusal;
}

export const quarantineStates = ['waiting', 'resubmitted', 'dismissed'] as const;
export type QuarantineState = (typeof quarantineStates)[number];

/** What could be read of a refused fact: members that are texts, at most 500 characters of each. */
export interface RefusedFact {
  readonly source: string | null;
  readonly id: string | null;
  readonly type: string | null;
  /** The client that it names, or of the token that posted it. */
  readonly clientId: string | null;
}

/** A refused fact that waits to be corrected or dismissed, or what became of it. */
export interface Quarantined {
  readonly id: string;
  readonly state: QuarantineState;
  /** RFC 3339. */
  readonly refusedAt: string;
  /** Who posted it. */
  readonly actor: string;
  /** It came by an import: only who may import records it as it is. */
  readonly imported: boolean;
  /** Where in its request it stood, from 1. */
  readonly line: number;
  readonly code: RefusalCode;
  readonly path: string;
  readonly message: string;
  readonly fact: RefusedFact;
  /** How often it came, in the same place of a request of the same poster. */
  readonly times: number;
  /** As it was posted, opened; null in a list, where its bytes were no text, once it waits no more, and where the key that sealed it is lost. */
  readonly text: string | null;
  /** Where it was no text: its beginning in base64, at most 128 KB, and how many bytes it had; null where `text` could be. */
  readonly raw: { readonly base64: string; readonly bytes: number } | null;
  /** Null as long as it waits. */
  readonly resolution: Resolution | null;
}

/** What became of a refused fact that waits no more. */
export type Resolution = { readonly at: string; readonly by: string } & (
  | { readonly outcome: 'accepted'; readonly source: string; readonly id: string; readonly position: bigint }
  | { readonly outcome: 'duplicate'; readonly source: string; readonly id: string }
  | { readonly outcome: 'dismissed'; readonly reason: string }
);

/** Which of them; `state` is `waiting` where it is not given. */
export interface QuarantineQuery {
  readonly state?: QuarantineState | undefined;
  readonly code?: string | undefined;
  readonly source?: string | undefined;
  readonly type?: string | undefined;
  readonly clientId?: string | undefined;
}

export interface QuarantineOptions {
  readonly vault: Vault;
  readonly now: () => Instant;
  /** Decides and records a fact that is posted again. */
  readonly decide: (text: string, origin: Origin) => Promise<Decision>;
  /** Facts of one poster that may wait; default 100,000. */
  readonly quota?: number;
}
