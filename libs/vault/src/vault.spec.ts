import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fact, FactOf } from '@paidonce/facts';
import { leadKeyId } from './data-key.js';
import { MasterKeyLost } from './keyring.js';
import { MemoryKeyStore } from './memory-key-store.js';
import { BANK, identified, keyShared, personArbitrary, read, registered, textsIn } from './person.fixture.js';
import { openVault, type Vault } from './vault.js';

const ANNA = { phone: '8 (916) 123-45-67', email: ' Anna@Example.com', externalId: 'A-77', name: 'Anna' };
const masterKey = randomBytes(32);
const digest = /^(phone|email|externalId):hmac-[0-9a-f]{32}$/;

let keyStore: MemoryKeyStore;
let vault: Vault;
const open = (current = masterKey, former: Buffer[] = [], acceptLostKeys = false): Promise<Vault> =>
  openVault({ masterKeys: { current, former }, keyStore, acceptLostKeys });

beforeEach(async () => {
  keyStore = new MemoryKeyStore();
  vault = await open();
});

const lead = (fact: Fact): FactOf<'lead.registered'>['data'] => (fact as FactOf<'lead.registered'>).data;
const valueOf = (fact: Fact): string => (fact as FactOf<'key.shared'>).data.value;

describe('A sealed fact', () => {
  it('has nothing of the person in plain, is in order, and opens to the same person', async () => {
    await fc.assert(
      fc.asyncProperty(personArbitrary, fc.boolean(), async (person, again) => {
        const fact = again ? identified(person) : registered(person);
        const sealed = await vault.seal(fact, BANK);
        const text = JSON.stringify(sealed);
        for (const plain of textsIn(person)) expect(text).not.toContain(JSON.stringify(plain).slice(1, -1));
        expect(() => read(JSON.parse(text))).not.toThrow();
        expect(lead(sealed).personKeys).toBeInstanceOf(Array);
        const opened = await vault.unseal(JSON.parse(text) as Fact, BANK);
        expect(lead(opened).person).toEqual(person);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps all else as it was, and the given fact unchanged', async () => {
    const fact = { ...registered(ANNA, { data: { channel: 'web', person: ANNA } }), traceparent: '00-1' };
    const before = structuredClone(fact);
    const { person, personKeys, ...rest } = lead(await vault.seal(fact, BANK));
    expect(person).toEqual({ sealed: expect.any(String) });
    expect(personKeys).toEqual([
      expect.stringMatching(digest),
      expect.stringMatching(digest),
      expect.stringMatching(digest),
    ]);
    expect(rest).toEqual({ leadId: 'L-1', campaignId: 'K-1', channel: 'web' });
    expect(await vault.seal(fact, BANK)).toMatchObject({ traceparent: '00-1', id: '1', source: 'crm' });
    expect(fact).toEqual(before);
  });

  it('has no keys where nobody is known, and needs no key of its own then', async () => {
    const sealed = await vault.seal(registered({}), BANK);
    expect(lead(sealed)).toEqual({ leadId: 'L-1', campaignId: 'K-1', person: {}, personKeys: [] });
    expect(keyStore.size).toBe(1);
  });

  it('has digests of what can be read as a key only', async () => {
    const sealed = await vault.seal(registered({ phone: 'none', email: ' ', name: 'Anna', externalId: null }), BANK);
    expect(lead(sealed).personKeys).toEqual([]);
  });

  it('is the fact itself where it is about no person', async () => {
    const fact = { ...registered({}), type: 'lead.confirmed', data: { leadId: 'L-1' } } as Fact;
    expect(await vault.seal(fact, BANK)).toBe(fact);
    expect(await vault.unseal(fact, BANK)).toBe(fact);
  });

  it('does not open when its person is moved to another lead, fact or client', async () => {
    const sealed = await vault.seal(registered(ANNA), BANK);
    await vault.seal(registered(ANNA, { id: '9', leadId: 'L-2' }), BANK);
    const { person } = lead(sealed);
    const otherFact = registered(person, { id: '2' });
    const otherLead = registered(person, { leadId: 'L-2' });
    expect(lead(await vault.unseal(otherFact, BANK)).person).toEqual({ unreadable: 'damaged' });
    expect(lead(await vault.unseal(identified(person, '1'), BANK)).person).toEqual({ unreadable: 'damaged' });
    expect(lead(await vault.unseal(otherLead, BANK)).person).toEqual({ unreadable: 'erased' });
    expect(lead(await vault.unseal(sealed, { clientId: 'provider' })).person).toEqual({ unreadable: 'damaged' });
    expect(lead(await vault.unseal(sealed, BANK)).person).toEqual(ANNA);
  });

  it('does not open when one bit of it is changed', async () => {
    const sealed = await vault.seal(registered(ANNA), BANK);
    const bytes = Buffer.from((lead(sealed).person as { sealed: string }).sealed, 'base64url');
    for (let at = 9; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((bytes[at] ?? 0) ^ 1, at);
      const opened = await vault.unseal(registered({ sealed: changed.toString('base64url') }), BANK);
      expect(lead(opened).person).toEqual({ unreadable: 'damaged' });
    }
  });

  it('is never sealed twice alike', async () => {
    const [one, two] = await vault.sealAll([registered(ANNA), registered(ANNA)].map((fact) => ({ fact, ...BANK })));
    expect(lead(one!).person).not.toEqual(lead(two!).person);
    expect(lead(one!).personKeys).toEqual(lead(two!).personKeys);
  });
});

describe('Digests', () => {
  it('are equal for two ways of writing one key, and differ by client', async () => {
    const one = await vault.seal(registered({ phone: '8 916 123-45-67' }), BANK);
    const two = await vault.seal(identified({ phone: '+7 (916) 1234567' }), BANK);
    const other = await vault.seal(registered({ phone: '+79161234567' }), { clientId: 'provider', country: 'RU' });
    expect(lead(one).personKeys).toEqual(lead(two).personKeys);
    expect(lead(one).personKeys).not.toEqual(lead(other).personKeys);
  });

  it('are those of a shared key, plain or given as a digest', async () => {
    const sealed = await vault.seal(registered({ phone: '+74951234567' }), BANK);
    const shared = valueOf(await vault.seal(keyShared('phone', '8 495 123-45-67'), BANK));
    expect(lead(sealed).personKeys).toEqual([`phone:${shared}`]);
    expect(valueOf(await vault.seal(keyShared('phone', shared), BANK))).toBe(shared);
  });

  it('that came with the fact are kept, and anything else that came as one is digested like a key', async () => {
    const { personKeys } = lead(await vault.seal(registered({ phone: '+79161234567' }), BANK));
    const data = { personKeys: [...(personKeys ?? []), 'phone:+79161234567', 'email:9f86d081'] };
    const imported = lead(await vault.seal(registered({}, { data }), BANK)).personKeys ?? [];
    expect(imported.slice(0, 2)).toEqual([personKeys?.[0], personKeys?.[0]]);
    expect(imported[2]).toMatch(digest);
    expect(valueOf(await vault.seal(keyShared('email', ' 9f86d081'), BANK))).toBe(imported[2]?.slice('email:'.length));
  });

  it('cannot be claimed by a plain key in their form', async () => {
    const { personKeys } = lead(await vault.seal(registered({ externalId: 'A-77' }), BANK));
    const claimed = personKeys![0]!.slice('externalId:'.length);
    const forged = lead(await vault.seal(registered({ externalId: claimed }), BANK));
    expect(forged.personKeys).not.toEqual(personKeys);
  });

  it('can be had before a fact is sealed, and stay the same when it is', async () => {
    const digested = vault.withDigests({ fact: registered(ANNA), ...BANK });
    expect(lead(digested).person).toEqual(ANNA);
    expect(keyStore.size).toBe(1);
    const sealed = lead(await vault.seal(digested, BANK));
    expect(sealed.personKeys).toEqual(lead(digested).personKeys);
    expect(sealed.person).toEqual({ sealed: expect.any(String) });
  });

  it('of a client with a very long name are no trouble', async () => {
    const sealed = await vault.seal(registered(ANNA), { clientId: 'b'.repeat(5000), country: 'RU' });
    expect(lead(sealed).personKeys).toHaveLength(3);
  });
});

describe('A fact of another store', () => {
  it('that comes sealed stays as it is, and says that it cannot be read', async () => {
    const exported = await vault.seal(registered(ANNA), BANK);
    const other = await openVault({ masterKeys: { current: randomBytes(32) }, keyStore: new MemoryKeyStore() });
    const imported = await other.seal(exported, BANK);
    expect(imported).toEqual(exported);
    expect(lead(await other.unseal(imported, BANK)).person).toEqual({ unreadable: 'erased' });
  });

  it('is sealed where its person only looks sealed', async () => {
    const { person } = lead(await vault.seal(registered(ANNA), BANK));
    const keyless = await vault.seal(registered(person), BANK);
    expect(lead(keyless).person).not.toEqual(person);
    const more = await vault.seal(registered({ ...person, name: 'Anna' }, { data: { personKeys: [] } }), BANK);
    expect(JSON.stringify(more)).not.toContain('Anna');
    const short = await vault.seal(registered({ sealed: '+79161234567' }, { data: { personKeys: [] } }), BANK);
    expect(JSON.stringify(short)).not.toContain('+79161234567');
  });
});

describe('Erasing', () => {
  it('leaves digests, and nobody’s name', async () => {
    const sealed = await vault.seal(registered(ANNA), BANK);
    expect(await vault.erase(['L-1', 'L-2'])).toBe(1);
    const opened = lead(await vault.unseal(sealed, BANK));
    expect(opened.person).toEqual({ unreadable: 'erased' });
    expect(opened.personKeys).toEqual(lead(sealed).personKeys);
  });

  it('is not undone by what is told of the lead later', async () => {
    const before = await vault.seal(registered(ANNA), BANK);
    await vault.erase(['L-1']);
    const after = await vault.seal(identified({ name: 'Vera' }), BANK);
    const opened = await vault.unsealAll([before, after].map((fact) => ({ fact, clientId: 'bank' })));
    expect(opened.map((fact) => lead(fact).person)).toEqual([{ unreadable: 'erased' }, { name: 'Vera' }]);
  });
});

describe('A wrapped key', () => {
  it('does not pass for the key of another lead, and stops sealing for that one', async () => {
    const [sealed, other] = [registered(ANNA), registered(ANNA, { id: '9', leadId: 'L-2' })];
    await vault.seal(sealed, BANK);
    const moved = await vault.seal(other, BANK);
    const [one, two] = [leadKeyId('L-1'), leadKeyId('L-2')];
    const keys = await keyStore.getAll([one, two]);
    await keyStore.replaceAll([{ id: two, from: keys.get(two)!, to: keys.get(one)! }]);
    expect(lead(await vault.unseal(moved, BANK)).person).toEqual({ unreadable: 'damaged' });
    await expect(vault.seal(other, BANK)).rejects.toThrow(`the key ${two} in the key store is damaged`);
  });
});

describe('Two processes that seal for one lead at once', () => {
  it('use one key', async () => {
    const other = await open();
    const sealed = await Promise.all([vault.seal(registered(ANNA), BANK), other.seal(identified(ANNA), BANK)]);
    for (const fact of sealed) expect(lead(await vault.unseal(fact, BANK)).person).toEqual(ANNA);
    expect(keyStore.size).toBe(2);
  });
});

describe('A new master key', () => {
  const next = randomBytes(32);

  it('takes the place of the former one: digests stay, persons open', async () => {
    const sealed = await vault.seal(registered(ANNA), BANK);
    const rotating = await open(next, [masterKey]);
    expect(await rotating.rewrap()).toBe(2);
    expect(await rotating.rewrap()).toBe(0);
    const rotated = await open(next);
    expect(lead(await rotated.unseal(sealed, BANK)).person).toEqual(ANNA);
    expect(lead(await rotated.seal(registered(ANNA), BANK)).personKeys).toEqual(lead(sealed).personKeys);
    await expect(open(masterKey)).rejects.toThrow(MasterKeyLost);
  });

  it('takes over the store’s own key last, so that nothing is left behind when that is interrupted', async () => {
    await vault.seal(registered(ANNA), BANK);
    const rotating = await open(next, [masterKey]);
    const replace = keyStore.replaceAll.bind(keyStore);
    keyStore.replaceAll = async (replacements) => {
      await replace(replacements);
      throw new Error('interrupted');
    };
    await expect(rotating.rewrap()).rejects.toThrow('interrupted');
    await expect(open(next)).rejects.toThrow(MasterKeyLost);
    keyStore.replaceAll = replace;
    expect(await (await open(next, [masterKey])).rewrap()).toBe(1);
    await expect(open(next)).resolves.toBeDefined();
  });

  it('that is not the one of the store is told by its name, and neither key is shown', async () => {
    const failed = open(next).catch((error: unknown) => String(error));
    expect(await failed).toMatch(
      /^MasterKeyLost: .* master key [0-9a-f]{16}, but the master key [0-9a-f]{16} was given$/,
    );
    for (const key of [masterKey, next]) {
      for (const form of ['hex', 'base64'] as const)
        expect(await failed).not.toContain(key.toString(form).slice(0, 12));
    }
  });

  it('may be accepted in the place of a lost one: names are lost then, and sealing goes on', async () => {
    const sealed = await vault.seal(registered(ANNA), BANK);
    const quarantined = vault.sealText('{"phone":"+79161234567"}', 'Q-1');
    const anew = await open(next, [], true);
    expect(lead(await anew.unseal(sealed, BANK)).person).toEqual({ unreadable: 'lost' });
    expect(anew.openText(quarantined, 'Q-1')).toEqual({ unreadable: 'lost' });
    expect(await anew.rewrap()).toBe(0);
    const later = await anew.seal(identified(ANNA), BANK);
    expect(lead(await anew.unseal(later, BANK)).person).toEqual(ANNA);
    expect(lead(await anew.unseal(sealed, BANK)).person).toEqual({ unreadable: 'erased' });
  });
});

describe('The digest of a fact as it was received', () => {
  const of = (data: object, time = '2026-01-10T12:00:00+03:00') =>
    vault.digestOfReceived(
      read({ ...registered({}), time, data: { leadId: 'L-1', campaignId: 'K-1', ...data } }),
      'bank',
    );

  it('is the same under another order of members and another offset of the same instant', () => {
    const one = of({ person: { phone: '1', name: 'A' }, extra: [1, { b: 2, a: 1 }] });
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(of({ extra: [1.0, { a: 1, b: 2 }], person: { name: 'A', phone: '1' } }, '2026-01-10T09:00:00Z')).toBe(one);
  });

  it('differs where anything differs: null and absent, instant, type, client', () => {
    const digests = [
      of({ person: {} }),
      of({ person: { phone: null } }),
      of({ person: { phone: '' } }),
      of({ person: {} }, '2026-01-10T12:00:01+03:00'),
      vault.digestOfReceived(read(registered({})), 'provider'),
      vault.digestOfReceived(read(identified({})), 'bank'),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('A sealed text', () => {
  it('opens in its own context only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = vault.sealText(text, 'Q-1');
        expect(vault.openText(sealed, 'Q-1')).toEqual({ text });
        expect(vault.openText(sealed, 'Q-2')).toEqual({ unreadable: 'damaged' });
      }),
    );
    expect(vault.openText('no such thing', 'Q-1')).toEqual({ unreadable: 'damaged' });
  });
});
