import { formatInstant, type Instant } from '@paidonce/kernel';
import type { BookState, Settlement, Statement } from '@paidonce/settlement';
import { MoreThan, type DataSource } from 'typeorm';
import { BookRow, ContractRow, StatementRow } from '../read/read-models.entity.js';
import type { Shelf } from '../workbench/shelf.js';
import { Workbench } from '../workbench/workbench.js';
import { numbersBehind, paged, type Page, type Paged } from '../paging.js';

/** An issued statement, as the log has it: it never changes. */
export interface IssuedStatement {
  readonly statement: Statement;
  /** Position of the event that issued it. */
  readonly position: bigint;
  /** SHA-256 of the statement's bytes, hexadecimal. */
  readonly hash: string;
  /** RFC 3339. */
  readonly issuedAt: string;
}

export interface PeriodView {
  readonly contractId: string;
  readonly clientId: string;
  readonly period: string;
  readonly from: string;
  /** The first moment after it. */
  readonly to: string;
  readonly state: 'running' | 'over' | 'closed';
  /** The number of its statement, once it is closed. */
  readonly statement: number | null;
  /** What closing it now would bill; null once it is closed, and in lists. */
  readonly accrued: Pick<Statement, 'lines' | 'subtotal' | 'vat' | 'total'> | null;
}

/** Periods of contracts, what they come to, and the statements that were issued. */
export class StatementViews {
  constructor(
    readonly source: DataSource,
    readonly shelf: Shelf,
    readonly now: () => Instant,
  ) {}

  async statements(contractId: string, page: Page): Promise<Paged<IssuedStatement>> {
    const rows = await this.source.manager.find(StatementRow, {
      where: { contractId, number: MoreThan(numbersBehind(page)[0]) },
      order: { number: 'ASC' },
      take: page.limit + 1,
    });
    return paged(rows, page, ({ number }) => String(number), issuedStatement);
  }

  async statement(contractId: string, number: number): Promise<IssuedStatement | undefined> {
    const row = await this.source.manager.findOneBy(StatementRow, { contractId, number });
    return row ? issuedStatement(row) : undefined;
  }

  /** From the contract's first period to the one that is running. */
  async periods(contractId: string): Promise<readonly PeriodView[]> {
    const contract = await this.source.manager.findOneBy(ContractRow, { contractId });
    if (!contract) return [];
    return this.#periods(await Workbench.open(this.shelf), contract);
  }

  async period(contractId: string, name: string): Promise<PeriodView | undefined> {
    const contract = await this.source.manager.findOneBy(ContractRow, { contractId });
    if (!contract) return undefined;
    const bench = await Workbench.open(this.shelf);
    const periods = await this.#periods(bench, contract);
    const period = periods.find((one) => one.period === name);
    if (!period || period.state === 'closed') return period;
    await bench.openBooks(contract.clientId);
    return { ...period, accrued: closedUpTo(bench.settlement, contractId, periods, period) };
  }

  async #periods({ settlement }: Workbench, { contractId, clientId }: ContractRow): Promise<PeriodView[]> {
    const contract = settlement.world.contracts.get(contractId);
    if (!contract) return [];
    const book = (await this.source.manager.findOneBy(BookRow, { contractId }))?.state as BookState | undefined;
    const issued = await this.source.manager.find(StatementRow, {
      select: { number: true, period: true },
      where: { contractId },
    });
    const numbers = new Map(issued.map(({ period, number }) => [period, number]));
    const now = this.now();
    const found: PeriodView[] = [];
    const { periods, shared } = contract;
    for (let period = periods.ofDay(shared.effectiveFrom); period.start <= now; period = periods.after(period)) {
      const isClosed = found.length < (book?.closed ?? 0);
      found.push({
        contractId,
        clientId,
        period: period.name,
        from: formatInstant(period.start),
        to: formatInstant(period.end),
        state: isClosed ? 'closed' : period.end <= now ? 'over' : 'running',
        statement: numbers.get(period.name) ?? null,
        accrued: null,
      });
    }
    return found;
  }
}

function issuedStatement({ body, logPosition, hash, issuedAt }: StatementRow): IssuedStatement {
  return { statement: JSON.parse(body) as Statement, position: BigInt(logPosition), hash, issuedAt };
}

/** What the statement of a period would be, if all up to it were closed now. The settlement is spent afterwards. */
function closedUpTo(
  settlement: Settlement,
  contractId: string,
  periods: readonly PeriodView[],
  last: PeriodView,
): PeriodView['accrued'] {
  let statement: Statement | undefined;
  for (const { period, state, to } of periods) {
    if (state === 'closed') continue;
    const closing = { specversion: '1.0', source: 'preview', id: period, type: 'period.closed', time: to };
    const applied = settlement.apply({ ...closing, data: { contractId, period } });
    if (applied.kind === 'recorded') statement = applied.statement;
    if (period === last.period) break;
  }
  if (!statement) return null;
  const { lines, subtotal, vat, total } = statement;
  return { lines, subtotal, vat, total };
}
