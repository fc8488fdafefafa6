import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, refuse } from '@paidonce/kernel';
import { MemoryKeyStore, openVault } from '@paidonce/vault';
import type { Decision, Origin } from '../ledger.js';
import { QuarantineStore, type Refused } from './index.js';
import { NOON, OPENING, by, testOffice, type TestOffice } from './office.fixture.js';

const crm = by('crm');
const anna = by('anna');
const boris = by('boris');

const TEXT = '{"id":"1","data":{"leadId":"L-1","person":{"phone":"+79161234567","name":"Ольга"}}}';
const unknown = refuse('unknown-reference', 'data.campaignId', 'no campaign "K-9" is recorded');
const refused = (more: Partial<Refused> = {}): Refused => ({ line: 1, text: TEXT, refusal: unknown, ...more });
const accepted: Decision = { status: 'accepted', source: 'crm', id: '1', position: 2n ** 60n, clientId: 'bank' };

let office: TestOffice;
let now = NOON;
let quarantine: QuarantineStore;
/** What was decided, in the order of asking; `verdict` decides it. */
let asked: { text: string; origin: Origin }[];
let verdict: (text: string) => Decision | Promise<Decision>;

beforeAll(async () => {
  office = await testOffice();
}, OPENING);
beforeEach(async () => {
  await office.source.query('TRUNCATE quarantine');
  now = NOON;
  asked = [];
  verdict = () => accepted;
  quarantine = storeWith(office.vault);
});
afterAll(() => office.close());

function storeWith(vault: TestOffice['vault'], quota?: number): QuarantineStore {
  return new QuarantineStore(office.source, {
    vault,
    now: () => now,
    ...(quota !== undefined && { quota }),
    async decide(text, origin) {
      asked.push({ text, origin });
      return verdict(text);
    },
  });
}

async function added(one: Refused = refused()): Promise<string> {
  return (await quarantine.add([one], crm))[0] ?? '';
}

describe('A refused fact', () => {
  it('is kept with why and by whom, its text for who asks for it alone', async () => {
    const id = await added(refused({ line: 7 }));
    const view = {
      ...{
        id,
        state: 'waiting',
        refusedAt: '2026-01-10T12:00:00Z',
        actor: 'crm',
        imported: false,
        line: 7,
        ...unknown,
      },
      ...{ fact: { source: null, id: '1', type: null, clientId: null }, times: 1, raw: null, resolution: null },
    };
    expect(await quarantine.get(id)).toEqual({ ...view, text: TEXT });
    expect(await quarantine.list({}, { limit: 10 })).toEqual({ items: [{ ...view, text: null }] });
  });

  it('may be any text, or none', async () => {
    const texts = ['', '\u0000', '\\N', 'a\tb\r\n"\\.', 'ёжик — 電話 😀', '{'.repeat(300_000)];
    const ids = await quarantine.add(
      texts.map((text, i) => refused({ text, line: i + 1, refusal: refuse('invalid', text.slice(0, 50), text) })),
      crm,
    );
    for (const [i, id] of ids.entries()) {
      expect(await quarantine.get(id ?? '')).toMatchObject({ line: i + 1, text: texts[i], message: texts[i] });
    }
    const unreadable = refuse('invalid', '', 'not UTF-8');
    const [id] = await quarantine.add([{ line: 2 ** 40, text: '', unreadable, refusal: unreadable }], crm);
    expect(await quarantine.get(id ?? '')).toMatchObject({ line: 2 ** 40, text: null, message: 'not UTF-8' });
  });

  it('that comes again in the same place is counted, not kept again', async () => {
    const [first] = await quarantine.add([refused({ line: 3 })], crm);
    const again = [refused({ line: 3 }), refused({ line: 4 }), refused({ line: 3, text: `${TEXT} ` })];
    const ids = await quarantine.add(again, by('crm'));
    expect(ids[0]).toBe(first);
    expect(new Set([...ids, ...(await quarantine.add([refused({ line: 3 })], anna))]).size).toBe(4);
    expect(await quarantine.get(first ?? '')).toMatchObject({ times: 2, line: 3 });
    await quarantine.dismiss(first ?? '', 'known', anna);
    expect(await quarantine.add([refused({ line: 3 })], crm)).not.toEqual([first]);
  });

  it('is not kept where too many of its poster wait already, which the answer tells', async () => {
    const small = storeWith(office.vault, 3);
    const five = Array.from({ length: 5 }, (_, i) => refused({ line: i + 1 }));
    const ids = await small.add(five, crm);
    expect(ids.map((id) => id === null)).toEqual([false, false, false, true, true]);
    // What waits is known again, and others have room of their own.
    expect(await small.add(five.slice(0, 1), crm)).toEqual(ids.slice(0, 1));
    expect((await small.add(five, anna))[0]).not.toBeNull();
    await small.dismiss(ids[0] ?? '', 'wrong', anna);
    expect((await small.add(five.slice(4), crm))[0]).not.toBeNull();
  });

  it('is decided again by the rights of who posted it and of who resubmits it', async () => {
    const { actor } = crm;
    const rights = { mayRecord: new Set(['lead.arrived']), onlyClient: 'bank', onlySources: ['client/bank'] };
    const [id] = await quarantine.add([refused()], { ...crm, actor: { ...actor, ...rights } });
    await quarantine.resubmit(id ?? '', undefined, anna);
    expect(asked[0]?.origin).toEqual({ ...anna, actor: { ...anna.actor, ...rights }, causationId: id });
  });

  it('leaves nothing personal in the tables, even where a number stands in a member that is none', async () => {
    const misplaced = refuse('invalid', 'time', 'Expected time to be an RFC 3339 date-time, but found "+79161234567".');
    const ids = await quarantine.add([refused(), refused({ refusal: misplaced }), refused()], crm);
    await quarantine.dismiss(ids[2]!, 'Ольга +79161234567 has asked us not to', anna);
    expect((await quarantine.get(ids[1]!))?.message).toContain('+79161234567');
    const contents = await office.contents();
    expect(contents).toContain(ids[1]);
    for (const personal of ['79161234567', 'Ольга', Buffer.from(TEXT).toString('hex').slice(20, 60)]) {
      expect(contents).not.toContain(personal);
    }
  });

  it('does not open in the place of another', async () => {
    const [one, other] = await quarantine.add([refused(), refused({ text: '{}' })], crm);
    await office.source.query(
      'UPDATE quarantine SET sealed_text = (SELECT sealed_text FROM quarantine WHERE id = $1) WHERE id = $2',
      [one, other],
    );
    expect((await quarantine.get(other!))?.text).toBeNull();
  });

  it('is still listed and can be dismissed when the keys are lost', async () => {
    const id = await added();
    const other = await openVault({ masterKeys: { current: Buffer.alloc(32, 8) }, keyStore: new MemoryKeyStore() });
    const later = storeWith(other);
    const said = { code: 'unknown-reference', path: '', message: 'the key that this was sealed with is lost' };
    expect((await later.list({}, { limit: 1 })).items).toMatchObject([{ id, ...said }]);
    expect(await later.get(id)).toMatchObject({ text: null });
    expect(await later.resubmit(id, undefined, anna)).toEqual({
      line: 1,
      status: 'refused',
      refusal: said,
      quarantineId: id,
    });
    expect(asked).toEqual([]);
    expect(await later.dismiss(id, 'unreadable', anna)).toBe(true);
  });
});

