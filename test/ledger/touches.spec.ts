import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCases } from '@paidonce/demo';
import { eventBlocks } from '../../libs/ledger/src/project/blocks/event-blocks.js';
import { mergeRuns } from '../../libs/ledger/src/project/merge-runs.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { importing, LedgerInParts } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const count = async ({ source }: LedgerInParts, table: string): Promise<number> => {
  const [row] = await source.query<{ count: string }[]>(`SELECT count(*) FROM ${table}`);
  return Number(row?.count);
};

/** Positions that touch the subjects, hundreds of which are asked for at a time, up to some position. */
async function found({ shelf }: LedgerInParts, subjects: readonly number[], upTo: number): Promise<number[][]> {
  const answers: number[][] = [];
  for (let i = 0; i < subjects.length; i += 300) {
    const positions = await shelf.touching(subjects.slice(i, i + 300), upTo);
    answers.push([...positions].sort((a, b) => a - b));
  }
  return answers;
}

describe('What facts touch', () => {
  it('is found alike where few were projected at a time, many, many and merged, and where it was built anew', async () => {
    const few = await LedgerInParts.open(database.url, 100_000);
    const [{ generate }] = demoCases as [(typeof demoCases)[number]];
    const lines = [...generate({ seed: 3, leads: 600 })].map((fact) => JSON.stringify(fact));
    await few.decider().decideAll(lines, importing);
    const { log } = few;
    const many = await LedgerInParts.open(database.url, 100_000, log);
    const anew = await LedgerInParts.open(database.url, 100_000, log);
    await few.project(20);
    await many.project(300);
    const projection = anew.projection();
    for await (const block of eventBlocks(log, 0n)) await projection.follow(block);
    await projection.endRun();

    expect([await count(few, 'touch_run'), await count(many, 'touch'), await count(anew, 'touch')]).toEqual([0, 0, 0]);
    const runs = await count(many, 'touch_run');
    expect(runs).toBe(Math.ceil(log.events.length / 300));
    const rows = await few.source.query<{ subject: string }[]>('SELECT DISTINCT subject FROM touch ORDER BY subject');
    const touched = rows.map(({ subject }) => Number(subject));
    const subjects = [...touched, ...touched.map((subject) => Math.floor(subject / 2))];
    for (const upTo of [log.events.length, Math.floor(log.events.length / 2)]) {
      const expected = await found(few, subjects, upTo);
      expect(await found(many, subjects, upTo)).toEqual(expected);
      expect(await found(anew, subjects, upTo)).toEqual(expected);
    }
    expect(await mergeRuns(many.source, 2)).toBe(true);
    expect(await count(many, 'touch_run')).toBeLessThan(runs);
    expect(await found(many, subjects, log.events.length)).toEqual(await found(few, subjects, log.events.length));
    for (const ledger of [few, many, anew]) await ledger.close();
  }, 60_000);
});
