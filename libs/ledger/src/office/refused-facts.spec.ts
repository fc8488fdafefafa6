import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { refuse } from '@paidonce/kernel';
import type { Decision, Origin } from '../ledger.js';
import { rawOf } from '../record/raw.js';
import { QuarantineStore, type QuarantineQuery, type Refused } from './index.js';
import { NOON, OPENING, by, testOffice, type TestOffice } from './office.fixture.js';

const TEXT = '{"id":"1","source":"crm","type":"lead.confirmed","data":{"leadId":"L-9"}}';
const unknown = refuse('unknown-reference', 'data.leadId', 'no lead "L-9" is recorded');
const stamped = refuse('invalid', 'recordedtime', 'the server stamps it; only an import carries its own');
const accepted: Decision = { status: 'accepted', source: 'crm', id: '1', position: 7n, clientId: 'bank' };
const refused = (more: Partial<Refused> = {}): Refused => ({ line: 1, text: TEXT, refusal: unknown, ...more });

/** Whoever imports, may import when they resubmit. */
const importer = (name: string): Origin => ({ ...by(name), actor: { ...by(name).actor, mayImport: true } });
const withToken = (id: string, name: string): Origin => ({ ...by(name), actor: { ...by(name).actor, id } });

let office: TestOffice;
let quarantine: QuarantineStore;
/** What an import may carry is refused from all others. */
let asked: Origin[];
let verdict: Decision;

beforeAll(async () => {
  office = await testOffice();
}, OPENING);
beforeEach(async () => {
  await office.source.query('TRUNCATE quarantine');
  asked = [];
  verdict = accepted;
  quarantine = storeOf(100);
});
afterAll(() => office.close());

function storeOf(quota: number): QuarantineStore {
  const decide = (_: string, origin: Origin): Promise<Decision> => {
    asked.push(origin);
    return Promise.resolve(origin.actor.mayImport ? verdict : { status: 'refused', refusal: stamped });
  };
  return new QuarantineStore(office.source, { vault: office.vault, now: () => NOON, quota, decide });
}

async function added(one: Refused, origin: Origin): Promise<string> {
  return (await quarantine.add([one], origin))[0] ?? '';
}

const listed = async (query: QuarantineQuery): Promise<string[]> =>
  (await quarantine.list(query, { limit: 10 })).items.map(({ id }) => id);

describe('A refused fact of an import', () => {
  it('is imported by an administrator who resubmits it, as it is or corrected', async () => {
    const [one, other] = [
      await added(refused(), importer('admin')),
      await added(refused({ line: 2 }), importer('admin')),
    ];
    expect(await quarantine.get(one)).toMatchObject({ imported: true });
    expect(await quarantine.resubmit(one, undefined, importer('admin'))).toMatchObject({ status: 'accepted' });
    expect(await quarantine.resubmit(other, '{"id":"1b"}', importer('admin'))).toMatchObject({ status: 'accepted' });
    expect(asked.map(({ causationId }) => causationId)).toEqual([one, other]);
  });

  it('goes on waiting for what is wrong with it, when somebody resubmits it who may not import', async () => {
    const id = await added(refused(), importer('admin'));
    expect(await quarantine.resubmit(id, undefined, by('clerk'))).toBe('of-import');
    expect(asked).toEqual([]);
    expect(await quarantine.get(id)).toMatchObject(unknown);
  });

  it('can be corrected by others to one that the server stamps', async () => {
    const id = await added(refused(), importer('admin'));
    await quarantine.resubmit(id, '{"id":"1"}', by('clerk'));
    expect(asked[0]?.actor.mayImport).toBe(false);
    expect(await quarantine.get(id)).toMatchObject(unknown);
  });

  it('is none where it was posted by somebody else: no forged moment is taken', async () => {
    const id = await added(refused(), by('crm'));
    await quarantine.resubmit(id, undefined, importer('admin'));
    expect(asked[0]?.actor.mayImport).toBe(false);
  });
});

describe('A failed resubmission', () => {
  it('does not put what somebody may not do in the place of what is wrong with the fact', async () => {
    const id = await added(refused(), importer('admin'));
    verdict = { status: 'refused', refusal: refuse('invalid', 'source', 'who posted it has sources of its own') };
    const limited = importer('anna');
    await quarantine.resubmit(id, undefined, { ...limited, actor: { ...limited.actor, onlySources: ['office'] } });
    expect(await quarantine.get(id)).toMatchObject(unknown);
  });
});

