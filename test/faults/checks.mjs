/* global fetch */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { built, root } from './built.mjs';
import { keyOf } from './histories.mjs';
import { TOKEN } from './server-under-test.mjs';

const MOST_SHOWN = 5;

/** What has to hold in the end. Each check answers what is wrong, in sentences. */
export async function checkEnd({ server, book, histories, folder }) {
  const url = await server.address();
  await projected(url);
  const history = await linesAt(`${url}/v1/history?positions=true`);
  const plain = await linesAt(`${url}/v1/history?unsealed=true`);
  const exported = join(folder, 'exported.ndjson');
  writeFileSync(exported, await textAt(`${url}/v1/history`));
  const original = join(folder, 'original.ndjson');
  writeFileSync(original, `${histories.original.join('\n')}\n`);
  const statements = await allStatements(url);
  const log = await readLog(server);
  const around = { url, server, book, history, plain, histories, statements, log };
  return {
    facts: history.length,
    statements: statements.length,
    checks: [
      ['every fact that was acknowledged is in the history', missing(around)],
      ['nothing is in the history twice, or unasked', surplus(around)],
      ['facts are in the history as they were sent', changed(around)],
      ['every refused fact is in quarantine', await unquarantined(around)],
      ['what was delivered in order is in the order of its file', misplaced(around)],
      ['the log is gapless, and none of its facts counts for nothing', gaps(around)],
      ['no period has two closings or two statements', twice(around)],
      ['statements are in the log as they are shown', differing(around)],
      ['statements are those that `settle` gives for the exported history', unsettled(exported, statements, whole)],
      [
        'where order was kept, they are those of the original file',
        unsettled(original, ofProvider(statements), normative),
      ],
      ['read models that are rebuilt equal the live ones', await rebuilt(around)],
      ['the projection goes on in the rebuilt read models', await goesOn(around)],
      ['the log of the server tells of nothing that must not happen', alarms(server)],
    ],
  };
}

async function textAt(url) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.text();
}

const jsonAt = async (url) => JSON.parse(await textAt(url));
const linesAt = async (url) => (await textAt(url)).split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));

async function pagesOf(url) {
  const items = [];
  let cursor = '';
  do {
    const page = await jsonAt(`${url}?limit=200${cursor}`);
    items.push(...page.items);
    cursor = page.next === null ? undefined : `&cursor=${page.next}`;
  } while (cursor !== undefined);
  return items;
}

async function projected(url) {
  for (;;) {
    const { head, projected } = await jsonAt(`${url}/health/ready`);
    if (head !== undefined && head === projected) return;
    await sleep(50);
  }
}

async function allStatements(url) {
  const contracts = await pagesOf(`${url}/v1/contracts`);
  const pages = contracts.map(({ contractId }) => pagesOf(`${url}/v1/contracts/${contractId}/statements`));
  return (await Promise.all(pages)).flat();
}

async function readLog(server) {
  const { openPostgresEventStore } = await built('event-store');
  const pool = new pg.Pool({ connectionString: server.postgres.url, max: 3 });
  const store = await openPostgresEventStore({ pool });
  const events = [];
  try {
    // It throws where a position is missing.
    for await (const batch of store.readAll()) events.push(...batch);
    const head = await store.head();
    const { rows: voids } = await pool.query('SELECT position, code, message FROM read.void_fact');
    return { events, head, voids };
  } finally {
    await store.close();
    await pool.end();
  }
}

/** What facts touch, in rows and in buckets: as many bits of the hash as runs keep, with the positions. */
const TOUCHED = `
  SELECT (subject >> 14) || ' ' || position AS text FROM read.touch
  UNION ALL
  SELECT ((bucket::bigint << rest) | (entry >> (63 - rest))) || ' ' || ((entry & (1::bigint << (63 - rest)) - 1) + first)
  FROM read.touch_run JOIN read.touch_bucket AS bucket USING (run), unnest(bucket.entries) AS entry
  ORDER BY 1`;

