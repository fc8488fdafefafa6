import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sources of tokens; refused facts with the rights of who posted them, and how often they came. */
export class OfficeRights1764300000000 implements MigrationInterface {
  readonly name = 'OfficeRights1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE token DROP sources');
    await runner.query('ALTER TABLE quarantine DROP rights, DROP digest, DROP times');
  }
}

const STATEMENTS = [
  `ALTER TABLE token ADD sources text[]`,
  `ALTER TABLE quarantine ADD rights json, ADD digest text, ADD times integer NOT NULL DEFAULT 1`,
  `CREATE INDEX quarantine_digest ON quarantine (digest) WHERE outcome IS NULL`,
  `CREATE INDEX quarantine_actor ON quarantine (actor) WHERE outcome IS NULL`,
];
