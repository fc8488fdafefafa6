import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of journal.entity.ts, in the schema that the connection works in. */
export class Journal1764200000000 implements MigrationInterface {
  readonly name = 'Journal1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE journal, journal_checkpoint');
  }
}

const STATEMENTS = [
  `CREATE TABLE journal (
     position bigint PRIMARY KEY, at bigint NOT NULL, kind text COLLATE "C" NOT NULL, action text COLLATE "C" NOT NULL,
     outcome text COLLATE "C" NOT NULL, actor_id text COLLATE "C", actor_name text COLLATE "C",
     subjects text[] NOT NULL, clients text[] NOT NULL, entry json NOT NULL
   )`,
  `CREATE INDEX journal_at ON journal (at)`,
  `CREATE INDEX journal_action ON journal (action, position)`,
  `CREATE INDEX journal_actor_id ON journal (actor_id, position)`,
  `CREATE INDEX journal_actor_name ON journal (actor_name, position)`,
  `CREATE INDEX journal_not_done ON journal (position) WHERE outcome <> 'done'`,
  `CREATE INDEX journal_subjects ON journal USING gin (subjects)`,
  `CREATE INDEX journal_clients ON journal USING gin (clients)`,
  `CREATE TABLE journal_checkpoint (name text PRIMARY KEY, position bigint NOT NULL)`,
  `INSERT INTO journal_checkpoint VALUES ('journal', 0)`,
];
