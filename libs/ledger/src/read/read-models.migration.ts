import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of read-models.entity.ts, in the schema that the connection works in. Text is compared by code point. */
export class ReadModels1763900000000 implements MigrationInterface {
  readonly name = 'ReadModels1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of NAMES) await runner.query(`DROP TABLE ${table}`);
  }
}

const LEAD = `CREATE TABLE lead (
  lead_id text COLLATE "C" PRIMARY KEY, campaign_id text COLLATE "C" NOT NULL, client_id text COLLATE "C" NOT NULL
)`;

const TABLES = [
  `CREATE TABLE projection (name text PRIMARY KEY, epoch uuid NOT NULL, position bigint NOT NULL, facts bigint NOT NULL)`,
  // Rows are only ever added, in the order of the log.
  `CREATE TABLE touch (subject bigint NOT NULL, position bigint NOT NULL, PRIMARY KEY (subject, position))`,
  `CREATE TABLE book (contract_id text COLLATE "C" PRIMARY KEY, client_id text COLLATE "C" NOT NULL, state json NOT NULL)`,
  `CREATE INDEX book_client ON book (client_id)`,
  `CREATE TABLE page (
     contract_id text COLLATE "C" NOT NULL, first_day integer NOT NULL, period text COLLATE "C" NOT NULL,
     client_id text COLLATE "C" NOT NULL, state json NOT NULL, PRIMARY KEY (contract_id, first_day)
   ) WITH (fillfactor = 50)`,
  `CREATE INDEX page_client ON page (client_id)`,
  `CREATE TABLE statement (
     contract_id text COLLATE "C" NOT NULL, number integer NOT NULL, client_id text COLLATE "C" NOT NULL, period text,
     log_position bigint NOT NULL, issued_at text NOT NULL, hash text NOT NULL, body text NOT NULL,
     PRIMARY KEY (contract_id, number)
   )`,
  `CREATE TABLE client (client_id text COLLATE "C" PRIMARY KEY, name text NOT NULL, tax_id text, country text NOT NULL)`,
  `CREATE TABLE contract (
     contract_id text COLLATE "C" PRIMARY KEY, client_id text COLLATE "C" NOT NULL, ends_on text, ended_by text
   )`,
  `CREATE INDEX contract_client ON contract (client_id, contract_id)`,
  `CREATE TABLE terms_version (
     contract_id text COLLATE "C" NOT NULL, version integer NOT NULL, fact text COLLATE "C" NOT NULL, stands boolean NOT NULL,
     terms json NOT NULL, PRIMARY KEY (contract_id, version)
   )`,
  `CREATE INDEX terms_version_fact ON terms_version (fact)`,
  `CREATE TABLE campaign (
     campaign_id text COLLATE "C" PRIMARY KEY, contract_id text COLLATE "C" NOT NULL, client_id text COLLATE "C" NOT NULL,
     data json NOT NULL, closed_by text
   )`,
  `CREATE INDEX campaign_contract ON campaign (contract_id, campaign_id)`,
  `CREATE INDEX campaign_client ON campaign (client_id, campaign_id)`,
  LEAD,
  `CREATE TABLE void_fact (position bigint PRIMARY KEY, code text NOT NULL, message text NOT NULL)`,
  `CREATE TABLE fact_copy (position bigint PRIMARY KEY, client_id text COLLATE "C" NOT NULL, text text NOT NULL)`,
];

const NAMES = TABLES.flatMap((statement) => /^CREATE TABLE (\w+)/.exec(statement)?.slice(1) ?? []);

/** Buckets of what facts touch, for read models that are built anew. Where a lead belongs is found by what touches it. */
export class TouchBuckets1764500000000 implements MigrationInterface {
  readonly name = 'TouchBuckets1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of BUCKETS) await runner.query(statement);
    await runner.query('DROP TABLE lead');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE touch_bucket, touch_run');
    await runner.query(LEAD);
  }
}

const BUCKETS = [
  `CREATE TABLE touch_run (run integer PRIMARY KEY, bits integer NOT NULL, first bigint NOT NULL)`,
  `CREATE TABLE touch_bucket (run integer NOT NULL, bucket integer NOT NULL, entries bigint[] NOT NULL)`,
  `CREATE INDEX touch_bucket_place ON touch_bucket (run, bucket)`,
];
