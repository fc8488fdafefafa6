import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Scenario, type Json } from '../scenario.fixture.js';

const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };
const LEADS = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'] as const;
const KEYS = ['a', 'b', 'c'] as const;

/** Persons as the engine has them: groups of lead ids, in order. */
function personsOf({ settlement }: Scenario): string[] {
  const groups = Array.from(settlement.world.leads.all(), ({ person }) =>
    [...person.leads]
      .map(({ id }) => id)
      .sort()
      .join('+'),
  );
  return [...new Set(groups)].sort();
}

/** What is recorded of who is who. */
interface Known {
  readonly kind: 'identified' | 'linked' | 'separated' | 'shared';
  readonly leads: readonly string[];
  readonly keys: readonly string[];
  isRetracted: boolean;
}

/** The rule, read literally: leads that share a key that joins them, or a link, transitively. */
function naively(facts: readonly Known[]): string[] {
  const standing = facts.filter(({ isRetracted }) => !isRetracted);
  const group = new Map<string, number>(LEADS.map((lead, i) => [lead, i]));
  const join = (a: string, b: string): void => {
    const [from, to] = [group.get(a), group.get(b)];
    for (const [lead, of] of group) if (of === from) group.set(lead, to ?? 0);
  };
  const keysOf = (lead: string): readonly string[] =>
    standing.findLast(({ kind, leads }) => kind === 'identified' && leads[0] === lead)?.keys ?? [];
  const separated = new Set(standing.filter(({ kind }) => kind === 'separated').flatMap(({ leads }) => leads));
  const shared = new Set(standing.filter(({ kind }) => kind === 'shared').flatMap(({ keys }) => keys));
  for (const a of LEADS) {
    for (const b of LEADS) {
      const isJoined = keysOf(a).some((key) => keysOf(b).includes(key) && !shared.has(key));
      if (isJoined && !separated.has(a) && !separated.has(b)) join(a, b);
    }
  }
  for (const { leads } of standing.filter(({ kind }) => kind === 'linked'))
    for (const lead of leads) join(leads[0] ?? lead, lead);
  const groups = new Map<number, string[]>();
  for (const [lead, of] of group) groups.set(of, [...(groups.get(of) ?? []), lead]);
  return [...groups.values()].map((leads) => leads.sort().join('+')).sort();
}

const leads = fc.uniqueArray(fc.constantFrom(...LEADS), { minLength: 2, maxLength: 3 });
const keys = fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 2 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('identified' as const), lead: fc.constantFrom(...LEADS), keys }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('linked' as const), leads }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('separated' as const), leads }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shared' as const), key: fc.constantFrom(...KEYS) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('retracted' as const), which: fc.nat(40) }) },
);

const kindOf = { a: 'email', b: 'externalId', c: 'phone' } as const;
const personWith = (found: readonly string[]): Json => ({
  email: found.includes('a') ? 'a@example.com' : undefined,
  externalId: found.includes('b') ? 'B' : undefined,
  phone: found.includes('c') ? '+79161234567' : undefined,
});
const valueOf = { a: 'A@example.com', b: 'B', c: '8 916 123-45-67' } as const;

describe('Persons', () => {
  it('are who the rules say, after any identifications, links, separations, shared keys and retractions', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const scenario = new Scenario([conf]);
        for (const lead of LEADS) scenario.lead(lead, null).of(lead, 'confirmed', '2026-01-10');
        const facts: (Known & { readonly id: string })[] = [];
        const tell = (type: string, data: Json, known: Omit<Known, 'isRetracted'>): void => {
          scenario.fact(type, '2026-01-11', data, { id: String(facts.length).padStart(3, '0') });
          facts.push({ ...known, isRetracted: false, id: String(facts.length).padStart(3, '0') });
        };
        for (const taken of steps) {
          if (taken.kind === 'identified') {
            tell(
              'lead.identified',
              { leadId: taken.lead, person: personWith(taken.keys) },
              { kind: 'identified', leads: [taken.lead], keys: taken.keys },
            );
          } else if (taken.kind === 'shared') {
            const data = { clientId: 'bank', kind: kindOf[taken.key], value: valueOf[taken.key] };
            tell('key.shared', data, { kind: 'shared', leads: [], keys: [taken.key] });
          } else if (taken.kind === 'retracted') {
            const target = facts[taken.which % Math.max(1, facts.length)];
            if (!target) continue;
            target.isRetracted = true;
            scenario.retract(target.id);
          } else
            tell(
              `person.${taken.kind}`,
              { clientId: 'bank', leadIds: taken.leads },
              { kind: taken.kind, leads: taken.leads, keys: [] },
            );
          expect(personsOf(scenario)).toEqual(naively(facts));
        }
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 60) },
    );
  });

  it.each<[string, Json, string[]]>([
    ['a product, however it is written', {}, ['L0+L1', 'L2', 'S']],
    ['a campaign', { scope: 'campaign' }, ['L0', 'L1', 'L2', 'S']],
    ['a client', { scope: 'client' }, ['L0+L1+L2', 'S']],
  ])('are the same in %s', (_what, reconciliation, persons) => {
    const scenario = new Scenario([conf], { reconciliation })
      .launch('K1', { product: ' CARD ' })
      .launch('K2', { product: 'loan' });
    scenario
      .fact('client.registered', '2026-01-01', { clientId: 'shop', name: 'Shop' })
      .sign('S', [conf], {}, 'shop')
      .launch('KS', { contractId: 'S' });
    scenario.lead('L0', 'p').lead('L1', 'p', 'K1').lead('L2', 'p', 'K2').lead('S', 'p', 'KS');
    expect(personsOf(scenario)).toEqual(persons);
  });

  it('are linked within one scope only', () => {
    const scenario = new Scenario([conf])
      .launch('K2', { product: 'loan' })
      .lead('L0', null)
      .lead('L1', null)
      .lead('L2', null, 'K2')
      .lead('L3', null, 'K2');
    scenario.fact('person.linked', '2026-01-01', { clientId: 'bank', leadIds: ['L0', 'L1', 'L2', 'L3', 'L0'] });
    expect(personsOf(scenario)).toEqual(['L0+L1', 'L2+L3']);
    scenario.fact('person.linked', '2026-01-01', { clientId: 'bank', leadIds: ['L1', 'L2'] });
    expect(personsOf(scenario)).toEqual(['L0+L1', 'L2+L3']);
  });

  it('that nobody knows are not billed in a once group, until somebody does', () => {
    const scenario = new Scenario([conf])
      .lead('L0', null)
      .lead('L1', null)
      .of('L0', 'confirmed', '2026-01-10')
      .of('L1', 'confirmed', '2026-01-11');
    expect(scenario.close('2026-01').billed).toEqual([]);
    scenario.fact('person.linked', '2026-01-12', { clientId: 'bank', leadIds: ['L0', 'L1'] });
    expect(scenario.correct().billed).toEqual(['conf 1 300.00']);
    scenario.retract('f9');
    expect(scenario.correct().billed).toEqual(['conf -1 -300.00']);
  });
});
