import { describe, expect, it } from '@jest/globals';
import { allowsSource, keptRights, rightsOf, withinRights } from './rights.js';

const anyone = { name: 'anna', mayImport: false };

describe('A source', () => {
  it.each([
    ['client/bank', true],
    ['client/bank/crm', true],
    ['client/bank-2', false],
    ['client', false],
    ['crm', false],
  ])('%s belongs to who has client/bank: %p', (source, allowed) => {
    expect(allowsSource(['client/bank'], source)).toBe(allowed);
    expect(allowsSource(undefined, source)).toBe(true);
    expect(allowsSource([], source)).toBe(false);
  });
});

describe('Who records for another', () => {
  it('has no right that one of the two lacks', () => {
    const both = withinRights(
      { ...anyone, mayRecord: new Set(['lead.confirmed', 'lead.arrived']), onlySources: ['client'] },
      {
        mayRecord: new Set(['lead.arrived', 'lead.returned']),
        onlyClient: 'bank',
        onlySources: ['client/bank', 'crm'],
      },
    );
    expect(both).toEqual({
      ...anyone,
      mayRecord: new Set(['lead.arrived']),
      onlyClient: 'bank',
      onlySources: ['client/bank'],
    });
  });

  it('may record nothing where both are of other clients', () => {
    expect(withinRights({ ...anyone, onlyClient: 'bank' }, { onlyClient: 'telecom' }).mayRecord).toEqual(new Set());
  });

  it('is not bound by who is bound by nothing', () => {
    expect(withinRights(anyone, {})).toMatchObject(anyone);
    expect(withinRights(anyone, {}).mayRecord).toBeUndefined();
  });

  it('is held to rights that were stored', () => {
    const rights = { mayRecord: new Set(['lead.arrived']), onlyClient: 'bank', onlySources: ['crm'] };
    expect(rightsOf(JSON.parse(JSON.stringify(keptRights(rights))) as object)).toEqual(rights);
    expect(rightsOf(keptRights({}))).toEqual({});
  });
});
