import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { PostgresTokenStore, type StoredToken } from './index.js';
import { OPENING, testOffice, type TestOffice } from './office.fixture.js';

let office: TestOffice;
let tokens: PostgresTokenStore<'billing' | 'client'>;
beforeAll(async () => {
  office = await testOffice();
  tokens = new PostgresTokenStore(office.source);
}, OPENING);
beforeEach(() => office.source.query('TRUNCATE token'));
afterAll(() => office.close());

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

function token(name: string, more: Partial<StoredToken<'billing' | 'client'>> = {}): StoredToken<'billing' | 'client'> {
  return { id: v7(), name, role: 'billing', clientId: null, sources: null, createdAt: '2026-01-10T12:00:00Z', ...more };
}

describe('A token', () => {
  it('is found by the hash of its secret, which is nowhere to be found', async () => {
    const crm = token('crm of the bank', { role: 'client', clientId: 'bank', sources: ['client/bank', 'crm, "x"'] });
    await tokens.add(crm, hashOf('very-secret'));
    expect(await tokens.find(hashOf('very-secret'))).toEqual(crm);
    expect(await tokens.find(hashOf('other-secret'))).toBeUndefined();
    expect(await office.contents()).toContain('crm of the bank');
    expect(await office.contents()).not.toContain('very-secret');
  });

  it('is listed with the others, the oldest first', async () => {
    const [later, earlier] = [token('b', { createdAt: '2026-01-11T12:00:00Z' }), token('a')];
    await tokens.add(later, hashOf('1'));
    await tokens.add(earlier, hashOf('2'));
    expect(await tokens.list()).toEqual([earlier, later]);
  });

  it('is unknown once it was revoked, in this process and in others', async () => {
    const [lost, kept] = [token('lost'), token('kept')];
    await tokens.add(lost, hashOf('1'));
    await tokens.add(kept, hashOf('2'));
    expect(await new PostgresTokenStore(office.source).revoke(lost.id)).toBe(true);
    expect(await tokens.find(hashOf('1'))).toBeUndefined();
    expect(await tokens.find(hashOf('2'))).toEqual(kept);
    expect([await tokens.revoke(lost.id), await tokens.revoke('lost'), await tokens.revoke('\u0000')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('has a name of its own, in whatever case, though several are made at once', async () => {
    const names = ['crm', 'CRM', 'crm', 'Crm'];
    const made = await Promise.all(names.map((name, i) => tokens.add(token(name), hashOf(String(i)))));
    expect(made.filter((isMade) => isMade)).toHaveLength(1);
    const [kept] = await tokens.list();
    await tokens.revoke(kept!.id);
    expect(await tokens.add(token('crm'), hashOf('again'))).toBe(true);
  });

  it('takes no other one’s place', async () => {
    const first = token('first');
    await tokens.add(first, hashOf('1'));
    await expect(tokens.add(token('second'), hashOf('1'))).rejects.toThrow('duplicate key');
    await expect(tokens.add({ ...first, name: 'other' }, hashOf('2'))).rejects.toThrow('duplicate key');
    expect(await tokens.list()).toEqual([first]);
  });
});
