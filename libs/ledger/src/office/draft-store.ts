import { formatInstant, type Instant } from '@paidonce/kernel';
import { MoreThan, type DataSource, type Repository } from 'typeorm';
import { v7, validate } from 'uuid';
import type { Recorder } from '../ledger.js';
import { DraftRow } from './office.entity.js';
import { paged, type Page, type Paged } from '../paging.js';
import { idBehind } from './ids.js';

/** What people work on before a contract is signed. */
export interface DraftContent {
  readonly contractId: string;
  readonly clientId: string;
  readonly terms: object;
  readonly note?: string;
}

export interface Draft extends DraftContent {
  readonly id: string;
  /** Counts the changes, from 1. */
  readonly revision: number;
  /** RFC 3339. */
  readonly updatedAt: string;
  readonly updatedBy: string;
}

/** Drafts of contracts in the schema `office`. Who changes or removes one says which revision was read: nobody overwrites what another has done. */
export class DraftStore {
  readonly #drafts: Repository<DraftRow>;
  readonly #now: () => Instant;

  constructor(source: DataSource, now: () => Instant) {
    this.#drafts = source.getRepository(DraftRow);
    this.#now = now;
  }

  async create(content: DraftContent, by: Recorder): Promise<Draft> {
    const row = { id: v7(), revision: '1', content, ...this.#touchedBy(by) };
    await this.#drafts.insert(row);
    return viewOf(row);
  }

  async get(id: string): Promise<Draft | undefined> {
    const row = validate(id) ? await this.#drafts.findOneBy({ id }) : null;
    return row ? viewOf(row) : undefined;
  }

  /** The oldest first. */
  async list(page: Page): Promise<Paged<Draft>> {
    const where = { id: MoreThan(idBehind(page)) };
    const rows = await this.#drafts.find({ where, order: { id: 'ASC' }, take: page.limit + 1 });
    return paged(rows, page, ({ id }) => id, viewOf);
  }

  /** 'changed': it is at another revision by now; 'gone': there is none, or no more. */
  async update(id: string, revision: number, content: DraftContent, by: Recorder): Promise<Draft | 'changed' | 'gone'> {
    if (!validate(id)) return 'gone';
    const change = { revision: String(revision + 1), content, ...this.#touchedBy(by) };
    const { affected } = await this.#drafts.update({ id, revision: String(revision) }, change);
    return affected === 1 ? viewOf({ id, ...change }) : this.#missed(id);
  }

  async remove(id: string, revision: number): Promise<'removed' | 'changed' | 'gone'> {
    if (!validate(id)) return 'gone';
    const { affected } = await this.#drafts.delete({ id, revision: String(revision) });
    return affected === 1 ? 'removed' : this.#missed(id);
  }

  async #missed(id: string): Promise<'changed' | 'gone'> {
    return (await this.#drafts.existsBy({ id })) ? 'changed' : 'gone';
  }

  #touchedBy({ name }: Recorder): Pick<DraftRow, 'updatedAt' | 'updatedBy'> {
    return { updatedAt: formatInstant(this.#now()), updatedBy: name };
  }
}

type Row = Pick<DraftRow, keyof DraftRow>;

function viewOf({ id, revision, content, updatedAt, updatedBy }: Row): Draft {
  return { ...(content as DraftContent), id, revision: Number(revision), updatedAt, updatedBy };
}
