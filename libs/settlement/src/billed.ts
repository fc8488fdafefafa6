import { present } from '@paidonce/kernel';
import type { DesiredLine } from './book/line.js';
import type { Contract } from './contract/contract.js';
import type { Settlement } from './engine.js';

interface BilledPage {
  readonly firstDay: number;
  readonly lines: ReadonlyMap<string, DesiredLine>;
  readonly vat: bigint;
  readonly vatAdded: bigint;
}

/** What the statements of a contract have billed so far. */
export type Billed = readonly BilledPage[];

type Settled = Pick<Settlement, 'world'>;

function contractIn({ world }: Settled, contractId: string): Contract {
  return present(world.contracts.get(contractId), 'the contract billed');
}

export function billedOf(settlement: Settled, contractId: string): Billed {
  return contractIn(settlement, contractId)
    .book.pages()
    .map(({ period, billed, billedVat: vat, billedVatAdded: vatAdded }) => ({
      firstDay: period.firstDay,
      lines: new Map(billed),
      vat,
      vatAdded,
    }));
}

/**
 * Puts what another settlement of the same facts has billed in the place of what this one has: where statements were issued under another version
 * of the rules, differences are to what was issued.
 */
export function resumeBilled(settlement: Settled, contractId: string, pages: Billed): void {
  const { book, periods } = contractIn(settlement, contractId);
  const byDay = new Map(pages.map((page) => [page.firstDay, page]));
  for (const { firstDay } of pages) book.page(periods.ofDay(firstDay));
  for (const page of book.pages()) {
    const { lines = [], vat = 0n, vatAdded = 0n } = byDay.get(page.period.firstDay) ?? {};
    page.billed.clear();
    for (const [key, line] of lines) page.billed.set(key, line);
    page.billedVat = vat;
    page.billedVatAdded = vatAdded;
    page.change();
  }
}
