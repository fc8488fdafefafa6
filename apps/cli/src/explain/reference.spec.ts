import { describe, expect, it } from '@jest/globals';
import { nearest } from './near.js';
import { factText, factsNamed, lineReferenceText, parseLineReference } from './reference.js';

describe('the name of a line', () => {
  it('is contract, period, campaign and clause, and a detail where there is one', () => {
    expect(parseLineReference('C-1/2026-01/K-1/conf')).toEqual({
      contractId: 'C-1',
      forPeriod: '2026-01',
      campaignId: 'K-1',
      clauseId: 'conf',
      detail: null,
    });
    expect(parseLineReference('C-1/2026-01/K-1/diff/consent')?.detail).toBe('consent');
  });

  it('has - for no campaign, %2F for a slash and %25 for a percent sign', () => {
    expect(parseLineReference('C-1/2026-01/-/minimum')?.campaignId).toBeNull();
    const odd = { contractId: 'a/b', forPeriod: '2026-01', campaignId: '-', clauseId: '5%', detail: null };
    expect(lineReferenceText(odd)).toBe('a%2Fb/2026-01/%2D/5%25');
    expect(parseLineReference(lineReferenceText(odd))).toEqual(odd);
  });

  it.each(['', 'C-1', 'C-1/2026-01/K-1', 'C-1/2026-01//conf', 'a/b/c/d/e/f', 'C-1/2026-01/K-1/diff/'])(
    'is not “%s”',
    (text) => {
      expect(parseLineReference(text)).toBeUndefined();
    },
  );
});

describe('the name of a fact', () => {
  it('is cut at the last slash, for sources often have some', () => {
    expect(factsNamed('/crm/1/42')[0]).toEqual({ source: '/crm/1', id: '42' });
    expect(factsNamed('https://crm.example/a/42')[0]).toEqual({ source: 'https://crm.example/a', id: '42' });
    expect(factsNamed('urn:crm:1/42')[0]).toEqual({ source: 'urn:crm:1', id: '42' });
    expect(factsNamed('deemed/L-1')[0]).toEqual({ source: 'deemed', id: 'L-1' });
  });

  it('has %2F for a slash of the id', () => {
    expect(factsNamed('crm/2026%2F01%2F1')[0]).toEqual({ source: 'crm', id: '2026/01/1' });
    const odd = { source: '/a/50%', id: 'x/y%z' };
    expect(factsNamed(factText(odd))[0]).toEqual(odd);
  });

  it('may also be meant without encoding', () => {
    expect(factsNamed('crm/a/b')).toContainEqual({ source: 'crm', id: 'a/b' });
    expect(factsNamed('crm/50%')).toContainEqual({ source: 'crm', id: '50%' });
  });

  it.each(['', 'crm', 'crm/', '/1'])('is not “%s”', (text) => {
    expect(factsNamed(text)).toEqual([]);
  });
});

describe('names like one that does not exist', () => {
  it('are those that differ in few letters, or hold it', () => {
    expect(nearest('K-1', ['K-2', 'K-1-north', 'campaign'], 5)).toEqual(['K-1-north', 'K-2']);
    expect(nearest('settlment', ['settlement', 'statement'], 1)).toEqual(['settlement']);
    expect(nearest('x', ['completely', 'other'], 5)).toEqual([]);
  });

  it('are few, of however many', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `fact-${index}`);
    expect(nearest('fact-77', names, 3)).toContain('fact-77');
    expect(nearest('fact-77', names, 3)).toHaveLength(3);
  });
});
