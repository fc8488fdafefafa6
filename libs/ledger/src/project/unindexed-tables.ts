import type { DataSource } from 'typeorm';

/** Tables that get rows with most facts, and their keys. */
const KEYS = { touch: 'subject, position', lead: 'lead_id' };
/** To sort the keys of some ten million facts in. */
const SORTING_MEMORY = '512MB';

/**
 * The large read models while they are built anew: nothing is looked up in them before a first workbench is full, and up to then rows are copied into
 * tables without indexes.
 */
export class UnindexedTables {
  #isIndexed = false;

  constructor(readonly source: DataSource) {}

  async begin(): Promise<void> {
    for (const table of Object.keys(KEYS))
      await this.source.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_pkey`);
  }

  /** Makes the indexes, once. */
  async index(): Promise<void> {
    if (this.#isIndexed) return;
    this.#isIndexed = true;
    await this.source.transaction(async (manager) => {
      await manager.query(`SET LOCAL maintenance_work_mem = '${SORTING_MEMORY}'`);
      for (const [table, key] of Object.entries(KEYS))
        await manager.query(`ALTER TABLE ${table} ADD PRIMARY KEY (${key})`);
    });
  }
}
