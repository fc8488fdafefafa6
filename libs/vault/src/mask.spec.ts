import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mask } from './mask.js';
import { keyShared, personArbitrary, registered, textsIn } from './person.fixture.js';

describe('What is logged', () => {
  it('has nothing of a person, wherever it stands', () => {
    fc.assert(
      fc.property(personArbitrary, (person) => {
        const text = JSON.stringify(mask({ request: { facts: [registered(person)] }, ...person, name: 'import' }));
        const known = { ...person, nickname: undefined, address: undefined, name: undefined };
        for (const plain of textsIn(known)) expect(text).not.toContain(plain);
        expect(JSON.stringify(mask(registered(person)))).not.toContain(': ');
      }),
    );
  });

  it('tells which members there were, and everything else', () => {
    const fact = registered({ phone: '+79161234567', name: null }, { data: { personKeys: ['phone:hmac-1'] } });
    expect(mask({ fact, name: 'import', count: 2 })).toEqual({
      fact: { ...fact, data: { ...fact.data, person: { phone: '***', name: null }, personKeys: '***' } },
      name: 'import',
      count: 2,
    });
  });

  it('has no shared key', () => {
    const shared = keyShared('phone', '+74951234567');
    expect(mask(shared)).toEqual({ ...shared, data: { clientId: 'bank', kind: 'phone', value: '***' } });
    expect(mask({ kind: 'gauge', value: 3 })).toEqual({ kind: 'gauge', value: 3 });
  });

  it('keeps errors and dates as they are, and ends in what contains itself', () => {
    const error = new Error('connection refused');
    const round: Record<string, unknown> = { error };
    round['self'] = round;
    expect(mask(round)).toMatchObject({ error, self: { error } });
    expect(mask('text')).toBe('text');
    expect(mask(null)).toBeNull();
  });
});
