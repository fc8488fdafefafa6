import pg from 'pg';

export interface PoolOptions {
  /** Most connections at a time; default 10. */
  readonly max?: number;
  /** What `pg_stat_activity` shows. */
  readonly applicationName?: string;
  /** Gets errors of connections that nobody uses at the time, as when the server goes away. */
  readonly onIdleError?: (error: Error) => void;
}

/** A pool of connections to `url`; connections are made when first needed. End it with `pool.end()`. */
export function openPool(
  url: string,
  { max = 10, applicationName = 'paidonce', onIdleError }: PoolOptions = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    // A server that takes no connection should be noticed, not waited for.
    connectionTimeoutMillis: 15_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  });
  // Without a listener, the end of an idle connection would end the process; the next query reports what is wrong.
  pool.on('error', (error) => onIdleError?.(error));
  outliveConnections(pool);
  return pool;
}

/**
 * Keeps the end of a connection from ending the process while somebody has it and does not listen just then: between two queries, or in the moment in
 * which a new one is handed over. The next query reports what is wrong.
 */
export function outliveConnections(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
}
