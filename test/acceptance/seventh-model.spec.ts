/** A payment model is one value: what is made here, and registered nowhere else, goes through all that settlement does. */
import { describe, expect, it } from '@jest/globals';
import { defineUsageModel, oneOf, paymentModels, perUnit } from '@paidonce/payment-models';
import { account, explainFact, explainLine, items } from '@paidonce/settlement';
import { Scenario, type Json } from '../../libs/settlement/src/scenario.fixture.js';

const dialAttempt = defineUsageModel({
  code: 'dial-attempt',
  title: { en: 'Per dialled call', ru: 'За попытку дозвона' },
  meaning: { en: 'Pays every call that was dialled.', ru: 'Оплачивается каждый набранный звонок.' },
  measures: 'call',
  unit: 'call',
  price: perUnit({ en: 'Price per attempt', ru: 'Цена за попытку' }, 'perAttempt'),
  fields: {
    answered: oneOf(
      { en: 'Which attempts count.', ru: 'Какие попытки считаются.' },
      { any: { en: 'all', ru: 'все' }, only: { en: 'answered ones', ru: 'отвеченные' } },
      'any',
    ),
  },
  measure: (call, clause, add) => {
    if (call.dial > 0 && (clause.answered === 'any' || call.talk > 0)) add(1, null);
  },
  examples: [],
});

const installed = defineUsageModel({
  code: 'installed-client',
  title: { en: 'Per installation', ru: 'За инсталляцию' },
  meaning: { en: 'Pays installations, once a person.', ru: 'Оплачиваются инсталляции, раз за человека.' },
  measures: 'outcome',
  unit: 'arrival',
  price: perUnit({ en: 'Price per installation', ru: 'Цена за инсталляцию' }),
  fields: {},
  once: { group: 'installation' },
  measure: (outcome, _clause, add) => {
    if (outcome.as === 'installed') add(1, null);
  },
  examples: [],
});

const visit = defineUsageModel({
  code: 'visit',
  title: { en: 'Per visit', ru: 'За визит' },
  meaning: { en: 'Pays every visit.', ru: 'Оплачивается каждый визит.' },
  measures: 'outcome',
  unit: 'arrival',
  price: perUnit({ en: 'Price per visit', ru: 'Цена за визит' }),
  fields: {},
  measure: (outcome, _clause, add) => {
    if (outcome.as === 'arrived') add(2, null);
  },
  examples: [],
});

const models = [...paymentModels, dialAttempt, installed, visit];
const scenario = (...clauses: Json[]): Scenario => new Scenario(clauses, {}, models);
const dial = { id: 'dial', model: 'dial-attempt', perAttempt: '1.25' };
const dialled = { seconds: { dial: 10 } };
const answered = { seconds: { dial: 10, talk: 30 } };

const calls = (of: Scenario): Scenario =>
  of
    .call('a', '2026-01-10', dialled)
    .call('b', '2026-01-11', answered)
    .call('c', '2026-01-12', { seconds: { talk: 5 } });

describe('A seventh payment model, known only to this spec', () => {
  it('is unknown where it is not registered', () => {
    expect(() => new Scenario([dial])).toThrow('no payment model \\"dial-attempt\\"');
  });

  it('is refused by its own members', () => {
    const refusal = (clause: Json) => {
      const terms = {
        effectiveFrom: '2026-01-01',
        currency: 'RUB',
        timeZone: 'Europe/Moscow',
        period: 'month',
        clauses: [clause],
      };
      return scenario().refusal('contract.signed', '2025-12-01', { contractId: 'D', clientId: 'bank', terms });
    };
    expect(refusal({ id: 'x', model: 'dial-attempt' })).toEqual({
      code: 'terms',
      path: 'data.terms.clauses[0].perAttempt',
      message: 'perAttempt is missing',
    });
    expect(refusal({ ...dial, price: '1' }).path).toBe('data.terms.clauses[0].price');
    expect(refusal({ ...dial, answered: 'never' }).path).toBe('data.terms.clauses[0].answered');
    expect(refusal({ ...dial, perAttempt: '-1' }).path).toBe('data.terms.clauses[0].perAttempt');
    expect(refusal({ ...dial, onceGroup: 'x' }).path).toBe('data.terms.clauses[0].onceGroup');
  });

  it('is signed and settled', () => {
    const { statement } = calls(scenario(dial)).close('2026-01');
    expect(statement.lines).toEqual([
      {
        forPeriod: '2026-01',
        campaignId: 'K',
        clauseId: 'dial',
        model: 'dial-attempt',
        detail: null,
        termsVersion: 1,
        kind: 'charge',
        quantity: 2,
        unit: 'call',
        amount: '2.50',
      },
    ]);
    expect(statement.total).toBe('2.50');
  });

  it('is priced by tiers', () => {
    const steps = [
      { upTo: 1, price: '0' },
      { upTo: null, price: '3' },
    ];
    const tiered = { id: 'dial', model: 'dial-attempt', tiers: { mode: 'graduated', steps } };
    expect(calls(scenario(tiered)).close('2026-01').lines).toEqual(['2026-01 - dial v1 charge 2 call 3.00']);
  });

  it('is amended, after the fact too', () => {
    const history = calls(scenario(dial)).close('2026-01');
    history.amend('2026-01-11', [{ ...dial, perAttempt: '2', answered: 'only' }], {}, { retroactive: true });
    expect(history.correct().lines).toEqual([
      '2026-01 K dial v1 adjustment -1 call -1.25',
      '2026-01 K dial v2 adjustment 1 call 2.00',
    ]);
  });

  it('is disputed', () => {
    const history = calls(scenario(dial)).close('2026-01').dispute('d', 'dial', 'f4').resolve('d', 'upheld');
    expect(history.close('2026-02').lines).toEqual(['2026-01 K dial v1 adjustment -1 call -1.25']);
  });

  it('stands beside a minimum, and below a bonus that looks at it', () => {
    const bonus = {
      ...{ id: 'kpi', model: 'target-bonus', metric: { quantityOf: 'dial' } },
      ...{ of: ['dial'], bands: [{ atLeast: '2', percent: '10' }] },
    };
    expect(calls(new Scenario([dial, bonus], { minimum: '10' }, models)).close('2026-01').billed).toEqual([
      'minimum 0 7.25',
      'kpi 1 0.25',
      'dial 2 2.50',
    ]);
  });

  it('has its items, its account and its reasons', () => {
    const { settlement } = calls(scenario(dial)).close('2026-01');
    expect(
      [...items(settlement)].map(({ callId, clauseId, fate, amount, reason }) => [
        callId,
        clauseId,
        fate,
        amount,
        reason,
      ]),
    ).toEqual([
      ['a', 'dial', 'billed', '1.25', null],
      ['b', 'dial', 'billed', '1.25', null],
      ['c', 'dial', 'unbillable', '0', 'not-counted'],
    ]);
    expect(account(settlement).rows.find(({ type }) => type === 'call.completed')).toMatchObject({
      billed: 2,
      unbillable: 1,
    });
    expect(explainFact(settlement, { source: 's', id: 'f4' })?.why[0]?.en).toBe(
      'Clause dial (dial-attempt, v1): billed in 2026-01: 1 call = 1.25.',
    );
    const line = { contractId: 'C', forPeriod: '2026-01', campaignId: 'K', clauseId: 'dial', detail: null };
    const report = explainLine(settlement, line);
    expect(report?.owed).toEqual([{ termsVersion: 1, quantity: 2, unit: 'call', amount: '2.50' }]);
    expect(report?.why.map(({ en }) => en)).toEqual(['dial (v1): 2 × 1.25.', '2.5, rounded once: 2.50 RUB.']);
    expect(report?.counts).toMatchObject({ billed: 2, covered: 0 });
  });

  it('yields the same when its history is replayed', () => {
    const tell = () =>
      calls(scenario(dial)).close('2026-01').dispute('d', 'dial', 'f4').resolve('d', 'upheld').close('2026-02');
    expect(tell().statements).toEqual(tell().statements);
  });
});

