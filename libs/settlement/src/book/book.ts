import type { Instant, Period } from '@paidonce/kernel';
import type { Campaign, Contract } from '../contract/contract.js';
import type { UsageClause, Version } from '../terms/terms.js';
import { Cell } from './cell.js';
import type { Counting } from './counting.js';
import { Page } from './page.js';

/** The cells of one campaign in one period, at hand: by clause (which belongs to one version) and detail. */
type Desk = Map<UsageClause, Map<string | null, Cell>>;

/** What a contract owes, a page a period. Closing reads it and nothing else. */
export class Book {
  readonly #pages = new Map<string, Page>();
  readonly #desks = new Map<Campaign, Map<Period, Desk>>();
  /** Periods whose statements are issued, in order. */
  readonly closed: Period[] = [];
  /** Statements issued so far, corrections included. */
  statements = 0;
  /** Facts on record when the last statement was issued, the one that issued it included. */
  lastStatementAt = 0;
  /** Changes of terms that re-rated recorded facts: from which moment on, and how many facts were on record then. */
  readonly reratings: { readonly from: Instant; readonly position: number }[] = [];

  constructor(
    readonly contract: Contract,
    readonly counting: Counting,
  ) {}

  get lastClosed(): Period | undefined {
    return this.closed.at(-1);
  }

  /** The next period to close. */
  get nextPeriod(): Period {
    const { periods, shared } = this.contract;
    const last = this.lastClosed;
    return last ? periods.after(last) : periods.ofDay(shared.effectiveFrom);
  }

  /** Whether what changed when so many facts were on record is on a statement. */
  isBilled(period: Period, changedAt: number): boolean {
    const last = this.lastClosed;
    return last !== undefined && period.start <= last.start && changedAt <= this.lastStatementAt;
  }

  page(period: Period): Page {
    let page = this.#pages.get(period.name);
    if (!page) this.#pages.set(period.name, (page = new Page(period, this)));
    return page;
  }

  /** Pages in the order of their periods, from the contract's first on. */
  pages(): Page[] {
    return [...this.#pages.values()].sort((a, b) => a.period.start - b.period.start);
  }

  /** Terms changed: every page has to be worked out anew. */
  touch(): void {
    if (!this.counting.on) return;
    // A book without a page changes as well: what it has of changes of terms.
    this.counting.changed.add(this);
    for (const page of this.#pages.values()) page.change();
  }

  /** The cell that a fact of a campaign adds to. */
  cell(period: Period, campaign: Campaign, clause: UsageClause, version: Version, detail: string | null): Cell {
    let desks = this.#desks.get(campaign);
    if (!desks) this.#desks.set(campaign, (desks = new Map<Period, Desk>()));
    let desk = desks.get(period);
    if (!desk) desks.set(period, (desk = new Map() as Desk));
    let byDetail = desk.get(clause);
    if (!byDetail) desk.set(clause, (byDetail = new Map<string | null, Cell>()));
    let cell = byDetail.get(detail);
    if (!cell) byDetail.set(detail, (cell = this.#find(period, campaign, clause, version, detail)));
    return cell;
  }

  #find(period: Period, campaign: Campaign, clause: UsageClause, version: Version, detail: string | null): Cell {
    const page = this.page(period);
    const campaignId = clause.tiers ? null : campaign.id;
    const key = JSON.stringify([campaignId, clause.id, detail, version.number]);
    let cell = page.cells.get(key);
    if (!cell) page.cells.set(key, (cell = new Cell(page, campaignId, clause, version, detail)));
    return cell;
  }
}
