import { describe, expect, it } from '@jest/globals';
import { items } from '../index.js';
import { Scenario, type Json } from '../scenario.fixture.js';

const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };
const arr = { id: 'arr', model: 'arrived-client', price: '1000' };
const dear = { ...arr, price: '2000' };
const silence = { feedback: { deadlineDays: 5, onSilence: 'deemed-arrived' } };

const removedBy = ({ settlement }: Scenario, id: string): string | undefined =>
  [...items(settlement)].find(({ fact }) => fact.id === id)?.removedBy?.fact.id;

describe('A lead that was handed over keeps its terms', () => {
  const told = (...acts: [string, string][]): string[] => {
    const scenario = new Scenario([arr]).amend('2026-01-15', [dear]).lead('L1');
    for (const [what, day] of acts) scenario.of('L1', what, `2026-01-${day}`);
    return scenario.close('2026-01').lines.map((line) => line.replace('2026-01 K arr ', ''));
  };
  const OLD = ['v1 charge 1 arrival 1000.00'];
  const NEW = ['v2 charge 1 arrival 2000.00'];

  it.each<[string, [string, string][], string[]]>([
    [
      'since it was confirmed',
      [
        ['confirmed', '10'],
        ['arrived', '20'],
      ],
      OLD,
    ],
    [
      'since it was transferred',
      [
        ['transferred', '10'],
        ['arrived', '20'],
      ],
      OLD,
    ],
    [
      'since the first of both: confirmed',
      [
        ['confirmed', '10'],
        ['transferred', '16'],
        ['arrived', '20'],
      ],
      OLD,
    ],
    [
      'since the first of both: transferred',
      [
        ['confirmed', '16'],
        ['transferred', '10'],
        ['arrived', '20'],
      ],
      OLD,
    ],
    [
      'since the first, whatever is told first',
      [
        ['arrived', '20'],
        ['confirmed', '17'],
        ['confirmed', '10'],
      ],
      OLD,
    ],
    [
      'but not when that came later',
      [
        ['confirmed', '10'],
        ['arrived', '09'],
      ],
      OLD,
    ],
    [
      'but not when it was under the new ones',
      [
        ['confirmed', '16'],
        ['arrived', '20'],
      ],
      NEW,
    ],
    ['and without a hand-over has those of its time', [['arrived', '20']], NEW],
  ])('%s', (_what, acts, lines) => {
    expect(told(...acts)).toEqual(lines);
  });

  it('only while the hand-over stands', () => {
    const scenario = new Scenario([arr]).amend('2026-01-15', [dear]).lead('L1').of('L1', 'confirmed', '2026-01-10');
    scenario.of('L1', 'arrived', '2026-01-20').close('2026-01').retract('f6');
    expect(scenario.correct().billed).toEqual(['arr -1 -1000.00', 'arr 1 2000.00']);
  });
});

describe('A dispute', () => {
  const told = (): Scenario =>
    new Scenario([conf, arr])
      .lead('L1')
      .of('L1', 'confirmed', '2026-01-10')
      .of('L1', 'arrived', '2026-01-11')
      .close('2026-01');

  it('removes what its clause bills, whatever the identity of the fact, so that a later result is billable', () => {
    const scenario = told().of('L1', 'confirmed', '2026-01-12').dispute('d', 'conf', 'f5').resolve('d', 'upheld');
    expect(scenario.correct().billed).toEqual(['arr 1 1000.00', 'conf -1 -300.00']);
    expect([removedBy(scenario, 'f5'), removedBy(scenario, 'f8'), removedBy(scenario, 'f6')]).toEqual([
      'f10',
      'f10',
      undefined,
    ]);
  });

  it('by another clause, or of another type of fact, removes nothing of it', () => {
    const scenario = told()
      .dispute('d', 'arr', 'f5')
      .resolve('d', 'upheld')
      .dispute('e', 'conf', 'f6')
      .resolve('e', 'upheld');
    expect(scenario.correct().billed).toEqual([]);
  });

  it('is told by the first ruling, by time, that upheld one of them', () => {
    const scenario = told().dispute('d', 'conf', 'f5').dispute('e', 'conf', 'f5');
    scenario.resolve('e', 'upheld', '2026-01-23').resolve('d', 'upheld', '2026-01-22');
    expect(removedBy(scenario, 'f5')).toBe('f11');
    scenario.resolve('d', 'rejected', '2026-01-24');
    expect(removedBy(scenario, 'f5')).toBe('f10');
  });

  it('that was taken back removes nothing', () => {
    const scenario = told().dispute('d', 'conf', 'f5').resolve('d', 'upheld').retract('f8');
    expect(scenario.correct().billed).toEqual([]);
  });

  it('of silence removes the arrival that silence made, and no real one', () => {
    const scenario = new Scenario([arr], silence).lead('L1').of('L1', 'transferred', '2026-01-10').close('2026-01');
    scenario.dispute('d', 'arr', 'L1', 'deemed').resolve('d', 'upheld').of('L1', 'arrived', '2026-01-25');
    expect(scenario.correct().billed).toEqual([]);
    expect(removedBy(scenario, 'L1')).toBe('f8');
    expect([...items(scenario.settlement)].find(({ fact }) => fact.id === 'f9')?.fate).toBe('billed');
  });
});

describe('Silence', () => {
  it('is broken by an arrival in time, too', () => {
    const scenario = new Scenario([arr], silence)
      .lead('L1')
      .of('L1', 'transferred', '2026-01-10')
      .of('L1', 'arrived', '2026-01-12');
    expect(scenario.close('2026-01').billed).toEqual(['arr 1 1000.00']);
    expect([...items(scenario.settlement)].map(({ type }) => type)).not.toContain('deemed-arrival');
  });

  it('ends with a return that is accepted', () => {
    const terms = { ...silence, returns: { windowDays: 7, reasons: { wrong: 'auto' } } };
    const scenario = new Scenario([arr], terms).lead('L1').of('L1', 'transferred', '2026-01-10').close('2026-01');
    scenario.of('L1', 'returned', '2026-01-12', { reason: 'wrong' });
    expect(scenario.correct().billed).toEqual(['arr -1 -1000.00']);
  });
});

describe('A return', () => {
  it('is accepted by the reasons of those that stand', () => {
    const terms: Json = { returns: { windowDays: 7, reasons: { wrong: 'auto', area: 'review' } } };
    const scenario = new Scenario([conf], terms).lead('L1').of('L1', 'confirmed', '2026-01-10');
    scenario
      .of('L1', 'returned', '2026-01-11', { reason: 'wrong' })
      .of('L1', 'returned', '2026-01-12', { reason: 'area' });
    expect(scenario.close('2026-01').billed).toEqual([]);
    expect(scenario.retract('f6').correct().billed).toEqual(['conf 1 300.00']);
  });

  it('of a lead with nothing to give back changes nothing', () => {
    const scenario = new Scenario([arr])
      .lead('L1')
      .of('L1', 'arrived', '2026-01-10')
      .of('L1', 'returned', '2026-01-11', { reason: 'x' });
    scenario.fact('return.decided', '2026-01-12', { leadId: 'L1', decision: 'accepted' });
    expect(scenario.close('2026-01').billed).toEqual(['arr 1 1000.00']);
  });
});
