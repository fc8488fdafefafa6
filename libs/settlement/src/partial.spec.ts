import { describe, expect, it } from '@jest/globals';
import { unsaved } from './partial.js';
import { Scenario } from './scenario.fixture.js';

const eff = { id: 'eff', model: 'effective-call', price: '45' };
const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };

describe('What changed in the books', () => {
  it('is a change of terms that reaches back, also where nothing was owed yet', () => {
    const scenario = new Scenario([conf]).call('a', '2026-02-10', { presented: true });
    expect(unsaved(scenario.settlement)).toMatchObject({ books: [{ contractId: 'C', reratings: [] }], pages: [] });
    scenario.amend('2026-02-01', [{ ...conf, price: '310' }]);
    expect(unsaved(scenario.settlement)).toMatchObject({
      books: [{ contractId: 'C', reratings: [{ position: 5 }] }],
      pages: [],
    });
  });

  it('is nothing where nothing changed since', () => {
    const scenario = new Scenario([eff]).call('a', '2026-02-10', { presented: true });
    expect(unsaved(scenario.settlement).pages).toHaveLength(1);
    expect(unsaved(scenario.settlement)).toEqual({ books: [], pages: [] });
  });
});
