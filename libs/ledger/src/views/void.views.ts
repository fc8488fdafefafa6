import { MoreThan, type DataSource } from 'typeorm';
import { numbersBehind, paged, type Page, type Paged } from '../paging.js';
import { PARKED, VoidFactRow } from '../read/read-models.entity.js';
import { FOREIGN } from '../workbench/stored-fact.js';

/** `void`: two writers raced, and the other one's fact counts. `parked`: it could not be followed. `foreign`: another application's. */
export type VoidKind = 'void' | 'parked' | 'foreign';

/** An event in an account that counts for nothing. */
export interface VoidView {
  readonly position: bigint;
  readonly kind: VoidKind;
  readonly code: string;
  readonly message: string;
  readonly clientId: string | null;
  readonly type: string | null;
  readonly source: string | null;
  readonly id: string | null;
  readonly recordedAt: string | null;
}

/** How many there are of each kind. */
export type VoidCounts = Readonly<Record<VoidKind, number>>;

/** What stands in accounts and counts for nothing, in the order of the log. */
export class VoidViews {
  constructor(readonly source: DataSource) {}

  async voids(page: Page): Promise<Paged<VoidView>> {
    const [behind] = numbersBehind(page);
    const rows = await this.source.manager.find(VoidFactRow, {
      where: { position: MoreThan(String(behind)) },
      order: { position: 'ASC' },
      take: page.limit + 1,
    });
    return paged(rows, page, ({ position }) => position, viewOf);
  }

  async counts(): Promise<VoidCounts> {
    const rows = await this.source.query<{ code: string; count: string }[]>(
      'SELECT code, count(*) AS count FROM void_fact GROUP BY code',
    );
    const counts = { void: 0, parked: 0, foreign: 0 };
    for (const { code, count } of rows) counts[kindOf(code)] += Number(count);
    return counts;
  }
}

function kindOf(code: string): VoidKind {
  return code === PARKED ? 'parked' : code === FOREIGN ? 'foreign' : 'void';
}

function viewOf({ position, code, message, factId, ...row }: VoidFactRow): VoidView {
  const { clientId, type, source, recordedAt } = row;
  return {
    ...{ position: BigInt(position), kind: kindOf(code), code, message },
    ...{ clientId, type, source, id: factId, recordedAt },
  };
}
