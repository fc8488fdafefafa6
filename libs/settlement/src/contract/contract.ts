import { Calendar, DAY, Periods, present, type Instant } from '@paidonce/kernel';
import type { Subject } from '@paidonce/payment-models';
import { Book } from '../book/book.js';
import type { Counting } from '../book/counting.js';
import type { Lead } from '../persons/lead.js';
import type { Scope } from '../persons/scope.js';
import { usageClausesOf, type Terms, type UsageClause, type Version } from '../terms/terms.js';

export interface Client {
  readonly id: string;
  readonly name: string;
  /** ISO 3166 alpha-2: the region of phone numbers without `+`. */
  readonly country: string;
  readonly contracts: Contract[];
  /** Leads with a result that counts as later than it happened: reports often carry a date only. */
  readonly postponed: Set<Lead>;
}

export interface Campaign {
  readonly id: string;
  /** Dense number, from 0 in the order of recording. */
  readonly number: number;
  readonly contract: Contract;
  /** Ids of the usage clauses that bill it; `undefined`: all of the version that governs a fact. */
  readonly clauses: ReadonlySet<string> | undefined;
  /** Where its leads are matched with others. */
  readonly scope: Scope;
  /** Budget of a pilot, a decimal string in major units. */
  readonly pilotBudget: string | undefined;
}

/** Why a moment is under no terms. */
export type OutsideTerms = 'before-contract' | 'after-contract';

/** Clauses of a campaign that measure one subject under one version; kept, since every call asks for them. */
type Clauses = Readonly<Record<Subject, readonly UsageClause[]>>;

/** A contract: its versions, its end, and the book of what it owes. */
export class Contract {
  /** In the order of recording, retracted ones included. */
  readonly recorded: Version[] = [];
  readonly campaigns: Campaign[] = [];
  /** No fact of the contract happened later: terms that begin after it change nothing that is recorded. */
  latest: Instant = -Infinity;
  readonly calendar: Calendar;
  readonly periods: Periods;
  readonly book: Book;
  /** Versions that stand, by their start. */
  #standing: Version[] = [];
  #termination: { readonly endsOn: number } | undefined;
  #end: Instant = Infinity;
  readonly #clauses = new Map<Version, Map<Campaign, Clauses>>();

  constructor(
    readonly id: string,
    readonly client: Client,
    first: Terms,
    fact: number,
    counting: Counting,
  ) {
    this.calendar = Calendar.of(first.timeZone);
    this.periods = new Periods(first.period, this.calendar);
    this.addVersion(first, fact);
    this.book = new Book(this, counting);
  }

  get standing(): readonly Version[] {
    return this.#standing;
  }

  get firstVersion(): Version {
    return present(this.#standing[0], 'the first version of a contract');
  }

  /** Terms that every version shares: currency, time zone, period and reconciliation. */
  get shared(): Terms {
    return present(this.recorded[0], 'the first version of a contract').terms;
  }

  /** The first moment after the contract; Infinity while it has no end. */
  get end(): Instant {
    return this.#end;
  }

  /** The last local day in force; Infinity while it has no end. */
  get lastDay(): number {
    return this.#termination?.endsOn ?? Infinity;
  }

  get isTerminated(): boolean {
    return this.#termination !== undefined;
  }

  addVersion(terms: Terms, fact: number): Version {
    const number = this.recorded.length + 1;
    const version = { number, fact, start: this.calendar.startOfDay(terms.effectiveFrom), terms };
    this.recorded.push(version);
    this.#standing = [...this.#standing, version].sort((a, b) => a.start - b.start);
    return version;
  }

  removeVersion(fact: number): Version {
    const version = present(
      this.recorded.find((recorded) => recorded.fact === fact),
      'the version of an amendment',
    );
    this.#standing = this.#standing.filter((standing) => standing !== version);
    return version;
  }

  /** Sets, or with `undefined` takes back, the contract's end. */
  terminate(termination: { readonly endsOn: number } | undefined): void {
    this.#termination = termination;
    this.#end = termination ? this.calendar.startOfDay(termination.endsOn + 1) : Infinity;
  }

  /** The version in force at a moment, or why there is none. */
  versionAt(instant: Instant): Version | OutsideTerms {
    if (instant >= this.#end) return 'after-contract';
    const standing = this.#standing;
    for (let i = standing.length - 1; i >= 0; i--) {
      const version = standing[i] as Version;
      if (version.start <= instant) return version;
    }
    return 'before-contract';
  }

  /** The version in force at the last moment of a span that ends at `end`, or of the contract when that is earlier. */
  versionAtEnd(end: Instant): Version {
    const last = Math.min(end, this.#end);
    return this.#standing.findLast((version) => version.start < last) ?? this.firstVersion;
  }

  /** Clauses of a version that bill a campaign's facts of one kind of subject. */
  clausesFor(campaign: Campaign, version: Version, subject: Subject): readonly UsageClause[] {
    let byCampaign = this.#clauses.get(version);
    if (!byCampaign) this.#clauses.set(version, (byCampaign = new Map<Campaign, Clauses>()));
    let clauses = byCampaign.get(campaign);
    if (!clauses) byCampaign.set(campaign, (clauses = clausesBySubject(campaign, version)));
    return clauses[subject];
  }

  /** Remembers how far the contract's facts reach. */
  reach(instant: Instant): void {
    // Of what is recalled the book tells how far it reaches: under other terms it may have reached elsewhere.
    if (instant <= this.latest || !this.book.counting.on) return;
    this.latest = instant;
    this.book.counting.changed.add(this.book);
  }

  /** How long results and leads of an ended contract keep their terms. */
  get window(): number {
    return this.shared.reconciliation.windowDays * DAY;
  }
}

/** The usage clauses of a version that bill a campaign. */
export function clausesBilling(campaign: Pick<Campaign, 'clauses'>, terms: Terms): UsageClause[] {
  return usageClausesOf(terms).filter(({ id }) => !campaign.clauses || campaign.clauses.has(id));
}

function clausesBySubject(campaign: Campaign, version: Version): Clauses {
  const billing = clausesBilling(campaign, version.terms);
  const of = (subject: Subject): UsageClause[] => billing.filter(({ model }) => model.measures === subject);
  return { call: of('call'), shift: of('shift'), outcome: of('outcome') };
}
