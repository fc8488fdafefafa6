import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { replay } from '@paidonce/audit';
import { declarationOf, type Upcaster } from '@paidonce/facts';
import { Settlement, type Statement } from '@paidonce/settlement';
import { History } from '../../libs/ledger/src/record/history.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { importing, LedgerInParts } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

// As if a confirmation had named its lead otherwise once.
const upcasters: Upcaster[] = [({ lead, ...others }) => ({ ...others, leadId: lead })];
(declarationOf('lead.confirmed') as { upcasters: readonly Upcaster[] }).upcasters = upcasters;

const read = (name: string): string => readFileSync(new URL(`../cases/${name}`, import.meta.url), 'utf8');
/** The case as it was written then: confirmations of the first version. */
const former = read('correction.ndjson')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => (line.includes('"lead.confirmed"') ? line.replace('"leadId"', '"lead"') : line));
const { statements } = JSON.parse(read('correction.expected.json')) as { statements: object[] };

async function replayed(ledger: LedgerInParts): Promise<unknown[]> {
  const position = ledger.log.events.length;
  const audited = { log: ledger.log, followed: () => Promise.resolve({ position, voids: new Set<number>() }) };
  const found: unknown[] = [];
  for await (const line of replay(audited, {}))
    if (line.kind === 'finding') found.push(line);
    else if (line.kind === 'statement') found.push(line.equal);
  return found;
}

async function history(ledger: LedgerInParts, query: object): Promise<string[]> {
  const lines: string[] = [];
  const found = new History(ledger.log, ledger.shelf, ledger.source, ledger.vault).read(query);
  for await (const { line } of found) lines.push(line);
  return lines;
}

describe('A log with facts of a former version', () => {
  it('is followed, decided on and replayed as if they were of today, and keeps them as they are', async () => {
    const ledger = await LedgerInParts.open(database.url, 3);
    // Whoever still sends the former version is understood.
    const half = former.findIndex((line) => line.includes('"period.closed"'));
    const decided = await ledger.decider().decideAll(former.slice(0, half), importing);
    expect(decided.map(({ status }) => status)).toEqual(former.slice(0, half).map(() => 'accepted'));
    const stored = ledger.log.events.filter(({ type }) => type === 'lead.confirmed');
    for (const { data } of stored) expect(data).toContain('"dataschema":"urn:paidonce:facts:lead.confirmed:2"');

    // Stored as it was by an earlier program: without a word of the version.
    const confirmations = former.filter((line) => line.includes('"lead.confirmed"'));
    for (const event of stored) {
      const { id } = JSON.parse(event.data) as { id: string };
      const line = confirmations.find((one) => (JSON.parse(one) as { id: string }).id === id);
      Object.assign(event, { data: JSON.stringify(JSON.parse(line ?? '')) });
    }
    await ledger.project(1);
    const rest = await ledger.decider().decideAll(former.slice(half), importing);
    expect(rest.map(({ status }) => status)).toEqual(former.slice(half).map(() => 'accepted'));
    await ledger.project(2);
    const bodies = await ledger.source.query<{ body: string }[]>('SELECT body FROM statement ORDER BY number');
    expect(bodies.map(({ body }) => JSON.parse(body) as Statement)).toMatchObject(statements);
    expect(await replayed(ledger)).toEqual(statements.map(() => true));

    // What was exported settles to the same.
    const lines = await history(ledger, {});
    expect(lines.filter((line) => line.includes('"lead":'))).toHaveLength(stored.length);
    expect(await history(ledger, { types: ['lead.confirmed'] })).toHaveLength(confirmations.length);
    const settlement = new Settlement();
    const settled = lines.flatMap((line) => {
      const applied = settlement.applyLine(line);
      return applied.kind === 'recorded' && applied.statement ? [applied.statement] : [];
    });
    expect(settled).toMatchObject(statements);

    // And sent again in whatever version, it is the same fact.
    const again = await ledger.decider().decideAll(former, importing);
    expect(again.map(({ status }) => status)).toEqual(former.map(() => 'duplicate'));
    await ledger.close();
  });
});
