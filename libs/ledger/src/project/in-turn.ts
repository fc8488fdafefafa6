import { setTimeout as delay } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';

/** How often whoever waits asks whether it is their turn. */
const PATIENCE_MS = 500;

/**
 * Does work while no other process does it: of several that share a database one has the turn, and when it ends, in whatever way, another one takes it.
 * The turn is a lock of a connection; work is told to stop when that is lost, and begins anew when the turn comes again.
 */
export async function inTurn(
  source: DataSource,
  turn: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const isStopped = (): boolean => signal.aborted;
  while (!isStopped()) {
    await once(source, turn, signal, work).catch((error: unknown) => {
      if (!isDatabaseGone(error)) throw error;
    });
    if (!isStopped()) await delay(PATIENCE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function once(
  source: DataSource,
  turn: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const runner = source.createQueryRunner();
  const lost = new AbortController();
  const lose = (): void => {
    lost.abort();
  };
  try {
    const client = (await runner.connect()) as PoolClient;
    client.once('error', lose).once('end', lose);
    try {
      const rows = (await runner.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine', [turn])) as {
        mine: boolean;
      }[];
      if (!rows[0]?.mine) return;
      await work(AbortSignal.any([signal, lost.signal]));
      await runner.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [turn]).catch(() => undefined);
    } finally {
      client.off('error', lose).off('end', lose);
    }
  } finally {
    await runner.release().catch(() => undefined);
  }
}

/** A database that cannot be reached is waited for. */
function isDatabaseGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ECONN|EPIPE|ETIMEDOUT|57P0|08)/.test(code) || /terminat|timeout|closed/i.test(String(error));
}
