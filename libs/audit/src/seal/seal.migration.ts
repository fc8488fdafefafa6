import { randomUUID } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of seal.entity.ts, in the schema that the connection works in. */
export class Seal1764210000000 implements MigrationInterface {
  readonly name = 'Seal1764210000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
    await runner.query('INSERT INTO seal VALUES ($1, 0, 0)', [`paidonce/${randomUUID()}`]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE seal, tile, checkpoint, log_key');
  }
}

const STATEMENTS = [
  `CREATE TABLE seal (origin text PRIMARY KEY, size bigint NOT NULL, position bigint NOT NULL)`,
  `CREATE TABLE tile (
     level integer NOT NULL, index bigint NOT NULL, hashes bytea NOT NULL, behind bigint, PRIMARY KEY (level, index)
   )`,
  // Hashes are noise: nothing is won by trying to compress them.
  `ALTER TABLE tile ALTER hashes SET STORAGE EXTERNAL`,
  `CREATE INDEX tile_behind ON tile (behind) WHERE level = 0`,
  `CREATE TABLE checkpoint (size bigint PRIMARY KEY, position bigint NOT NULL, note text NOT NULL, signed_at text NOT NULL)`,
  `CREATE TABLE log_key (vkey text PRIMARY KEY, number integer NOT NULL UNIQUE, from_size bigint NOT NULL)`,
];
