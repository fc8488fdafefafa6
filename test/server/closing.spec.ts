import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { RealServer, type IssuedStatement } from './real-server.fixture.js';

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
  const history = readFileSync(new URL('../cases/six-models.ndjson', import.meta.url), 'utf8');
  const open = history.split('\n').filter((line) => !line.includes('"period.closed"'));
  expect((await server.import(open.join('\n'))).at(-1)).toMatchObject({ refused: 0 });
}, 60_000);
afterAll(() => server.stop());

describe('Closing a period', () => {
  it('many times at once issues one statement, which all are answered', async () => {
    await server.projected();
    const { items } = await server.json<{ items: { contractId: string; nextPeriod: string }[] }>('/v1/contracts');
    const [{ contractId, nextPeriod } = { contractId: '', nextPeriod: '' }] = items;
    const path = `/v1/contracts/${contractId}/periods/${nextPeriod}`;
    const { accrued } = await server.json<{ accrued: { total: string } }>(path);
    const closings = await Promise.all(
      Array.from({ length: 24 }, () =>
        server.json<IssuedStatement & { total: string }>(`${path}/close`, { method: 'POST' }),
      ),
    );
    expect(new Set(closings.map((statement) => JSON.stringify(statement))).size).toBe(1);
    expect(closings[0]?.total).toBe(accrued.total);
    const issued = await server.statements();
    expect(issued).toHaveLength(1);
    const log = (await server.history('?type=period.closed')).trim().split('\n');
    expect(log).toHaveLength(1);
  }, 60_000);

  it('keeps the statement to the byte', async () => {
    const [issued] = await server.statements();
    const path = `/v1/contracts/${issued?.contractId}/statements/${issued?.number}`;
    const first = await server.ask(path);
    const again = await server.ask(path, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    expect(await (await server.ask(path)).text()).toBe(await first.text());
  });

  it('leaves items behind every line, and an explanation', async () => {
    const [issued] = await server.statements();
    const path = `/v1/contracts/${issued?.contractId}/statements/${issued?.number}/items?limit=500`;
    const { items } = await server.json<{ items: { fate: string; quantity: number }[] }>(path);
    const billed = items.filter(({ fate }) => fate === 'billed');
    expect(billed.length).toBeGreaterThan(5);
    expect(items.filter(({ fate }) => fate === 'pending')).toEqual([]);
    const parts: unknown[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const part: { items: unknown[]; next: string | null } = await server.json(
        `${path.replace('limit=500', 'limit=3')}${cursor}`,
      );
      parts.push(...part.items);
      next = part.next;
    }
    expect(parts).toEqual(items);
  });
});
