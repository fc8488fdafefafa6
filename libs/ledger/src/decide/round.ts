import { setImmediate as nextTurn } from 'node:timers/promises';
import { isRefusal, readFact, type Fact, type ReadFact, type ScannedFact } from '@paidonce/facts';
import { refuse, type Fingerprint, type Refusal } from '@paidonce/kernel';
import { accountOf, accountOfScanned, typeOnRecord, type Applied, type Statement } from '@paidonce/settlement';
import type { Vault } from '@paidonce/vault';
import type { Origin } from '../ledger.js';
import { asReceived, CONTENT_DIGEST, contentOf, PERSONAL } from '../workbench/stored-fact.js';
import { hashesOf } from '../workbench/subject-hash.js';
import type { Workbench } from '../workbench/workbench.js';
import { mayTakeBack, notAllowed } from './candidate.js';
import { Ownership } from './ownership.js';
import { isRefused, type Candidate, type PostedBatch, type ScannedCandidate } from './posted-batch.js';
import { written, type WrittenFact } from './written-fact.js';

/** What the rules make of a posted fact, before anything is appended. */
export type Judgement =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'repeated'; readonly source: string; readonly id: string }
  | Recorded;

export interface Recorded {
  readonly kind: 'recorded';
  readonly clientId: string;
  /** One of a person has digests in the place of keys and is yet to be sealed; any other is as it is appended. */
  readonly fact: WrittenFact | { readonly toSeal: Fact };
  readonly statement: Statement | undefined;
  /** What it touches, as hashes. */
  readonly touched: readonly number[];
}

/** A candidate that was parsed, in the form in which it is decided on. */
interface Digested {
  readonly read: ReadFact;
  readonly content: Fingerprint | undefined;
  /** Whose keys its digests were made with. */
  readonly clientId: string | undefined;
  readonly origin: Origin;
}

/** The accounts of which the workbench is known to have all that the log has. */
export interface Claims {
  has(clientId: string): boolean;
  take(clientId: string): Promise<void>;
}

const OF_ANOTHER: Judgement = {
  kind: 'refused',
  refusal: refuse('unknown-reference', 'data', 'it refers to nothing of this client'),
};

/** Facts that are judged before others have a turn: requests, and whoever appends those before. */
const AT_ONE_GO = 500;

type Parsed = Extract<Candidate, { readonly read: ReadFact }>;

/** Judges candidates in their order, each by those before it, on a workbench that takes them up. */
export class Round {
  readonly #owners: Ownership;
  /** By the places of the candidates. */
  readonly #digested: (Digested | undefined)[] = [];
  readonly #touched: (readonly number[])[] = [];

  constructor(
    readonly bench: Workbench,
    readonly vault: Vault,
    readonly claims: Claims,
  ) {
    this.#owners = new Ownership(bench.settlement);
  }

  async judge(batch: PostedBatch): Promise<Judgement[]> {
    await this.#prepare(batch);
    const judgements: Judgement[] = [];
    batch.rewind();
    for (let i = 0; i < batch.candidates.length; i++) {
      if (i % AT_ONE_GO === 0) await nextTurn();
      const candidate = batch.candidates[i] as Candidate | Refusal;
      const scanned = batch.next();
      if (isRefused(candidate)) judgements.push({ kind: 'refused', refusal: candidate });
      else if ('read' in candidate) {
        const digested = this.#digested[i] as Digested;
        judgements.push(this.#quick(digested, i) ?? (await this.#slow(candidate, digested, i)));
      } else {
        const fact = scanned as ScannedFact;
        // Waiting for nothing would cost more than most facts.
        const clientId = accountOfScanned(this.bench.settlement, fact);
        if (clientId !== undefined && !this.#isAtHand(clientId)) await this.#open(clientId);
        judgements.push(this.#applyScanned(candidate, fact, clientId, i));
      }
    }
    return judgements;
  }

  /**
   * Has at hand what the candidates touch. Whose keys hide a person is known at once, since campaigns are at hand; where a lead is identified anew it
   * shows only then, and what the digests touch later still.
   */
  async #prepare({ candidates }: PostedBatch): Promise<void> {
    const later: number[] = [];
    for (let i = 0; i < candidates.length; i++) {
      const candidate = candidates[i] as Candidate | Refusal;
      if (isRefused(candidate)) this.#touched.push([]);
      else if ('scanned' in candidate) this.#touched.push(candidate.touched);
      else {
        const { type } = candidate.read.fact;
        const digested = type === 'lead.identified' ? undefined : this.#digest(candidate);
        this.#digested[i] = digested;
        if (!digested) later.push(i);
        this.#touched.push(hashesOf((digested ?? candidate).read.fact));
      }
    }
    await this.bench.prepareFor(this.#touched);
    if (later.length === 0) return;
    for (const i of later) {
      const digested = this.#digest(candidates[i] as Parsed);
      this.#digested[i] = digested;
      this.#touched[i] = hashesOf(digested.read.fact);
    }
    await this.bench.prepareFor(later.map((i) => this.#touched[i] ?? []));
  }

  #digest({ read, origin }: Parsed, known?: string): Digested {
    const { fact } = read;
    const clientId = known ?? this.#ownerOf(fact);
    if (!PERSONAL.has(fact.type) || clientId === undefined) return { read, content: contentOf(fact), clientId, origin };
    const given = origin.actor.mayImport ? contentOf(fact) : undefined;
    const digest = given ? undefined : this.vault.digestOfReceived(read, clientId);
    const country = this.#owners.countryOf(clientId);
    const hidden = this.vault.withDigests({ fact: asReceived(read), clientId, country });
    const stored = digest === undefined ? hidden : { ...hidden, [CONTENT_DIGEST]: digest };
    return { read: readAnew(read, stored), content: contentOf(stored), clientId, origin };
  }

  /** Only those of personal facts need be known before they are applied, and those that they refer to. */
  #ownerOf(fact: Fact): string | undefined {
    switch (fact.type) {
      case 'lead.registered':
      case 'lead.identified':
      case 'key.shared':
      case 'client.registered':
      case 'contract.signed':
      case 'campaign.launched': {
        const clientId = this.#owners.clientOf(fact);
        if (clientId !== undefined) this.#owners.note(fact, clientId);
        return clientId;
      }
      default:
        return undefined;
    }
  }

  #isAtHand(clientId: string): boolean {
    return this.claims.has(clientId) && this.bench.hasBooks(clientId);
  }

  async #open(clientId: string): Promise<void> {
    await this.claims.take(clientId);
    if (!this.bench.hasBooks(clientId)) await this.bench.openBooks(clientId);
  }

  /** Nearly always everything is at hand. */
  #quick(digested: Digested, place: number): Judgement | undefined {
    const { fact } = digested.read;
    const clientId = accountOf(this.bench.settlement, fact);
    if (clientId === undefined || !this.claims.has(clientId) || !this.bench.isOpen(clientId, fact)) return undefined;
    return this.#isHiddenFor(clientId, digested) ? this.#apply(digested, clientId, place) : undefined;
  }

