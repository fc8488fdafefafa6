import type { Statement } from '@paidonce/settlement';

/** Names the form of a bundle: another form is another name. */
export const BUNDLE_FORMAT = 'paidonce-bundle/1';

/** The members of a bundle in their order; `persons.ndjson` is in those that were asked for with persons alone. */
export const memberNames = [
  'README.txt',
  'manifest.json',
  'checkpoints.ndjson',
  'proof.txt',
  'log.ndjson',
  'terms.ndjson',
  'statements.ndjson',
  'history.ndjson',
  'persons.ndjson',
  'SHA256SUMS',
] as const;
export type MemberName = (typeof memberNames)[number];

/** Type of the events whose data are statements. */
const STATEMENT_ISSUED = 'statement.issued';

/** The stream of a client's account, in which all its facts and statements stand. */
export const accountStream = (clientId: string): string => `account-${clientId}`;

export const isStatement = ({ type }: { readonly type: string }): boolean => type === STATEMENT_ISSUED;

/** What a bundle is of. */
export interface Manifest {
  readonly format: typeof BUNDLE_FORMAT;
  /** Which log. */
  readonly origin: string;
  readonly client: string;
  readonly contract: string;
  /** The periods that were asked for; null: from the first, to the last. */
  readonly from: string | null;
  readonly to: string | null;
  /** Numbers of the first and the last statement of the contract in that span. */
  readonly first: number;
  readonly last: number;
  readonly events: number;
  readonly facts: number;
  readonly statements: number;
  /** Versions of the rules that the statements were issued under. */
  readonly rules: readonly string[];
  /** Lines of `history.ndjson`, from 1, that count for nothing: what they collide with may be another client's. */
  readonly voids: readonly number[];
  /** Public keys of the log, the first one first. */
  readonly keys: readonly string[];
  /** Whether names of persons are in it. */
  readonly persons: boolean;
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** A line of `log.ndjson`: an event of the account as its leaf says it. */
export interface LogLine {
  /** Of its leaf in the tree, from 0. */
  readonly index: number;
  /** Place in the account, from 0. */
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  /** SHA-256 of its data and of its metadata, hexadecimal. */
  readonly data: string;
  readonly metadata: string;
  /** Of a statement: the version of the rules that it was issued under. */
  readonly rules?: string;
  /** The metadata itself, which names who recorded it, where that was asked for. */
  readonly shown?: string;
}

/** A line of `checkpoints.ndjson`. */
export interface CheckpointLine {
  /** C2SP tlog-checkpoint. */
  readonly note: string;
  /** Proof that it goes on from the one before; base64. */
  readonly consistency: readonly string[];
}

type Numbered = Pick<Statement, 'number' | 'period'>;

/**
 * The statements of a contract, in their order, that a span of periods asks for: from the first of a period in it up to the last before a later
 * period. So a correction belongs to the period that was closed before it.
 */
export function spanOf<S extends Numbered>(statements: readonly S[], from: string | null, to: string | null): S[] {
  const first = statements.findIndex(({ period }) => period !== null && (from === null || period >= from));
  const next = statements.findIndex(({ period }) => period !== null && to !== null && period > to);
  return first < 0 ? [] : statements.slice(first, next < 0 ? statements.length : next);
}
