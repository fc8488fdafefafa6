import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The table of statements that are awaited. Where a closing was followed of which the log has no statement, what was written does not say what the statement
 * is: then everything is followed anew, from the beginning of the log.
 */
export class AwaitedStatements1764700000000 implements MigrationInterface {
  readonly name = 'AwaitedStatements1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE awaited_statement (
         contract_id text COLLATE "C" NOT NULL, number integer NOT NULL, client_id text COLLATE "C" NOT NULL,
         position bigint NOT NULL, body text NOT NULL, PRIMARY KEY (contract_id, number)
       )`,
    );
    const missing = (await runner.query(MISSING)) as unknown[];
    if (missing.length > 0) await runner.query(`TRUNCATE ${FOLLOWED.join(', ')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE awaited_statement');
  }
}

const MISSING = `
  SELECT FROM book WHERE (state ->> 'statements')::int >
    (SELECT count(*) FROM statement WHERE statement.contract_id = book.contract_id) LIMIT 1`;

/** The read models as they were then. */
const FOLLOWED = [
  ...['projection', 'touch', 'touch_run', 'touch_bucket', 'book', 'page', 'statement', 'client', 'contract'],
  ...['terms_version', 'campaign', 'claim', 'payment', 'void_fact', 'fact_copy'],
];