describe('A seventh model of results with a once group of its own', () => {
  const clauses = [
    { id: 'conf', model: 'confirmed-lead', price: '300' },
    { id: 'inst', model: 'installed-client', price: '500' },
  ];
  const told = (...more: Json[]): Scenario =>
    scenario(...clauses, ...more)
      .lead('L1', 'person')
      .lead('L2', 'person')
      .of('L1', 'confirmed', '2026-01-10')
      .of('L1', 'arrived', '2026-01-11', { as: 'installed' })
      .of('L2', 'arrived', '2026-01-12', { as: 'installed' });

  it('pays a person once in its group, whatever other groups paid', () => {
    const history = told().close('2026-01');
    expect(history.billed).toEqual(['conf 1 300.00', 'inst 1 500.00']);
    const covered = explainFact(history.settlement, { source: 's', id: 'f8' });
    expect(covered?.items[0]).toMatchObject({ fate: 'covered', coveredBy: { source: 's', id: 'f7' } });
    expect(covered?.entitlements[0]?.map(({ leadId, billed }) => [leadId, billed])).toEqual([
      ['L1', '500'],
      ['L2', '0'],
    ]);
    expect(covered?.person).toEqual(['L1', 'L2']);
  });

  it('joins the group of results where its clause says so', () => {
    const history = scenario(clauses[0]!, { ...clauses[1]!, onceGroup: 'result' }).lead('L1');
    history.of('L1', 'confirmed', '2026-01-10').of('L1', 'arrived', '2026-01-11', { as: 'installed' });
    expect(history.close('2026-01').billed).toEqual(['conf 1 300.00']);
  });

  it('may not cost nothing, which would cover what is paid', () => {
    expect(() => scenario({ ...clauses[1]!, price: '0' })).toThrow('data.terms.clauses[0].price');
  });

  it('gives way to the next of the person when it is disputed', () => {
    const history = told().close('2026-01').dispute('d', 'inst', 'f7').resolve('d', 'upheld');
    expect(history.close('2026-02').billed).toEqual([]);
    expect(explainFact(history.settlement, { source: 's', id: 'f8' })?.items[0]?.fate).toBe('billed');
  });
});

describe('A seventh model of results in no once group', () => {
  it('pays every result, known person or not, and takes back what is taken back', () => {
    const history = scenario({ id: 'visit', model: 'visit', price: '10' }).lead('L1', 'p').lead('L2', null);
    history.of('L1', 'arrived', '2026-01-10').of('L1', 'arrived', '2026-01-11').of('L2', 'arrived', '2026-01-12');
    expect(history.close('2026-01').billed).toEqual(['visit 6 60.00']);
    expect(history.retract('f6').correct().billed).toEqual(['visit -2 -20.00']);
    const dispute = {
      disputeId: 'd',
      contractId: 'C',
      clauseId: 'visit',
      fact: { source: 's', id: 'f8' },
      reason: 'nobody',
    };
    history.fact('dispute.opened', '2026-02-01', dispute).resolve('d', 'upheld');
    expect(history.close('2026-02').billed).toEqual(['visit -2 -20.00']);
    expect([...items(history.settlement)].map(({ fate }) => fate)).toEqual(['removed', 'billed', 'removed']);
  });
});
