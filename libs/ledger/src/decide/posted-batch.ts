import { isRefusal, type ReadFact, type ScannedFact } from '@paidonce/facts';
import { formatInstant, type Instant, type Refusal, type Text } from '@paidonce/kernel';
import type { Origin, Recorder } from '../ledger.js';
import { allowsSource } from '../rights.js';
import type { FactScan } from '../workbench/fact-scan.js';
import { CONTENT_DIGEST, PERSONAL } from '../workbench/stored-fact.js';
import { CLOCK_SKEW, readPosted } from './candidate.js';
import { LONGEST_ID } from './storable.js';
import type { WrittenFact } from './written-fact.js';

/** A fact as it was posted, and who posted it. */
export interface PostedFact {
  /** The text of one JSON object. */
  readonly text: string;
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
const WRITTEN_HERE = ['"recordedtime"', CONTENT_DIGEST];

/**
 * Posted facts that are decided together, read: most are scanned, and their texts are appended as they came. Where there is anything to refuse, to
 * seal or to leave out, the fact is parsed, so that there is one place that knows of it.
 */
export class PostedBatch {
  /** In the order of the facts; a refusal where one is not in order. */
  readonly candidates: readonly (Candidate | Refusal)[];
  #lastStamp: Instant = NaN;
  #lastIso = '';

  constructor(
    readonly facts: readonly PostedFact[],
    readonly scan: FactScan,
    readonly now: Instant,
  ) {
    scan.open(facts);
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

  #read({ text, origin }: PostedFact, scanned: ScannedFact | undefined): Candidate | Refusal {
    if (scanned && this.#isPlain(scanned, text, origin.actor)) {
      const { source, id, type } = scanned.fact;
      const written = {
        type,
        source: String(source),
        id: String(id),
        text: this.#stamped(scanned, text.trim(), origin.actor),
      };
      return { scanned: written, touched: this.scan.touchedBy(scanned), origin };
    }
    const read = readPosted(text, origin.actor, this.now);
    return isRefusal(read) ? read : { read, origin };
  }

  /** Whether there is nothing about a fact but what its scan says. */
  #isPlain({ fact, occurredAt }: ScannedFact, text: string, actor: Recorder): boolean {
    const { type, source, data } = fact;
    if (PERSONAL.has(type) || actor.mayRecord?.has(type) === false) return false;
    if (text.length > LONGEST_ID && hasLongId(fact.source, fact.id, data)) return false;
    if (actor.onlySources && !allowsSource(actor.onlySources, String(source))) return false;
    if (actor.mayImport) return true;
    return occurredAt <= this.now + CLOCK_SKEW && !WRITTEN_HERE.some((name) => text.includes(name));
  }

  #stamped(scanned: ScannedFact, text: string, { mayImport }: Recorder): string {
    if (mayImport) return text;
    const recordedAt = Math.max(this.now, scanned.occurredAt);
    this.scan.stamp(recordedAt);
    return `${text.slice(0, -1)},"recordedtime":"${this.#iso(recordedAt)}"}`;
  }

  /** Nearly all are stamped alike. */
  #iso(instant: Instant): string {
    if (instant !== this.#lastStamp) {
      this.#lastStamp = instant;
      this.#lastIso = formatInstant(instant);
    }
    return this.#lastIso;
  }
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
    (text) => text !== undefined && lengthOf(text) > LONGEST_ID,
  );
}

const lengthOf = (text: Text): number => (typeof text === 'string' ? text.length : text.end - text.start);
