// Builds the read models anew with the built libraries, where a thread can be started: `node rebuild-with-thread.mjs URL HOLDS [stop]`. Prints what came of it as JSON.
const dist = new URL('../../dist/libs/', import.meta.url);
/* global AbortController */
const { openPostgresEventStore } = await import(new URL('event-store/src/index.js', dist));
const { logReader, rebuild } = await import(new URL('ledger/src/index.js', dist));
const { openPool } = await import(new URL('postgres/src/index.js', dist));

const [url, holds, stop] = process.argv.slice(2);
const pool = openPool(url);
const log = await openPostgresEventStore({ pool });
const stopping = new AbortController();
let told = 0n;
try {
  const position = await rebuild(url, log, () => logReader(log), {
    holds: Number(holds),
    alone: 0,
    signal: stopping.signal,
    progress: ({ position: at }) => {
      told = at;
      if (stop) stopping.abort(new Error('stopped'));
    },
  });
  console.log(JSON.stringify({ position: Number(position), told: Number(told) }));
} catch (error) {
  const { name, message, position } = error;
  console.log(JSON.stringify({ name, message, position: position === undefined ? undefined : Number(position) }));
} finally {
  await log.close();
  await pool.end();
}
