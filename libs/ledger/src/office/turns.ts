import type { DataSource } from 'typeorm';

/** Whoever changes one thing only as they have seen it does so alone, in this process and in all others on the database. */
export class Turns {
  /** Ends of the last turns that were asked for; none of them rejects. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(readonly source: DataSource) {}

  /** Runs once nobody else does so under this name. */
  async take<T>(name: string, run: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(() => this.#locked(name, run));
    const end = turn.then(nothing, nothing);
    this.#last.set(name, end);
    try {
      return await turn;
    } finally {
      if (this.#last.get(name) === end) this.#last.delete(name);
    }
  }

  /** Of those who wait here, one holds a connection: the others would leave none to work with. */
  async #locked<T>(name: string, run: () => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`paidonce turn ${name}`]);
      try {
        return await run();
      } finally {
        // With a connection that is lost the turn is given on, too.
        const given = runner.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [`paidonce turn ${name}`]);
        await given.catch(() => undefined);
      }
    } finally {
      await runner.release();
    }
  }
}

function nothing(): void {
  // How a turn ended is told to who took it.
}
