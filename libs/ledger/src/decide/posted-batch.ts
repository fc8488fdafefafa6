import type { Utf8Range } from '@paidonce/event-store';
import { isRefusal, type ReadFact, type ScannedFact } from '@paidonce/facts';
import type { Instant, Refusal, Text } from '@paidonce/kernel';
import { lengthOf, type FactText } from '../fact-text.js';
import type { Origin, Recorder } from '../ledger.js';
import { allowsSource } from '../rights.js';
import type { FactScan } from '../workbench/fact-scan.js';
import { CONTENT_DIGEST, PERSONAL } from '../workbench/stored-fact.js';
import { CLOCK_SKEW, readPosted } from './candidate.js';
import { Mention } from './mention.js';
import { Stamps } from './stamps.js';
import { LONGEST_ID } from './storable.js';
import { PostedAsWritten, type WrittenFact } from './written-fact.js';

/** A fact as it was posted, `text` being that of one JSON object, and who posted it. */
export interface PostedFact extends FactText {
  readonly origin: Origin;
}

/** A posted fact that is in order by itself. */
export type Candidate =
  | { readonly read: ReadFact; readonly origin: Origin }
  /** It is what the scan of its batch has in its place. */
  | ScannedCandidate;

export function isRefused(candidate: Candidate | Refusal): candidate is Refusal {
  return 'code' in candidate;
}

export interface ScannedCandidate {
  /** As it is appended. */
  readonly scanned: WrittenFact;
  /** What it touches, as hashes. */
  readonly touched: readonly number[];
  readonly origin: Origin;
}

/** What the server writes itself, or stamps: where somebody else says it, it is read with care. */
const WRITTEN_HERE = ['"recordedtime"', CONTENT_DIGEST].map((word) => Buffer.from(word));
/** What JSON takes for white space in a line. */
const SPACES: readonly unknown[] = [0x20, 0x09, 0x0d];

/**
 * Posted facts that are decided together, read: most are scanned, and their texts are appended as they came. Where there is anything to refuse, to
 * seal or to leave out, the fact is parsed, so that there is one place that knows of it.
 */
export class PostedBatch {
  /** In the order of the facts; a refusal where one is not in order. */
  readonly candidates: readonly (Candidate | Refusal)[];
  readonly #writtenHere: readonly Mention[];
  #stamps: Stamps | undefined;

  constructor(
    readonly facts: readonly PostedFact[],
    readonly scan: FactScan,
    readonly now: Instant,
  ) {
    scan.open(facts);
    this.#writtenHere = WRITTEN_HERE.map((word) => new Mention(word, scan.bytes));
    this.candidates = facts.map((fact) => this.#read(fact, scan.next()));
  }

  /** Goes back before the first one. */
  rewind(): void {
    this.scan.rewind();
  }

  /** What was scanned of the next one, which holds until it is asked for the one behind it. */
  next(): ScannedFact | undefined {
    return this.scan.next();
  }

  #read(fact: PostedFact, scanned: ScannedFact | undefined): Candidate | Refusal {
    const { origin } = fact;
    const { actor } = origin;
    if (scanned && this.#isPlain(scanned, lengthOf(fact), actor)) {
      const written = actor.mayImport ? asPosted(fact, scanned) : this.#stamped(scanned);
      return { scanned: written, touched: this.scan.touchedBy(scanned), origin };
    }
    const read = readPosted(fact.text, actor, this.now);
    return isRefusal(read) ? read : { read, origin };
  }

  /** Whether there is nothing about a fact but what its scan says. */
  #isPlain({ fact, occurredAt }: ScannedFact, length: number, actor: Recorder): boolean {
    const { type, source, data } = fact;
    if (PERSONAL.has(type) || actor.mayRecord?.has(type) === false) return false;
    if (length > LONGEST_ID && hasLongId(fact.source, fact.id, data)) return false;
    if (actor.onlySources && !allowsSource(actor.onlySources, String(source))) return false;
    if (actor.mayImport) return true;
    const { start, end } = this.scan.range;
    return occurredAt <= this.now + CLOCK_SKEW && !this.#writtenHere.some((word) => word.isIn(start, end));
  }

  /** A fact with its stamp. */
  #stamped(scanned: ScannedFact): WrittenFact {
    const recordedAt = Math.max(this.now, scanned.occurredAt);
    this.scan.stamp(recordedAt);
    this.#stamps ??= new Stamps(this.scan.length, this.facts.length);
    const { type, source, id } = scanned.fact;
    const { bytes, start, end } = this.#stamps.add(trimmed(this.scan.range), recordedAt);
    return new PostedAsWritten(type, String(source), String(id), bytes, start, end);
  }
}

/** A fact of an import, which is appended as it came. */
function asPosted(posted: PostedFact, { fact }: ScannedFact): WrittenFact {
  const { type } = fact;
  const [source, id] = [String(fact.source), String(fact.id)];
  const { utf8 } = posted;
  if (!utf8) return { type, source, id, text: posted.text.trim() };
  const { bytes, start, end } = trimmed(utf8);
  return new PostedAsWritten(type, source, id, bytes, start, end);
}

/** Where an object stands within the bytes of a line that was scanned: there is nothing beside it but white space. */
function trimmed(line: Utf8Range): Utf8Range {
  const { bytes } = line;
  let { start, end } = line;
  while (SPACES.includes(bytes[start])) start++;
  while (SPACES.includes(bytes[end - 1])) end--;
  return { bytes, start, end };
}

interface NamedIds {
  readonly leadId?: Text;
  readonly campaignId?: Text;
  readonly callId?: Text;
  readonly operatorId?: Text;
}

/** Whether an id may be longer than one may be: of a token the bytes are counted, of which there are no fewer. */
function hasLongId(source: Text, id: Text, data: object): boolean {
  const { leadId, campaignId, callId, operatorId } = data as NamedIds;
  return [source, id, leadId, campaignId, callId, operatorId].some(
    (text) => text !== undefined && lengthOfId(text) > LONGEST_ID,
  );
}

const lengthOfId = (text: Text): number => (typeof text === 'string' ? text.length : text.end - text.start);
