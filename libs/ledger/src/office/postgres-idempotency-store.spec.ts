import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '@paidonce/kernel';
import { PostgresIdempotencyStore } from './index.js';
import { NOON, OPENING, testOffice, type TestOffice } from './office.fixture.js';

const created = { status: 201, headers: { location: '/v1/leads/L-1' }, body: { b: [1, null, '\u0000'], a: 'ё' } };

let office: TestOffice;
let store: PostgresIdempotencyStore;
beforeAll(async () => {
  office = await testOffice();
}, OPENING);
beforeEach(async () => {
  await office.source.query('TRUNCATE idempotency');
  store = new PostgresIdempotencyStore(office.source, office.vault);
});
afterAll(() => office.close());

describe('A request with a key', () => {
  it('runs once, and gets the same answer ever after, in every process', async () => {
    expect(await store.claim('k', 'request', NOON)).toEqual({ kind: 'new', at: NOON });
    await store.answer('k', created);
    for (const process of [store, new PostgresIdempotencyStore(office.source, office.vault)]) {
      const again = await process.claim('k', 'request', NOON + 5 * MINUTE);
      expect(again).toEqual({ kind: 'answered', answer: created });
      expect(JSON.stringify(again)).toBe(JSON.stringify({ kind: 'answered', answer: created }));
    }
  });

  it('has its answer kept sealed: that to who makes a token is the token', async () => {
    await store.claim('k', 'request', NOON);
    await store.answer('k', { ...created, body: { secret: 'paidonce_very-secret' } });
    expect(await office.contents()).not.toContain('very-secret');
    expect(await store.claim('k', 'request', NOON)).toMatchObject({
      answer: { body: { secret: 'paidonce_very-secret' } },
    });
  });

  it('is refused where the key was of another request, answered or not', async () => {
    await store.claim('k', 'request', NOON);
    expect(await store.claim('k', 'other', NOON)).toEqual({ kind: 'other' });
    expect(await store.claim('k', 'other', NOON + HOUR)).toEqual({ kind: 'other' });
    await store.answer('k', created);
    expect(await store.claim('k', 'other', NOON)).toEqual({ kind: 'other' });
  });

  it('runs once though it comes many times at once', async () => {
    for (let round = 0; round < 10; round++) {
      const key = `k${round}`;
      const claims = await Promise.all(Array.from({ length: 16 }, () => store.claim(key, 'request', NOON)));
      expect(claims.filter(({ kind }) => kind === 'new')).toHaveLength(1);
      expect(claims.filter(({ kind }) => kind === 'running')).toHaveLength(15);
    }
  });

  it('runs for one of two requests that come at once', async () => {
    const claims = await Promise.all(['a', 'b', 'a', 'b'].map((request) => store.claim('k', request, NOON)));
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['new', 'other', 'other', 'running']);
  });

  it('may come again after a minute without an answer, and is told when it came first', async () => {
    await store.claim('k', 'request', NOON);
    expect(await store.claim('k', 'request', NOON + MINUTE - SECOND)).toEqual({ kind: 'running' });
    const later = NOON + MINUTE;
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim('k', 'request', later)));
    expect(claims.filter(({ kind }) => kind === 'new')).toEqual([{ kind: 'new', at: NOON }]);
    expect(await store.claim('k', 'request', later + MINUTE - SECOND)).toEqual({ kind: 'running' });
  });

  it('may come again at once where it failed, with the instant of its first claim', async () => {
    await store.claim('k', 'request', NOON);
    await store.release('k', false);
    expect(await store.claim('k', 'other', NOON + SECOND)).toEqual({ kind: 'other' });
    expect(await store.claim('k', 'request', NOON + SECOND)).toEqual({ kind: 'new', at: NOON });
    expect(await store.claim('k', 'request', NOON + SECOND)).toEqual({ kind: 'running' });
  });

  it('leaves no trace where nothing happened', async () => {
    await store.claim('k', 'request', NOON);
    await store.release('k', true);
    expect(await store.claim('k', 'other', NOON + SECOND)).toEqual({ kind: 'new', at: NOON + SECOND });
  });

  it('keeps its first answer, whoever comes late', async () => {
    await store.claim('k', 'request', NOON);
    await store.claim('k', 'request', NOON + MINUTE);
    await store.answer('k', created);
    await store.answer('k', { ...created, status: 200 });
    await store.release('k', true);
    await store.release('k', false);
    expect(await store.claim('k', 'request', NOON + MINUTE)).toEqual({ kind: 'answered', answer: created });
  });
});

describe('A key', () => {
  it('is free again after a day', async () => {
    await store.claim('k', 'request', NOON);
    await store.answer('k', created);
    expect(await store.claim('k', 'request', NOON + DAY - SECOND)).toMatchObject({ kind: 'answered' });
    expect(await store.claim('k', 'other', NOON + DAY)).toEqual({ kind: 'new', at: NOON + DAY });
    expect(await store.claim('k', 'other', NOON + DAY)).toEqual({ kind: 'running' });
  });

  it('is forgotten then, when others come', async () => {
    for (const key of ['a', 'b', 'c']) await store.claim(key, 'request', NOON);
    await store.claim('d', 'request', NOON + DAY - SECOND);
    await store.claim('e', 'request', NOON + DAY + HOUR);
    const rows = await office.source.query<{ key: string }[]>('SELECT key FROM idempotency ORDER BY key');
    expect(rows.map(({ key }) => key)).toEqual(['d', 'e']);
  });

  it('is lost to nobody while it is released and claimed by many', async () => {
    let running = 0;
    let ran = 0;
    const attempt = async (): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        const { kind } = await store.claim('k', 'request', NOON);
        if (kind !== 'new') continue;
        expect(++running).toBe(1);
        ran++;
        await Promise.resolve();
        running--;
        await store.release('k', i % 2 === 0);
      }
    };
    await Promise.all([attempt(), attempt(), attempt(), attempt()]);
    expect(ran).toBeGreaterThan(0);
  });
});
