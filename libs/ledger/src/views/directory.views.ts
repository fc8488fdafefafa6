import { Calendar, parseLocalDate, Periods, type PeriodKind } from '@paidonce/kernel';
import { In, MoreThan, type DataSource } from 'typeorm';
import { BookRow, CampaignRow, ClientRow, ContractRow, TermsVersionRow } from '../read/read-models.entity.js';
import type { BookState } from '@paidonce/settlement';
import { keyBehind, paged, type Page, type Paged } from '../paging.js';

export interface ClientView {
  readonly clientId: string;
  readonly name: string;
  readonly taxId: string | null;
  readonly country: string;
}

export interface ContractView {
  readonly contractId: string;
  readonly clientId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly period: string;
  /** The last local day in force. */
  readonly endsOn: string | null;
  /** The next period to close. */
  readonly nextPeriod: string;
  /** Versions that stand, in the order of recording. */
  readonly versions: readonly { readonly version: number; readonly effectiveFrom: string; readonly terms: object }[];
}

export interface CampaignView {
  readonly campaignId: string;
  readonly contractId: string;
  readonly clientId: string;
  readonly product: string;
  readonly name: string | null;
  readonly clauses: readonly string[] | null;
  readonly pilot: object | null;
  readonly closed: boolean;
}

/** The members of terms that are asked for here. */
interface TermsOnRecord {
  readonly effectiveFrom: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly period: PeriodKind;
}

/** Clients, contracts and campaigns. */
export class DirectoryViews {
  constructor(readonly source: DataSource) {}

  async clients(page: Page): Promise<Paged<ClientView>> {
    const rows = await this.source.manager.find(ClientRow, {
      where: { clientId: MoreThan(keyBehind(page)) },
      order: { clientId: 'ASC' },
      take: page.limit + 1,
    });
    return paged(rows, page, ({ clientId }) => clientId, clientView);
  }

  async client(clientId: string): Promise<ClientView | undefined> {
    const row = await this.source.manager.findOneBy(ClientRow, { clientId });
    return row ? clientView(row) : undefined;
  }

  async contracts({ clientId }: { readonly clientId?: string | undefined }, page: Page): Promise<Paged<ContractView>> {
    const rows = await this.source.manager.find(ContractRow, {
      where: { contractId: MoreThan(keyBehind(page)), ...(clientId !== undefined && { clientId }) },
      order: { contractId: 'ASC' },
      take: page.limit + 1,
    });
    const views = await this.#contractViews(rows.slice(0, page.limit));
    const { next } = paged(
      rows,
      page,
      ({ contractId }) => contractId,
      (row) => row,
    );
    return next === undefined ? { items: views } : { items: views, next };
  }

  async contract(contractId: string): Promise<ContractView | undefined> {
    const row = await this.source.manager.findOneBy(ContractRow, { contractId });
    return row ? (await this.#contractViews([row]))[0] : undefined;
  }

  async campaigns(
    { clientId, contractId }: { readonly clientId?: string | undefined; readonly contractId?: string | undefined },
    page: Page,
  ): Promise<Paged<CampaignView>> {
    const rows = await this.source.manager.find(CampaignRow, {
      where: {
        campaignId: MoreThan(keyBehind(page)),
        ...(clientId !== undefined && { clientId }),
        ...(contractId !== undefined && { contractId }),
      },
      order: { campaignId: 'ASC' },
      take: page.limit + 1,
    });
    return paged(rows, page, ({ campaignId }) => campaignId, campaignView);
  }

  async campaign(campaignId: string): Promise<CampaignView | undefined> {
    const row = await this.source.manager.findOneBy(CampaignRow, { campaignId });
    return row ? campaignView(row) : undefined;
  }

  async #contractViews(rows: readonly ContractRow[]): Promise<ContractView[]> {
    if (rows.length === 0) return [];
    const contractId = In(rows.map((row) => row.contractId));
    const versions = await this.source.manager.find(TermsVersionRow, {
      where: { contractId },
      order: { version: 'ASC' },
    });
    const books = await this.source.manager.findBy(BookRow, { contractId });
    return rows.map((row) =>
      contractView(
        row,
        versions.filter((version) => version.contractId === row.contractId),
        books.find((book) => book.contractId === row.contractId)?.state as BookState | undefined,
      ),
    );
  }
}

function clientView({ clientId, name, taxId, country }: ClientRow): ClientView {
  return { clientId, name, taxId, country };
}

function contractView(
  row: ContractRow,
  versions: readonly TermsVersionRow[],
  book: BookState | undefined,
): ContractView {
  const { contractId, clientId, endsOn } = row;
  const { currency, timeZone, period, effectiveFrom } = versions[0]?.terms as TermsOnRecord;
  const periods = new Periods(period, Calendar.of(timeZone));
  let next = periods.ofDay(parseLocalDate(effectiveFrom));
  for (let closed = 0; closed < (book?.closed ?? 0); closed++) next = periods.after(next);
  return {
    contractId,
    clientId,
    currency,
    timeZone,
    period,
    endsOn,
    nextPeriod: next.name,
    versions: versions
      .filter(({ stands }) => stands)
      .map(({ version, terms }) => ({ version, effectiveFrom: (terms as TermsOnRecord).effectiveFrom, terms })),
  };
}

function campaignView({ campaignId, contractId, clientId, data, closedBy }: CampaignRow): CampaignView {
  const { product, name, clauses, pilot } = data as Omit<CampaignView, 'name'> & { readonly name?: string };
  return {
    campaignId,
    contractId,
    clientId,
    product,
    name: name ?? null,
    clauses: clauses ?? null,
    pilot: pilot ?? null,
    closed: closedBy !== null,
  };
}