/** All rows of the read models, as text and in one order. */
async function rows(server) {
  const client = new pg.Client({ connectionString: server.postgres.url });
  await client.connect();
  try {
    const { rows: tables } = await client.query(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'read' AND table_name !~ '^touch' ORDER BY 1`,
    );
    const found = {};
    for (const { name } of tables) {
      // Each rebuilding has an epoch of its own.
      const row = name === 'projection' ? `(name, position, facts)` : 't';
      const { rows: texts } = await client.query(`SELECT ${row}::text AS text FROM read."${name}" AS t ORDER BY 1`);
      found[name] = texts.map(({ text }) => text);
    }
    const { rows: touched } = await client.query(TOUCHED);
    found.touched = touched.map(({ text }) => text);
    return found;
  } finally {
    await client.end();
  }
}

function missing({ book, history }) {
  const positions = new Map(history.map((fact) => [keyOf(fact), Number(fact.sequence)]));
  const lost = [...book.facts].flatMap(([key, { position }]) => {
    const found = positions.get(key);
    if (found === undefined) return [`${key} was acknowledged and is not there`];
    // Of a duplicate no position was told.
    return Number.isFinite(position) && found !== position
      ? [`${key} was acknowledged at ${position} and is at ${found}`]
      : [];
  });
  return lost;
}

function surplus({ book, history }) {
  const seen = new Set();
  return history.flatMap((fact) => {
    const key = keyOf(fact);
    if (seen.has(key)) return [`${key} is there twice`];
    seen.add(key);
    const isCommand = fact.source === 'paidonce/api' && fact.type === 'period.closed';
    return isCommand || book.sent.has(key) ? [] : [`${key} was never sent`];
  });
}

function changed({ book, plain }) {
  return plain.flatMap((fact) => {
    const sent = [...(book.sent.get(keyOf(fact)) ?? [])].filter((text) => text !== undefined);
    if (sent.length === 0) return [];
    const { contentdigest: _, ...received } = fact;
    const { personKeys: __, ...data } = received.data;
    // Of a shared key only the digest is kept.
    if (received.type === 'key.shared') data.value = JSON.parse(sent[0]).data.value;
    return sent.some((text) => isDeepStrictEqual(JSON.parse(text), { ...received, data }))
      ? []
      : [`${keyOf(fact)} was sent as ${sent[0]} and is ${JSON.stringify(fact)}`];
  });
}

async function unquarantined({ url, book }) {
  const wrong = [];
  for (const place of book.quarantined) {
    const response = await fetch(`${url}${place}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    if (!response.ok) wrong.push(`${place}: ${response.status}`);
    await response.arrayBuffer();
  }
  return wrong;
}

function misplaced({ history, histories }) {
  const found = history.flatMap((fact) => (fact.source.startsWith('provider/') ? [keyOf(fact)] : []));
  const at = histories.provider.findIndex(({ key }, i) => key !== found[i]);
  if (at >= 0) return [`fact ${at + 1} of the file is ${histories.provider[at].key}, and ${found[at]} is in its place`];
  return found.length === histories.provider.length ? [] : [`${found.length} facts of ${histories.provider.length}`];
}

function gaps({ log: { events, head, voids } }) {
  const wrong = voids.map(({ position, code, message }) => `the fact at ${position} is void: ${code} ${message}`);
  if (BigInt(events.length) !== head) wrong.push(`${events.length} events, and the head is at ${head}`);
  const revisions = new Map();
  for (const { stream, revision, position } of events) {
    if (revision !== (revisions.get(stream) ?? -1) + 1) wrong.push(`revision ${revision} of ${stream} at ${position}`);
    revisions.set(stream, revision);
  }
  return wrong;
}

function twice({ log: { events }, book }) {
  const wrong = [];
  const seen = new Set();
  const numbers = new Map();
  for (const { type, data } of events) {
    if (type !== 'period.closed' && type !== 'statement.issued') continue;
    const { contractId, period, number } = type === 'period.closed' ? JSON.parse(data).data : JSON.parse(data);
    const key = `${type} ${contractId} ${period}`;
    if (period !== null && seen.has(key)) wrong.push(`${key} twice`);
    seen.add(key);
    if (number === undefined) continue;
    if (number !== (numbers.get(contractId) ?? 0) + 1)
      wrong.push(`statement ${number} of ${contractId} is out of turn`);
    numbers.set(contractId, number);
  }
  for (const key of book.closed.keys()) if (!seen.has(`statement.issued ${key}`)) wrong.push(`${key} is not closed`);
  return wrong;
}

function whole({ logPosition: _, hash: __, issuedAt: ___, links: ____, ...statement }) {
  return statement;
}

/** The members that are the same wherever the history is settled. */
function normative({ contractId, clientId, period, number, currency, lines, subtotal, vat, total }) {
  return { contractId, clientId, period, number, currency, lines, subtotal, vat, total };
}

const ofProvider = (statements) => statements.filter(({ clientId }) => clientId === 'provider');
const nameOf = ({ contractId, number }) => `statement ${number} of ${contractId}`;

function differing({ statements, log: { events }, book }) {
  const issued = events.filter(({ type }) => type === 'statement.issued');
  const inLog = new Map(issued.map(({ data, position }) => [nameOf(JSON.parse(data)), { data, position }]));
  const wrong = statements.flatMap((statement) => {
    const event = inLog.get(nameOf(statement));
    if (!event) return [`${nameOf(statement)} is not in the log`];
    const hash = createHash('sha256').update(event.data).digest('hex');
    const isSame = isDeepStrictEqual(JSON.parse(event.data), whole(statement));
    return isSame && hash === statement.hash && Number(event.position) === statement.logPosition
      ? []
      : [`${nameOf(statement)} is shown otherwise than it is in the log`];
  });
  if (statements.length !== inLog.size)
    wrong.push(`${inLog.size} statements in the log, ${statements.length} are shown`);
  const shown = new Map(statements.map((one) => [`${one.contractId} ${one.period}`, one]));
  for (const [key, { number, hash }] of book.closed) {
    const one = shown.get(key);
    if (one?.number !== number || one.hash !== hash) wrong.push(`the closing of ${key} was answered another statement`);
  }
  return wrong;
}

/** What `paidonce settle` says of a file, against statements. */
function unsettled(file, statements, of) {
  const args = [join(root, 'apps', 'cli', 'bin', 'paidonce.mjs'), 'settle', file, '--json', '--quiet'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) return [`settle ended with ${status}: ${stderr} ${stdout.slice(0, 1000)}`];
  const settled = new Map(JSON.parse(stdout).statements.map((statement) => [nameOf(statement), statement]));
  const wrong = statements.flatMap((statement) => {
    const other = settled.get(nameOf(statement));
    return other && isDeepStrictEqual(of(other), of(statement))
      ? []
      : [`${nameOf(statement)} has ${JSON.stringify(of(statement))}\n    and settles to ${JSON.stringify(other)}`];
  });
  if (settled.size !== statements.length) wrong.push(`${statements.length} statements, and ${settled.size} by settle`);
  return wrong;
}

async function rebuilt({ url: api, server }) {
  // What was asked until now stands in the journal, which moves the log on.
  await projected(api);
  const before = await rows(server);
  const [{ rebuild, logReader }, { openPostgresEventStore }] = [await built('ledger'), await built('event-store')];
  const { url } = server.postgres;
  const pool = new pg.Pool({ connectionString: url, max: 5 });
  const store = await openPostgresEventStore({ pool });
  try {
    await rebuild(url, store, () => logReader(store), { batch: 3000 });
  } finally {
    await store.close();
    await pool.end();
  }
  const after = await rows(server);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((table) => {
    if (isDeepStrictEqual(before[table], after[table])) return [];
    const [were, are] = [before[table] ?? [], after[table] ?? []];
    const at = were.findIndex((row, i) => row !== are[i]);
    return [
      `${table}: ${were.length} rows live, ${are.length} rebuilt; row ${at} live ${were[at]}, rebuilt ${are[at]}`,
    ];
  });
}

/** One more fact, posted after the switch-over, is projected. */
async function goesOn({ url, histories }) {
  const lead = JSON.parse(histories.original.find((text) => text.includes('"lead.registered"')));
  const leadId = 'lead-after-the-rebuilding';
  const body = JSON.stringify({ ...lead, id: leadId, data: { ...lead.data, leadId } });
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/cloudevents+json' };
  const response = await fetch(`${url}/v1/facts?import=true`, { method: 'POST', headers, body });
  if (response.status !== 201) return [`status ${response.status}: ${await response.text()}`];
  const { position } = await response.json();
  for (let tries = 0; tries < 200; tries++) {
    const ready = await jsonAt(`${url}/health/ready`);
    if (ready.projected >= position) return [];
    await sleep(50);
  }
  return ['it is not projected within 10 seconds'];
}

const ALARMS = /counts for nothing|is not what its facts come to|cannot be projected|unhandled|uncaught/i;

function alarms({ logFile }) {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => ALARMS.test(line));
}

/** Tells what was checked; answers whether all is well. */
export function report(checks, say) {
  for (const [sentence, wrong] of checks) {
    say(`${wrong.length === 0 ? 'ok   ' : 'WRONG'} ${sentence}`);
    for (const what of wrong.slice(0, MOST_SHOWN)) say(`      ${what}`);
    if (wrong.length > MOST_SHOWN) say(`      and ${wrong.length - MOST_SHOWN} more`);
  }
  return checks.every(([, wrong]) => wrong.length === 0);
}
