import { refuse, type Refusal } from '@paidonce/kernel';
import { lengthOf, type FactText } from '../fact-text.js';

/**
 * The largest fact, in bytes of UTF-8, in whatever form it is posted. EventStoreDB takes a megabyte in one append: half of that leaves room for what
 * sealing a person adds (a third), for metadata, and for the statement that stands in the same append as its closing.
 */
const LARGEST_FACT = 1 << 19;

/** What is read of a body or a line at all, to be one fact: one may come back with what the server has added, and with white space. */
export const LONGEST_TEXT = 1 << 20;

/** Bytes that one byte or character may come to: three in UTF-8, rather more than five of a number that is written out (`1e20`), six of an escape. */
const GROWTH = 6;

/** Why a fact is too large to be recorded; nearly every one is known by its length not to be. What is no JSON is for others to refuse. */
export function tooLarge(fact: FactText): Refusal | undefined {
  if (lengthOf(fact) * GROWTH <= LARGEST_FACT) return undefined;
  return sizeOf(fact.text) <= LARGEST_FACT ? undefined : refuse('invalid', '', 'the fact is larger than 512 KB');
}

/** As it was posted or as JSON writes it, whichever is more, less what a server has added: an export may be imported. */
function sizeOf(text: string): number {
  const bytes = Buffer.byteLength(text);
  try {
    const value: unknown = JSON.parse(text);
    return Math.max(bytes, Buffer.byteLength(JSON.stringify(value))) - addedTo(value);
  } catch {
    return bytes;
  }
}

interface Stored {
  readonly recordedtime?: unknown;
  readonly contentdigest?: unknown;
  readonly sequence?: unknown;
  readonly data?: { readonly personKeys?: unknown; readonly person?: { readonly sealed?: unknown } | null } | null;
}

/** Longer than any instant, digest or position. */
const LONGEST_ADDED = 64;
/** What sealing adds to a person beside a third: a key, a nonce and a tag in base64url, and the name of the member. */
const SEALING = 64;

function addedTo(value: unknown): number {
  const { recordedtime, contentdigest, sequence, data } = (value ?? {}) as Stored;
  let bytes = 0;
  for (const [name, added] of Object.entries({ recordedtime, contentdigest, sequence })) {
    if (typeof added === 'string' && added.length <= LONGEST_ADDED) bytes += lengthOfMember(name, added);
  }
  if (data?.personKeys !== undefined) bytes += lengthOfMember('personKeys', data.personKeys);
  const sealed = data?.person?.sealed;
  return typeof sealed === 'string' ? bytes + Math.ceil(sealed.length / 4) + SEALING : bytes;
}

/** Of a member, with the comma that it needs. */
function lengthOfMember(name: string, value: unknown): number {
  return Buffer.byteLength(JSON.stringify({ [name]: value })) - 1;
}