describe('The list of refused facts', () => {
  it('is of those that wait, or of what became of them', async () => {
    const [waits, sent, gone] = await quarantine.add(
      [1, 2, 3].map((line) => refused({ line })),
      importer('crm'),
    );
    await quarantine.resubmit(sent!, undefined, importer('anna'));
    await quarantine.dismiss(gone!, 'a test of the CRM', by('boris'));
    expect(await listed({})).toEqual([waits]);
    expect(await listed({ state: 'waiting' })).toEqual([waits]);
    expect(await listed({ state: 'resubmitted' })).toEqual([sent]);
    expect((await quarantine.list({ state: 'dismissed' }, { limit: 5 })).items).toMatchObject([
      { id: gone, state: 'dismissed', resolution: { outcome: 'dismissed', by: 'boris', reason: 'a test of the CRM' } },
    ]);
  });

  it('is narrowed by code, source, type and client, which lie nowhere in plain', async () => {
    const of = (source: string, type: string, clientId: string): string =>
      JSON.stringify({ id: '1', source, type, data: { clientId } });
    const bank = withToken('t-1', 'bank');
    const [lead, payment, typeless, nothing] = await quarantine.add(
      [
        refused({ line: 1, text: of('crm', 'lead.confirmed', '+79161234567') }),
        refused({ line: 2, text: of('+79161234567', 'payment.received', 'bank'), refusal: stamped }),
        refused({ line: 3, text: of('crm', '+79161234567', 'bank') }),
        refused({ line: 4, text: '[' }),
      ],
      { ...bank, actor: { ...bank.actor, onlyClient: 'telecom' } },
    );
    expect(await listed({ code: 'invalid' })).toEqual([payment]);
    expect(await listed({ source: 'crm' })).toEqual([lead, typeless]);
    expect(await listed({ source: '+79161234567', type: 'payment.received' })).toEqual([payment]);
    expect(await listed({ type: 'lead.confirmed' })).toEqual([lead]);
    expect(await listed({ clientId: 'bank' })).toEqual([payment, typeless]);
    expect(await listed({ clientId: 'telecom' })).toEqual([nothing]);
    expect(await listed({ clientId: 'nobody' })).toEqual([]);
    expect(await office.contents()).not.toContain('79161234567');
    expect((await quarantine.get(lead!))?.fact).toEqual({
      ...{ source: 'crm', id: '1', type: 'lead.confirmed', clientId: '+79161234567' },
    });
  });
});

describe('What is no text', () => {
  const unreadable = refuse('invalid', '', 'not UTF-8');
  const bytes = (content: Buffer): Refused => ({
    ...{ line: 1, text: '', unreadable, refusal: unreadable, raw: rawOf(content) },
  });

  it('is told from other bytes in the same place, and comes back as it was posted', async () => {
    const contents = [Buffer.of(0xff, 0xfe), Buffer.of(0xff, 0xff), Buffer.from('+79161234567 \xff', 'latin1')];
    const ids = await quarantine.add(contents.map(bytes), by('crm'));
    expect(new Set(ids).size).toBe(3);
    expect(await quarantine.add([bytes(Buffer.of(0xff, 0xff))], by('crm'))).toEqual([ids[1]]);
    for (const [i, id] of ids.entries()) {
      const base64 = contents[i]!.toString('base64');
      expect(await quarantine.get(id!)).toMatchObject({ text: null, raw: { base64, bytes: contents[i]!.length } });
    }
    expect(await office.contents()).not.toContain('79161234567');
  });

  it('is told by its last byte, though its beginning alone is kept', async () => {
    const [one, other] = ['a', 'b'].map((end) => Buffer.from('x'.repeat(300_000) + end));
    const ids = await quarantine.add([bytes(one!), bytes(other!)], by('crm'));
    expect(ids[0]).not.toBe(ids[1]);
    const raw = (await quarantine.get(ids[0]!))?.raw;
    expect([Buffer.from(raw!.base64, 'base64').length, raw!.bytes]).toEqual([1 << 17, 300_001]);
  });
});

describe('What may wait', () => {
  it('is counted by token: nobody fills the quarantine of another one that has the same name', async () => {
    const small = storeOf(1);
    const facts = [refused({ line: 1 }), refused({ line: 2 })];
    expect((await small.add(facts, withToken('t-1', 'crm'))).map((id) => id === null)).toEqual([false, true]);
    expect((await small.add(facts, withToken('t-2', 'crm'))).map((id) => id === null)).toEqual([false, true]);
  });
});
