import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SECOND } from '@paidonce/kernel';
import { DraftStore } from './index.js';
import { NOON, OPENING, by, testOffice, type TestOffice } from './office.fixture.js';

const anna = by('anna').actor;
const boris = by('boris').actor;
const content = { contractId: 'C-1', clientId: 'bank', terms: { currency: 'RUB', clauses: [] } };

let office: TestOffice;
let drafts: DraftStore;
let now = NOON;
beforeAll(async () => {
  office = await testOffice();
  drafts = new DraftStore(office.source, () => now);
}, OPENING);
beforeEach(async () => {
  now = NOON;
  await office.source.query('TRUNCATE draft');
});
afterAll(() => office.close());

describe('A draft', () => {
  it('is kept as it was written, with who wrote it and when', async () => {
    const draft = await drafts.create(content, anna);
    expect(draft).toEqual({
      ...content,
      id: expect.any(String),
      revision: 1,
      updatedAt: '2026-01-10T12:00:00Z',
      updatedBy: 'anna',
    });
    expect(await drafts.get(draft.id)).toEqual(draft);
  });

  it('may hold any text that JSON can write', async () => {
    const terms = {
      '': ['\u0000', '\ud800', '\\u0000', 'ёжик 😀'],
      amount: '1000000000000000000000.10',
      deep: { n: null },
    };
    const { id } = await drafts.create({ ...content, terms, note: '\u0000' }, anna);
    const found = await drafts.get(id);
    expect(JSON.stringify(found?.terms)).toBe(JSON.stringify(terms));
    expect(found?.note).toBe('\u0000');
  });

  it('is changed by who has read its latest revision', async () => {
    const { id } = await drafts.create(content, anna);
    now += SECOND;
    const changed = await drafts.update(id, 1, { ...content, note: 'dearer' }, boris);
    expect(changed).toEqual({
      ...content,
      note: 'dearer',
      id,
      revision: 2,
      updatedAt: '2026-01-10T12:00:01Z',
      updatedBy: 'boris',
    });
    expect(await drafts.get(id)).toEqual(changed);
    expect(await drafts.update(id, 1, content, anna)).toBe('changed');
    expect(await drafts.remove(id, 1)).toBe('changed');
    expect(await drafts.update(id, 999_999_999_999_999, content, anna)).toBe('changed');
    expect(await drafts.get(id)).toEqual(changed);
    expect(await drafts.update(id, 2, content, anna)).toMatchObject({ revision: 3, updatedBy: 'anna' });
    expect(await drafts.get(id)).not.toHaveProperty('note');
  });

  it('that ten change at once is changed by one of them', async () => {
    const { id } = await drafts.create(content, anna);
    const names = Array.from({ length: 10 }, (_, i) => `editor ${i}`);
    const results = await Promise.all(
      names.map((name) => drafts.update(id, 1, { ...content, note: name }, by(name).actor)),
    );
    const [winner, ...more] = results.filter((result) => typeof result === 'object');
    expect(more).toEqual([]);
    expect(results.filter((result) => result === 'changed')).toHaveLength(9);
    expect(await drafts.get(id)).toEqual(winner);
  });

  it('is gone once it was thrown away', async () => {
    const { id } = await drafts.create(content, anna);
    expect(await drafts.remove(id, 1)).toBe('removed');
    expect(await drafts.get(id)).toBeUndefined();
    expect([await drafts.update(id, 1, content, anna), await drafts.remove(id, 1)]).toEqual(['gone', 'gone']);
  });

  it('is not there under a name that is none', async () => {
    expect(await drafts.get('C-1')).toBeUndefined();
    expect([await drafts.update('\u0000', 1, content, anna), await drafts.remove("';", 1)]).toEqual(['gone', 'gone']);
  });
});

describe('The list of drafts', () => {
  it('comes page by page, the oldest first', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await drafts.create(content, anna)).id);
    const first = await drafts.list({ limit: 2 });
    const second = await drafts.list({ limit: 2, cursor: first.next });
    const third = await drafts.list({ limit: 2, cursor: second.next });
    expect([first, second, third].map(({ items }) => items.map(({ id }) => id))).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(4),
    ]);
    expect(third).not.toHaveProperty('next');
    expect(await drafts.list({ limit: 5 })).not.toHaveProperty('next');
  });

  it('does not begin anywhere behind what is no cursor', async () => {
    await drafts.create(content, anna);
    await expect(drafts.list({ limit: 2, cursor: 'nonsense' })).rejects.toThrow('cursor');
  });

  it('is empty at first', async () => {
    expect(await drafts.list({ limit: 10 })).toEqual({ items: [] });
  });
});