describe('Thousands of refused facts', () => {
  it('are kept in one go, and listed in the order in which they were refused', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => refused({ line: i + 1 }));
    const ids = await quarantine.add(many, crm);
    expect(ids).toEqual([...new Set(ids)].sort());
    const lines: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await quarantine.list({}, { limit: 499, cursor });
      lines.push(...page.items.map(({ line }) => line));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(lines).toEqual(many.map(({ line }) => line));
  });

  it('are kept by several importers at once', async () => {
    const batches = Array.from({ length: 8 }, (_, k) =>
      Array.from({ length: 500 }, (_, i) => refused({ line: 1000 * k + i })),
    );
    const ids = await Promise.all(batches.map((batch) => quarantine.add(batch, crm)));
    for (const [k, batch] of ids.entries()) expect((await quarantine.get(batch[499]!))?.line).toBe(1000 * k + 499);
    const [row] = await office.source.query<{ count: string }[]>('SELECT count(*) FROM quarantine');
    expect(row?.count).toBe('4000');
  });

  it('are none when there are none', async () => {
    expect(await quarantine.add([], crm)).toEqual([]);
    expect(await quarantine.list({}, { limit: 5 })).toEqual({ items: [] });
  });

  it('are all kept or none, and the next ones are', async () => {
    const line = 0.5;
    await expect(quarantine.add([refused(), refused({ line })], crm)).rejects.toThrow('bigint');
    expect((await quarantine.list({}, { limit: 5 })).items).toEqual([]);
    await added();
    expect((await quarantine.list({}, { limit: 5 })).items).toHaveLength(1);
  });
});

