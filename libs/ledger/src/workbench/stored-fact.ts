import { isRefusal, readFact, type Fact, type FactType, type ReadFact } from '@paidonce/facts';
import type { Fingerprint } from '@paidonce/kernel';

/** A fact as it is read from the log, with the fingerprint of its content where that was received in another form. */
export interface StoredFact {
  readonly read: ReadFact;
  readonly content: Fingerprint | undefined;
}

/** CloudEvents attribute of facts whose persons are sealed: 32 hexadecimal digits that tell whether two were received alike. */
export const CONTENT_DIGEST = 'contentdigest';

/** Types of fact that hold personal data, so that they are stored in another form than they were received in. */
export const PERSONAL: ReadonlySet<string> = new Set<FactType>(['lead.registered', 'lead.identified', 'key.shared']);

const DIGEST = /^[0-9a-f]{32}$/;

/** The fingerprint that a settlement compares: 64 bits of the digest. */
export function contentOf(event: { readonly type: string }): Fingerprint | undefined {
  if (!PERSONAL.has(event.type)) return undefined;
  const digest: unknown = (event as { readonly [CONTENT_DIGEST]?: unknown })[CONTENT_DIGEST];
  if (typeof digest !== 'string' || !DIGEST.test(digest)) return undefined;
  return { high: parseInt(digest.slice(0, 8), 16) | 0, low: parseInt(digest.slice(8, 16), 16) | 0 };
}

/** A fact with the nulls of optional members that it was received with: they make other content, and mean nothing else. */
export function asReceived({ fact, received }: ReadFact): Fact {
  return fact.data === received ? fact : ({ ...fact, data: received } as Fact);
}

/** The code of an event that is not of ours, though it stands in an account under a type of fact. */
export const FOREIGN = 'foreign';

/** What another application has appended where only facts of ours belong. */
export class ForeignEvent extends Error {
  override readonly name = 'ForeignEvent';

  constructor() {
    super('it is no CloudEvent: another application uses the names of these streams');
  }
}

/**
 * Reads what the log has. Facts were checked before they were appended, so that one that does not read is damage. What is not even an envelope never was a
 * fact: {@link ForeignEvent}.
 */
export function readStored(text: string): StoredFact {
  const value = JSON.parse(text) as unknown;
  if (!isEnvelope(value)) throw new ForeignEvent();
  const read = readFact(value);
  if (isRefusal(read)) throw new Error('a fact in the log is none', { cause: read });
  return { read, content: contentOf(value) };
}

/** As {@link readStored}; nothing where it does not read, as what counts for nothing may not. */
export function readIfFact(text: string): StoredFact | undefined {
  try {
    return readStored(text);
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): value is { readonly type: string } {
  const { specversion, source, id, type } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return specversion !== undefined && [source, id, type].every((member) => typeof member === 'string');
}
