import type { Fact, ReadFact } from '@paidonce/facts';
import { refuse, type Fingerprint, type Refusal } from '@paidonce/kernel';
import { accountOf, typeOnRecord, type Statement } from '@paidonce/settlement';
import type { Vault } from '@paidonce/vault';
import type { Origin } from '../ledger.js';
import { asReceived, CONTENT_DIGEST, contentOf, PERSONAL } from '../workbench/stored-fact.js';
import type { Workbench } from '../workbench/workbench.js';
import { mayTakeBack, notAllowed } from './candidate.js';
import { Ownership } from './ownership.js';

/** A fact in order by itself, and who posted it. */
export interface Candidate {
  readonly read: ReadFact;
  readonly origin: Origin;
}

/** What the rules make of a candidate, before anything is appended. */
export type Judgement =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'repeated' }
  | {
      readonly kind: 'recorded';
      readonly clientId: string;
      /** With digests in the place of keys; a person is still plain. */
      readonly fact: Fact;
      readonly statement: Statement | undefined;
    };

/** A candidate in the form in which it is decided on. */
interface Digested {
  readonly read: ReadFact;
  readonly content: Fingerprint | undefined;
  /** Whose keys its digests were made with. */
  readonly clientId: string | undefined;
}

/** The accounts of which the workbench is known to have all that the log has. */
export interface Claims {
  has(clientId: string): boolean;
  take(clientId: string): Promise<void>;
}

/** Judges candidates in their order, each by those before it, on a workbench that takes them up. */
export class Round {
  readonly #owners: Ownership;

  constructor(
    readonly bench: Workbench,
    readonly vault: Vault,
    readonly claims: Claims,
  ) {
    this.#owners = new Ownership(bench.settlement);
  }

  async judge(candidates: readonly Candidate[]): Promise<Judgement[]> {
    await this.bench.prepare(candidates.map(({ read }) => read.fact));
    const digested = candidates.map((candidate) => this.#digest(candidate));
    const personal = digested.filter(({ read }) => PERSONAL.has(read.fact.type));
    if (personal.length > 0) await this.bench.prepare(personal.map(({ read }) => read.fact));
    const judgements: Judgement[] = [];
    for (const [i, candidate] of candidates.entries()) {
      const judged = this.#quick(candidate, digested[i] as Digested);
      judgements.push(judged ?? (await this.#slow(candidate, digested[i] as Digested)));
    }
    return judgements;
  }

  #digest({ read, origin }: Candidate, known?: string): Digested {
    const { fact } = read;
    const clientId = known ?? this.#ownerOf(fact);
    if (!PERSONAL.has(fact.type) || clientId === undefined) return { read, content: contentOf(fact), clientId };
    const given = origin.actor.mayImport ? contentOf(fact) : undefined;
    const digest = given ? undefined : this.vault.digestOfReceived(read, clientId);
    const country = this.#owners.countryOf(clientId);
    const hidden = this.vault.withDigests({ fact: asReceived(read), clientId, country });
    const stored = digest === undefined ? hidden : { ...hidden, [CONTENT_DIGEST]: digest };
    return { read: { ...read, fact: stored, received: stored.data }, content: contentOf(stored), clientId };
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

  /** Nearly always everything is at hand. */
  #quick(candidate: Candidate, digested: Digested): Judgement | undefined {
    const { fact } = digested.read;
    const clientId = accountOf(this.bench.settlement, fact);
    if (clientId === undefined || !this.claims.has(clientId) || !this.bench.isOpen(clientId, fact)) return undefined;
    return this.#isHiddenFor(clientId, digested) ? this.#apply(candidate, digested, clientId) : undefined;
  }

  async #slow(candidate: Candidate, digested: Digested): Promise<Judgement> {
    const clientId = accountOf(this.bench.settlement, digested.read.fact);
    if (clientId === undefined) return this.#apply(candidate, digested, clientId);
    await this.claims.take(clientId);
    await this.bench.openAccount(digested.read.fact);
    if (this.#isHiddenFor(clientId, digested)) return this.#apply(candidate, digested, clientId);
    const again = this.#digest(candidate, clientId);
    await this.bench.prepare([again.read.fact]);
    return this.#apply(candidate, again, clientId);
  }

  /** What a client's keys are to hide must not be hidden with another client's. */
  #isHiddenFor(clientId: string, digested: Digested): boolean {
    return !PERSONAL.has(digested.read.fact.type) || digested.clientId === clientId;
  }

  #apply({ origin }: Candidate, { read, content }: Digested, clientId: string | undefined): Judgement {
    const { fact } = read;
    const denied = this.#denied(fact, origin, clientId);
    if (denied) return { kind: 'refused', refusal: denied };
    const applied = this.bench.apply({ read, content });
    if (applied.kind !== 'recorded') return applied;
    if (clientId === undefined) throw new Error(`a fact was recorded in nobody's account: ${fact.type}`);
    return { kind: 'recorded', clientId, fact: asReceived(read), statement: applied.statement };
  }

  #denied(fact: Fact, { actor }: Origin, clientId: string | undefined): Refusal | undefined {
    if (actor.onlyClient !== undefined && clientId !== actor.onlyClient) {
      return refuse('unknown-reference', 'data', 'it refers to nothing of this client');
    }
    if (fact.type !== 'fact.retracted' || !actor.mayRecord) return undefined;
    const target = typeOnRecord(this.bench.settlement, fact.data.fact);
    return target === undefined || mayTakeBack(actor, target) ? undefined : notAllowed(target);
  }
}
