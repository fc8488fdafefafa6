import { unsaved, subjectsOf, type BookState, type Books, type PageState } from '@paidonce/settlement';
import type { FactEvent, Shelf } from '../workbench/shelf.js';
import { readStored } from '../workbench/stored-fact.js';
import { subjectHash } from '../workbench/subject-hash.js';
import type { Workbench } from '../workbench/workbench.js';

/** A shelf in memory: what the one on PostgreSQL promises, by the shortest way. */
export class MemoryShelf implements Shelf {
  readonly #events: FactEvent[] = [];
  readonly #touching = new Map<number, number[]>();
  readonly #books = new Map<string, { clientId: string; state: BookState }>();
  readonly #pages = new Map<string, { clientId: string; state: PageState }>();
  #saved = 0;

  get size(): number {
    return this.#events.length;
  }

  /** Puts facts on the shelf; answers them with their positions. */
  put(facts: readonly { readonly clientId: string; readonly text: string }[]): FactEvent[] {
    return facts.map((fact) => {
      const event = { ...fact, position: this.#events.push({ ...fact, position: this.#events.length + 1 }) };
      for (const subject of subjectsOf(readStored(fact.text).read.fact)) {
        const hash = subjectHash(subject);
        this.#touching.set(hash, [...(this.#touching.get(hash) ?? []), event.position]);
      }
      return event;
    });
  }

  /** Saves what changed in the books of a workbench that has followed everything on the shelf. */
  save(bench: Workbench): void {
    const { contracts } = bench.settlement.world;
    const clientOf = (contractId: string): string => contracts.get(contractId)?.client.id ?? '';
    // Through JSON, as a database has it.
    const { books, pages } = JSON.parse(JSON.stringify(unsaved(bench.settlement))) as Books;
    for (const state of books) this.#books.set(state.contractId, { clientId: clientOf(state.contractId), state });
    for (const state of pages)
      this.#pages.set(`${state.contractId} ${state.period}`, { clientId: clientOf(state.contractId), state });
    this.#saved = this.#events.length;
  }

  reach(): Promise<{ position: number; facts: number }> {
    return Promise.resolve({ position: this.#saved, facts: this.#saved });
  }

  touching(subjects: readonly number[], upTo: number): Promise<readonly number[]> {
    const found = new Set(subjects.flatMap((subject) => this.#touching.get(subject) ?? []));
    return Promise.resolve([...found].filter((position) => position <= upTo));
  }

  facts(positions: readonly number[]): Promise<readonly FactEvent[]> {
    return Promise.resolve(positions.map((position) => this.#events[position - 1] as FactEvent));
  }

  async *account(clientId: string, upTo: number): AsyncGenerator<readonly FactEvent[]> {
    const own = this.#events.filter((event) => event.clientId === clientId && event.position <= upTo);
    for (let i = 0; i < own.length; i += 7) yield await Promise.resolve(own.slice(i, i + 7));
  }

  books(clientId: string): Promise<Books> {
    const of = <T>(states: Iterable<{ clientId: string; state: T }>): T[] =>
      [...states].filter((entry) => entry.clientId === clientId).map(({ state }) => state);
    return Promise.resolve({ books: of(this.#books.values()), pages: of(this.#pages.values()) });
  }
}