describe('A resubmitted fact', () => {
  it('leaves the quarantine once it is recorded; what became of it is kept, its text is not', async () => {
    const id = await added();
    now += MINUTE;
    expect(await quarantine.resubmit(id, undefined, anna)).toEqual({ line: 1, ...accepted });
    expect(asked).toEqual([{ text: TEXT, origin: { ...anna, causationId: id } }]);
    expect((await quarantine.list({}, { limit: 5 })).items).toEqual([]);
    expect((await quarantine.get(id))?.resolution).toEqual({
      at: '2026-01-10T12:01:00Z',
      by: 'anna',
      outcome: 'accepted',
      source: 'crm',
      id: '1',
      position: 2n ** 60n,
    });
    expect(await office.source.query('SELECT sealed_text FROM quarantine')).toEqual([{ sealed_text: null }]);
    expect(await quarantine.resubmit(id, undefined, anna)).toBeUndefined();
    expect(await quarantine.dismiss(id, 'too late', anna)).toBe(false);
  });

  it('leaves it as well when it had been recorded before', async () => {
    const id = await added();
    verdict = () => ({ status: 'duplicate', source: 'crm', id: '1' });
    expect(await quarantine.resubmit(id, undefined, anna)).toEqual({
      line: 1,
      status: 'duplicate',
      source: 'crm',
      id: '1',
    });
    expect((await quarantine.get(id))?.resolution).toMatchObject({ outcome: 'duplicate', source: 'crm', id: '1' });
  });

  it('is decided in the words of who corrects it', async () => {
    const id = await added();
    await quarantine.resubmit(id, '{"id":"2"}', anna);
    expect(asked).toEqual([{ text: '{"id":"2"}', origin: { ...anna, causationId: id } }]);
  });

  it('waits on when it is refused again, for what it is refused now', async () => {
    const id = await added();
    const refusal = refuse('duplicate', 'data.leadId', 'lead "L-1" is recorded already');
    verdict = () => ({ status: 'refused', refusal });
    const answer = { line: 1, status: 'refused', refusal, quarantineId: id };
    expect(await quarantine.resubmit(id, '{"id":"2"}', anna)).toEqual(answer);
    expect(await quarantine.get(id)).toMatchObject({ ...unknown, text: TEXT });
    expect(await quarantine.resubmit(id, undefined, anna)).toEqual(answer);
    expect(await quarantine.get(id)).toMatchObject({ ...refusal, text: TEXT });
  });

  it('is not decided where its bytes were no text, unless it is corrected', async () => {
    const unreadable = refuse('invalid', '', 'not UTF-8');
    const id = await added({ line: 1, text: '', unreadable, refusal: unreadable });
    expect(await quarantine.resubmit(id, undefined, anna)).toMatchObject({ status: 'refused', refusal: unreadable });
    expect(asked).toEqual([]);
    expect(await quarantine.resubmit(id, TEXT, anna)).toMatchObject({ status: 'accepted' });
  });

  it('waits on where it could not be decided', async () => {
    const id = await added();
    verdict = () => {
      throw new Error('the log cannot be reached');
    };
    await expect(quarantine.resubmit(id, undefined, anna)).rejects.toThrow('the log cannot be reached');
    verdict = () => accepted;
    expect(await quarantine.resubmit(id, undefined, anna)).toMatchObject({ status: 'accepted' });
  });

  it('becomes one fact, though several people correct it at once', async () => {
    const id = await added();
    verdict = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return accepted;
    };
    const people = ['1', '2', '3', '4'].map((n) => quarantine.resubmit(id, `{"id":"${n}"}`, by(n)));
    const answers = await Promise.all([...people, quarantine.dismiss(id, 'no use', boris)]);
    expect(answers.filter((answer) => typeof answer === 'object' || answer === true)).toHaveLength(1);
    expect(asked.length).toBeLessThanOrEqual(1);
    const { by: who } = (await quarantine.get(id))!.resolution!;
    expect(asked[0]?.origin.actor.name ?? 'boris').toBe(who);
  });

  it('is tried by the next one where the one before was refused', async () => {
    const id = await added();
    const refusal = refuse('invalid', '', 'still wrong');
    verdict = (text) => (text === 'right' ? accepted : { status: 'refused', refusal });
    const answers = await Promise.all(['wrong', 'wrong', 'right'].map((text) => quarantine.resubmit(id, text, anna)));
    expect(answers[2]).toMatchObject({ status: 'accepted' });
  });
});

describe('A dismissed fact', () => {
  it('is gone; who dismissed it, when and why is kept', async () => {
    const id = await added();
    now += MINUTE;
    expect(await quarantine.dismiss(id, 'a test of the CRM — «проба»', boris)).toBe(true);
    expect(await quarantine.get(id)).toMatchObject({ state: 'dismissed', text: null });
    expect(await quarantine.list({}, { limit: 5 })).toEqual({ items: [] });
    expect((await quarantine.get(id))?.resolution).toEqual({
      at: '2026-01-10T12:01:00Z',
      by: 'boris',
      outcome: 'dismissed',
      reason: 'a test of the CRM — «проба»',
    });
    expect(await office.source.query('SELECT sealed_text FROM quarantine')).toEqual([{ sealed_text: null }]);
    expect(await quarantine.dismiss(id, 'again', anna)).toBe(false);
  });

  it('was there', async () => {
    for (const id of ['q1', '\u0000', '018f0000-0000-7000-8000-000000000000']) {
      expect(await quarantine.dismiss(id, 'no', anna)).toBe(false);
      expect(await quarantine.get(id)).toBeUndefined();
      expect(await quarantine.resubmit(id, TEXT, anna)).toBeUndefined();
    }
    expect(asked).toEqual([]);
  });
});
