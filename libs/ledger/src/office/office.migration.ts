import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of office.entity.ts, in the schema that the connection works in. */
export class Office1764000000000 implements MigrationInterface {
  readonly name = 'Office1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE quarantine, draft, token, idempotency');
  }
}

const STATEMENTS = [
  `CREATE TABLE quarantine (
     id uuid PRIMARY KEY, refused_at text NOT NULL, actor text NOT NULL, correlation_id text NOT NULL, line bigint NOT NULL,
     code text NOT NULL, sealed_refusal text NOT NULL, sealed_text text, outcome text, resolved_at text, resolved_by text,
     fact_source text, fact_id text, fact_position bigint, sealed_reason text
   )`,
  // What was resolved is kept, and must not slow down the list of what waits.
  `CREATE INDEX quarantine_waiting ON quarantine (id) WHERE outcome IS NULL`,
  // What is sealed looks like noise: nothing is won by trying to compress it.
  `ALTER TABLE quarantine ALTER sealed_text SET STORAGE EXTERNAL`,
  `CREATE TABLE draft (
     id uuid PRIMARY KEY, revision bigint NOT NULL, content json NOT NULL, updated_at text NOT NULL, updated_by text NOT NULL
   )`,
  `CREATE TABLE token (
     hash bytea PRIMARY KEY, id uuid NOT NULL UNIQUE, name text NOT NULL, role text NOT NULL, client_id text,
     created_at text NOT NULL
   )`,
  `CREATE TABLE idempotency (
     key text PRIMARY KEY, request text NOT NULL, at bigint NOT NULL, claimed_at bigint, answer json
   )`,
  `CREATE INDEX idempotency_at ON idempotency (at)`,
];
