import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Disputes, returns and payments. What was recorded before gets its rows when the read models are built anew. */
export class Claims1764600000000 implements MigrationInterface {
  readonly name = 'Claims1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE claim, payment');
  }
}

const STATEMENTS = [
  `CREATE TABLE claim (
     source text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL,
     subject text COLLATE "C" NOT NULL, client_id text COLLATE "C" NOT NULL, at bigint NOT NULL, position bigint NOT NULL,
     code text COLLATE "C" NOT NULL, body json NOT NULL, PRIMARY KEY (source, id)
   )`,
  `CREATE INDEX claim_listed ON claim (kind, position)`,
  `CREATE INDEX claim_subject ON claim (subject, kind)`,
  `CREATE TABLE payment (
     source text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, client_id text COLLATE "C" NOT NULL,
     contract_id text COLLATE "C" NOT NULL, position bigint NOT NULL, body json NOT NULL, PRIMARY KEY (source, id)
   )`,
  `CREATE INDEX payment_client ON payment (client_id, position)`,
  `CREATE INDEX payment_position ON payment (position)`,
];
