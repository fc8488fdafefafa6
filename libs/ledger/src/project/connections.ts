import type { PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

type Work<T> = (runner: QueryRunner, client: PoolClient) => Promise<T>;

/** Does work on one connection, by which rows can be copied. */
export async function onConnection<T>(source: DataSource, work: Work<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    return await work(runner, (await runner.connect()) as PoolClient);
  } finally {
    await runner.release();
  }
}

/** Does work within a transaction of its own. */
export function inTransaction<T>(source: DataSource, work: Work<T>): Promise<T> {
  return onConnection(source, async (runner, client) => {
    try {
      await runner.startTransaction();
      const result = await work(runner, client);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
  });
}
