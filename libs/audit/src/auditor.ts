import type { Instant } from '@paidonce/kernel';
import {
  explainFact,
  explainLine,
  type Fate,
  type FactReport,
  type Identity,
  type LineReference,
  type LineReport,
} from '@paidonce/settlement';
import {
  accountedFacts,
  factAccount,
  isOf,
  summed,
  type AccountedFact,
  type AccountScope,
  type FactAccount,
  type RefusedFact,
} from './account/fact-account.js';
import type { AuditedLedger } from './audited-ledger.js';
import { changes, type Change, type ChangesScope } from './known/changes.js';
import { knownAt, type KnownAccount } from './known/known-account.js';
import {
  knownBalance,
  knownLead,
  knownPeriod,
  type KnownBalance,
  type KnownLead,
  type KnownPeriod,
} from './known/known-views.js';
import type { Moment } from './known/moment.js';
import { timeline, type TimelineEntry } from './known/timeline.js';
import { replay } from './replay/replay.js';
import type { ReplayLine, ReplayScope } from './replay/replay-lines.js';

export interface AuditorParts {
  readonly ledger: AuditedLedger;
  /** All clients. */
  readonly clients: () => AsyncIterable<string>;
  /** Refused facts that wait. */
  readonly refused: () => AsyncIterable<RefusedFact>;
  /** Microseconds since 1970. */
  readonly now: () => Instant;
}

/** Facts behind a count: those of the log, or those that were refused. */
export interface AccountedPage {
  readonly items: readonly (AccountedFact | RefusedFact)[];
  /** Number of the first one of the next page; absent on the last. */
  readonly next?: number | undefined;
}

/** Recomputes from the log what was issued and what was known. One account after another: each is settled whole, in memory. */
export class Auditor {
  /** The account that was asked for last. */
  #last: Promise<unknown> = Promise.resolve();

  readonly #parts: AuditorParts;

  constructor(parts: AuditorParts) {
    this.#parts = parts;
  }

  /** See `replay`. */
  replay(scope: ReplayScope, signal?: AbortSignal): AsyncGenerator<ReplayLine, void> {
    return replay(this.#parts.ledger, scope, { signal });
  }

  period(clientId: string, contractId: string, period: string, until?: Moment): Promise<KnownPeriod | undefined> {
    return this.#known(clientId, until, (account) => knownPeriod(account, contractId, period));
  }

  balance(clientId: string, until?: Moment): Promise<KnownBalance> {
    return this.#inTurn(() => knownBalance(this.#parts.ledger, clientId, until, this.#parts.now()));
  }

  lead(clientId: string, leadId: string, until?: Moment): Promise<KnownLead | undefined> {
    return this.#known(clientId, until, (account) => knownLead(this.#parts.ledger, account, leadId, until));
  }

  explainLine(clientId: string, reference: LineReference, until?: Moment): Promise<LineReport | undefined> {
    return this.#known(clientId, until, ({ settlement }) => explainLine(settlement, reference));
  }

  explainFact(clientId: string, fact: Identity, until?: Moment): Promise<FactReport | undefined> {
    return this.#known(clientId, until, ({ settlement, positions }) => {
      const report = explainFact(settlement, fact);
      return report && { ...report, position: report.position && (positions[report.position - 1] ?? null) };
    });
  }

  /** See `changes`. */
  changes(scope: ChangesScope): AsyncGenerator<Change, void> {
    return changes(this.#parts.ledger, scope);
  }

  /** The timeline of a lead, or of the person that it is of by now. */
  async *timeline(clientId: string, leadId: string, of: 'lead' | 'person'): AsyncGenerator<TimelineEntry, void> {
    const { ledger } = this.#parts;
    const person = of === 'person' ? await this.lead(clientId, leadId) : undefined;
    yield* timeline(ledger, clientId, person?.samePerson ?? [leadId]);
  }

  /** No fact left behind: of a client, a contract, a period, or without a scope of everybody. */
  async account(scope: AccountScope | undefined, until?: Moment): Promise<FactAccount> {
    const { ledger, clients, now } = this.#parts;
    const refused = await this.#refused();
    const of = (one: AccountScope): Promise<FactAccount> =>
      this.#inTurn(() => factAccount(ledger, one, refused, until, now()));
    if (scope) return of(scope);
    const accounts: FactAccount[] = [];
    for await (const clientId of clients()) accounts.push(await of({ clientId }));
    return summed(accounts, refused);
  }

  /** The facts behind one of the counts, from a number on. */
  async accounted(
    scope: AccountScope,
    { count, type, from, limit }: { count: Fate | 'refused'; type?: string | undefined; from: number; limit: number },
    until?: Moment,
  ): Promise<AccountedPage> {
    const refused = count === 'refused' ? await this.#refused() : [];
    return this.#known(scope.clientId, until, (account) => {
      const items: (AccountedFact | RefusedFact)[] = [];
      let number = 0;
      const isFull = (): boolean => number++ >= from && items.length === limit;
      if (count === 'refused') {
        for (const fact of refused.filter((one) => isOf(account, scope, one))) {
          if (isFull()) return { items, next: number - 1 };
          if (number > from) items.push(fact);
        }
        return { items };
      }
      for (const fact of accountedFacts(account, scope)) {
        if (fact.fate !== count || (type ?? fact.type) !== fact.type || fact.number < from) continue;
        if (items.length === limit) return { items, next: fact.number };
        items.push(fact);
      }
      return { items };
    });
  }

  async #refused(): Promise<RefusedFact[]> {
    const refused: RefusedFact[] = [];
    for await (const fact of this.#parts.refused()) refused.push(fact);
    return refused;
  }

  #known<T>(clientId: string, until: Moment | undefined, view: (account: KnownAccount) => T | Promise<T>): Promise<T> {
    const { ledger, now } = this.#parts;
    return this.#inTurn(async () => view(await knownAt(ledger, clientId, until, now())));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
