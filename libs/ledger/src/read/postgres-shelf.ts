import type { EventStore } from '@paidonce/event-store';
import type { BookState, Books, PageState } from '@paidonce/settlement';
import type { DataSource } from 'typeorm';
import type { FactEvent, Shelf } from '../workbench/shelf.js';
import { Touched } from '../workbench/touched.js';
import { factEvents } from './fact-event.js';
import { streamOf } from './streams.js';
import { TOUCHING } from './touch-buckets.js';
import { PROJECTION } from './read-store.js';

/** Reads facts of the log by their positions. */
export interface FactReader {
  facts(positions: readonly number[]): Promise<readonly FactEvent[]>;
}

/** The shelf on PostgreSQL: what facts touch and the sums from the read models, facts from the log. */
export class PostgresShelf implements Shelf {
  #touched = new Touched();
  /** Of the tables that it was told of. */
  #epoch: string | undefined;

  constructor(
    readonly source: DataSource,
    readonly log: EventStore,
    readonly reader: FactReader,
  ) {}

  async reach(): Promise<{ position: number; facts: number; epoch: string | undefined }> {
    const [row] = await this.source.query<{ position: string; facts: string; epoch: string }[]>(
      'SELECT position, facts, epoch FROM projection WHERE name = $1',
      [PROJECTION],
    );
    // In tables that were built anew may count what was passed over before.
    if (this.#epoch !== undefined && row?.epoch !== this.#epoch) this.#touched = new Touched();
    this.#epoch = row?.epoch;
    return { position: Number(row?.position ?? 0), facts: Number(row?.facts ?? 0), epoch: row?.epoch };
  }

  async touching(subjects: readonly number[], upTo: number): Promise<readonly number[]> {
    const [asked, behind, ends]: [number[], number[], number[]] = [[], [], []];
    for (const subject of subjects)
      for (const stretch of this.#touched.touching(subject, upTo)) {
        asked.push(subject);
        behind.push(stretch.behind);
        ends.push(stretch.upTo);
      }
    if (asked.length === 0) return [];
    for (;;) {
      const rows = await this.source.query<{ position: string | null }[]>(TOUCHING, [asked, behind, ends, upTo]);
      if (rows.every(({ position }) => position !== null)) return rows.map(({ position }) => Number(position));
    }
  }

  note(before: number, position: number, subjects: Iterable<number>, epoch: string | undefined): void {
    // Of tables that are gone by now: these may count what those passed over.
    if (epoch === this.#epoch) this.#touched.note(before, position, subjects);
  }

  async facts(positions: readonly number[]): Promise<readonly FactEvent[]> {
    return positions.length === 0 ? [] : this.reader.facts(positions);
  }

  async *account(clientId: string, upTo: number, fromRevision = 0): AsyncGenerator<readonly FactEvent[]> {
    for await (const events of this.log.readStream(streamOf(clientId), { from: fromRevision })) {
      const facts = factEvents(events);
      const wanted = facts.filter(({ position }) => position <= upTo);
      if (wanted.length > 0) yield wanted;
      if (wanted.length < facts.length) return;
    }
  }

  async books(clientId: string): Promise<Books> {
    const [row] = await this.source.query<{ books: BookState[] | null; pages: PageState[] | null }[]>(
      `SELECT (SELECT json_agg(state) FROM book WHERE client_id = $1) AS books,
              (SELECT json_agg(state) FROM page WHERE client_id = $1) AS pages`,
      [clientId],
    );
    return { books: row?.books ?? [], pages: row?.pages ?? [] };
  }
}
