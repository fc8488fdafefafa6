import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refused facts with the token that posted them, whether an import brought them, what they were about, and the bytes of those that were no text. */
export class QuarantineMarks1764500000000 implements MigrationInterface {
  readonly name = 'QuarantineMarks1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX quarantine_poster, quarantine_resolved');
    await runner.query('CREATE INDEX quarantine_actor ON quarantine (actor) WHERE outcome IS NULL');
    await runner.query(
      'ALTER TABLE quarantine DROP actor_id, DROP is_import, DROP fact_type, DROP source_digest, DROP client_digest, DROP raw_bytes',
    );
  }
}

const STATEMENTS = [
  `ALTER TABLE quarantine ADD actor_id text, ADD is_import boolean NOT NULL DEFAULT false, ADD fact_type text,
     ADD source_digest text, ADD client_digest text, ADD raw_bytes bigint`,
  // How many wait is counted by token; names may be alike.
  `DROP INDEX quarantine_actor`,
  `CREATE INDEX quarantine_poster ON quarantine (coalesce(actor_id, actor)) WHERE outcome IS NULL`,
  `CREATE INDEX quarantine_resolved ON quarantine (id) WHERE outcome IS NOT NULL`,
];