  async #slow(candidate: Parsed, digested: Digested, place: number): Promise<Judgement> {
    const clientId = accountOf(this.bench.settlement, digested.read.fact);
    if (clientId === undefined) return this.#apply(digested, clientId, place);
    await this.claims.take(clientId);
    await this.bench.openAccount(digested.read.fact);
    if (this.#isHiddenFor(clientId, digested)) return this.#apply(digested, clientId, place);
    const again = this.#digest(candidate, clientId);
    const touched = hashesOf(again.read.fact);
    this.#touched[place] = touched;
    await this.bench.prepareFor([touched]);
    return this.#apply(again, clientId, place);
  }

  /** What a client's keys are to hide must not be hidden with another client's. */
  #isHiddenFor(clientId: string, digested: Digested): boolean {
    return !PERSONAL.has(digested.read.fact.type) || digested.clientId === clientId;
  }

  #apply({ read, content, origin }: Digested, clientId: string | undefined, place: number): Judgement {
    const { fact } = read;
    const denied = this.#denied(fact, origin, clientId);
    if (denied) return denied;
    const stored = asReceived(read);
    const appended = PERSONAL.has(fact.type) ? { toSeal: stored } : () => written(stored);
    return this.#judgementOn(this.bench.apply({ read, content }), fact, clientId, appended, place);
  }

  #applyScanned(
    { scanned: own, origin }: ScannedCandidate,
    scanned: ScannedFact,
    clientId: string | undefined,
    place: number,
  ): Judgement {
    if (isAnothersThan(origin, clientId)) return OF_ANOTHER;
    return this.#judgementOn(this.bench.applyScanned(scanned), own, clientId, own, place);
  }

  #judgementOn(
    applied: Applied,
    { type, source, id }: Pick<WrittenFact, 'type' | 'source' | 'id'>,
    clientId: string | undefined,
    fact: Recorded['fact'] | (() => WrittenFact),
    place: number,
  ): Judgement {
    if (applied.kind === 'refused') return applied;
    if (applied.kind === 'repeated') return { kind: 'repeated', source, id };
    if (clientId === undefined) throw new Error(`a fact was recorded in nobody's account: ${type}`);
    const { statement } = applied;
    const touched = this.#touched[place] ?? [];
    return { kind: 'recorded', clientId, fact: typeof fact === 'function' ? fact() : fact, statement, touched };
  }

  #denied(fact: Fact, origin: Origin, clientId: string | undefined): Judgement | undefined {
    if (isAnothersThan(origin, clientId)) return OF_ANOTHER;
    const { actor } = origin;
    if (fact.type !== 'fact.retracted' || !actor.mayRecord) return undefined;
    const target = typeOnRecord(this.bench.settlement, fact.data.fact);
    return target === undefined || mayTakeBack(actor, target)
      ? undefined
      : { kind: 'refused', refusal: notAllowed(target) };
  }
}

/** What was read of a fact with digests in the place of keys: where it was received with nulls of optional members, they are still there. */
function readAnew(read: ReadFact, stored: Fact): ReadFact {
  if (asReceived(read) === read.fact) return { ...read, fact: stored, received: stored.data };
  const again = readFact(stored);
  if (isRefusal(again)) throw new Error('a fact is none once digests take the place of keys', { cause: again });
  return again;
}

/** Whether who posted a fact may record facts of another client alone. */
function isAnothersThan({ actor }: Origin, clientId: string | undefined): boolean {
  return actor.onlyClient !== undefined && clientId !== actor.onlyClient;
}
