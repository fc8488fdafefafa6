import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is told of events that count for nothing. Of those from before only positions, codes and messages are known, until the tables are built anew. */
export class Voids1764800000000 implements MigrationInterface {
  readonly name = 'Voids1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE void_fact ADD client_id text, ADD type text, ADD source text, ADD fact_id text, ADD recorded_at text`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE void_fact DROP client_id, DROP type, DROP source, DROP fact_id, DROP recorded_at');
  }
}
