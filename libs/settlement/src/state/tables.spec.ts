import { describe, expect, it } from '@jest/globals';
import { MemoryCallTable } from './call-table.js';
import { MemoryFactTable, type FactRow } from './fact-table.js';
import { memoryState } from './state.js';
import { Scenario } from '../scenario.fixture.js';

const call = { callId: 'a', campaignId: 'K', operatorId: 'o' };
const silent = {
  dial: 0,
  script: 0,
  hold: 0,
  talk: 0,
  wrapUp: 0,
  dialogue: undefined,
  status: undefined,
  presented: false,
};

describe('The table of calls', () => {
  it('keeps what was measured of a call', () => {
    const table = new MemoryCallTable();
    const number = table.open(3, 'a');
    const seconds = { dial: 1, script: 2, hold: 3, talk: 4, wrapUp: 5 };
    const dialogue = [
      { status: 'consent' as const, seconds: 10 },
      { status: 'secretary' as const, seconds: 7 },
      { status: 'consent' as const, seconds: 20 },
    ];
    table.complete(number, 9, 5, { ...call, seconds, dialogue, status: 'decision-maker', presented: true });
    expect(table.measured(number)).toEqual({
      ...seconds,
      dialogue: { 'no-answer': 0, secretary: 7, 'decision-maker': 0, consent: 30 },
      status: 'decision-maker',
      presented: true,
    });
    expect([table.factOf(number), table.leadOf(number), table.campaignOf(number), table.idOf(number)]).toEqual([
      9,
      5,
      3,
      'a',
    ]);
  });

  it.each(['no-answer', 'secretary', 'decision-maker', 'consent', undefined] as const)(
    'keeps the status %p',
    (status) => {
      const table = new MemoryCallTable();
      table.complete(table.open(0, 'a'), 0, -1, {
        ...call,
        seconds: {},
        ...(status && { status }),
        presented: status === 'consent',
      });
      expect(table.measured(0)).toEqual({ ...silent, status, presented: status === 'consent' });
    },
  );

  it('takes an empty dialogue for none', () => {
    const table = new MemoryCallTable();
    table.complete(table.open(0, 'a'), 0, -1, { ...call, seconds: { talk: 7 }, dialogue: [] });
    expect(table.measured(0)).toEqual({ ...silent, talk: 7 });
  });

  it('knows calls by campaign and id, also while no fact stands for them', () => {
    const table = new MemoryCallTable();
    expect([
      table.find(0, 'a'),
      table.open(0, 'a'),
      table.open(1, 'a'),
      table.open(0, 'a'),
      table.find(1, 'a'),
    ]).toEqual([-1, 0, 1, 0, 1]);
    expect([table.size, table.factOf(0), table.leadOf(0), table.scoreOf(0), table.factOf(99_999)]).toEqual([
      2, -1, -1, -1, -1,
    ]);
    table.complete(0, 4, 2, { ...call, seconds: {} });
    table.setScore(0, 5);
    expect([table.factOf(0), table.leadOf(0), table.scoreOf(0), table.scoreOf(1)]).toEqual([4, 2, 5, -1]);
    table.reopen(0);
    table.setScore(0, -1);
    expect([table.factOf(0), table.leadOf(0), table.scoreOf(0)]).toEqual([-1, -1, -1]);
  });

  it.each([
    ['what 32 bits hold', 2 ** 32 - 1],
    ['more than 32 bits hold', 2 ** 32],
    ['the longest there is', Number.MAX_SAFE_INTEGER],
  ])('holds %s, in a part or summed in a dialogue', (_what, seconds) => {
    const table = new MemoryCallTable();
    for (const part of ['dial', 'script', 'hold', 'talk', 'wrapUp'] as const) {
      const number = table.open(0, part);
      table.complete(number, 0, -1, { ...call, seconds: { [part]: seconds } });
      expect(table.measured(number)).toEqual({ ...silent, [part]: seconds });
    }
    const halves = [Math.floor(seconds / 2), Math.ceil(seconds / 2)].map((half) => ({
      status: 'secretary' as const,
      seconds: half,
    }));
    table.complete(table.open(0, 'd'), 0, -1, { ...call, seconds: { talk: 1 }, dialogue: halves });
    expect(table.measured(5)).toMatchObject({ talk: 1, dialogue: { 'no-answer': 0, secretary: seconds, consent: 0 } });
  });

  it('forgets what a call was before it was told anew', () => {
    const table = new MemoryCallTable();
    const dialogue = [{ status: 'secretary' as const, seconds: 2 ** 33 }];
    table.complete(table.open(0, 'a'), 0, -1, {
      ...call,
      seconds: { talk: 2 ** 33 },
      dialogue,
      status: 'consent',
      presented: true,
    });
    table.complete(table.open(0, 'b'), 1, -1, { ...call, seconds: { talk: 2 ** 34 } });
    table.reopen(0);
    table.complete(0, 2, 1, { ...call, seconds: { dial: 3 } });
    expect(table.measured(0)).toEqual({ ...silent, dial: 3 });
    expect(table.measured(1)).toEqual({ ...silent, talk: 2 ** 34 });
  });

  it('keeps what it has while it grows', () => {
    const table = new MemoryCallTable();
    for (let i = 0; i < 3000; i++) {
      table.complete(table.open(i % 2, `c${i}`), i, i % 5, {
        ...call,
        seconds: { talk: i, wrapUp: 1 },
        presented: i % 3 === 0,
      });
    }
    for (let i = 0; i < 3000; i++) {
      expect([table.find(i % 2, `c${i}`), table.factOf(i), table.leadOf(i)]).toEqual([i, i, i % 5]);
      expect(table.measured(i)).toMatchObject({ talk: i, wrapUp: 1, presented: i % 3 === 0 });
    }
    expect([table.factOf(3000), table.leadOf(3000)]).toEqual([-1, -1]);
  });

  it('bills calls that are longer than 32 bits hold', () => {
    const scenario = new Scenario([{ id: 'min', model: 'operator-minute', rate: '0.60' }]).call('a', '2026-01-10', {
      seconds: { talk: 5e9 },
    });
    expect(scenario.close('2026-01').billed).toEqual(['min 5000000000 50000000.00']);
    expect(scenario.retract('f4').close('2026-02').billed).toEqual(['min -5000000000 -50000000.00']);
  });
});

const row = (i: number, more: Partial<FactRow> = {}): FactRow => ({
  ...{ type: i % 27, occurredAt: i * 1e9 + 0.5, recordedAt: i * 1e9 + 7, subject: i - 1, detail: i % 3 },
  ...{ fingerprint: { high: i, low: -i } },
  ...more,
});

describe('The table of facts', () => {
  it('keeps what it was told, while it grows', () => {
    const table = new MemoryFactTable();
    for (let i = 0; i < 2500; i++) expect(table.add(i % 2 === 0 ? 'crm' : 'dialler', `f${i}`, row(i))).toBe(i);
    for (let i = 0; i < 2500; i++) {
      expect(table.find(i % 2 === 0 ? 'crm' : 'dialler', `f${i}`)).toBe(i);
      expect(table.identityOf(i)).toEqual({ source: i % 2 === 0 ? 'crm' : 'dialler', id: `f${i}` });
      const { type, occurredAt, recordedAt, subject, detail } = row(i);
      expect([
        table.typeOf(i),
        table.occurredAt(i),
        table.recordedAt(i),
        table.subjectOf(i),
        table.detailOf(i),
      ]).toEqual([...[type, occurredAt, recordedAt, subject, detail]]);
      expect(table.hasContent(i, row(i))).toBe(true);
    }
    expect([table.size, table.find('crm', 'f1'), table.find('nobody', 'f0')]).toEqual([2500, -1, -1]);
  });

  it('has no facts beyond its rows', () => {
    const table = new MemoryFactTable();
    expect([
      table.typeOf(5000),
      table.occurredAt(5000),
      table.recordedAt(5000),
      table.subjectOf(5000),
      table.detailOf(5000),
    ]).toEqual([...[-1, NaN, NaN, -1, 0]]);
  });

  it('has the same content only where all of it is', () => {
    const table = new MemoryFactTable();
    table.add('s', 'a', row(5));
    const others = [
      { type: 6 },
      { occurredAt: 1 },
      { fingerprint: { high: 5, low: 0 } },
      { fingerprint: { high: 0, low: -5 } },
    ];
    expect(others.map((other) => table.hasContent(0, row(5, other)))).toEqual([false, false, false, false]);
    expect(table.hasContent(0, row(5, { recordedAt: 0, subject: 9, detail: 9 }))).toBe(true);
  });

  it('orders by source, then id, code point by code point', () => {
    const table = new MemoryFactTable();
    const sorted = [
      ['a', 'z'],
      ['b', '1'],
      ['b', '10'],
      ['b', '9'],
      ['\uFFFD', 'a'],
      ['😀', 'a'],
      ['😀', '😀'],
    ] as const;
    for (const i of [3, 0, 6, 2, 5, 1, 4]) table.add(sorted[i]?.[0] ?? '', sorted[i]?.[1] ?? '', row(i));
    const positions = sorted.map(([source, id]) => table.find(source, id));
    positions.forEach((a, i) => {
      positions.forEach((b, j) => {
        expect(Math.sign(table.compareIdentity(a, b))).toBe(Math.sign(i - j));
      });
    });
  });

  it('remembers who took a fact back first', () => {
    const { facts: table } = memoryState();
    expect(table.retractedBy(0)).toBe(-1);
    table.retract(0, 7);
    table.retract(0, 8);
    expect([table.retractedBy(0), table.retractedBy(1)]).toEqual([7, -1]);
  });

  it('finds a source again after another one was asked for', () => {
    const table = new MemoryFactTable();
    expect(table.find('', 'x')).toBe(-1);
    table.add('a', 'x', row(0));
    table.add('b', 'x', row(1));
    expect([
      table.find('a', 'x'),
      table.find('c', 'x'),
      table.find('b', 'x'),
      table.find('a', 'x'),
      table.find('a', 'y'),
    ]).toEqual([0, -1, 1, 0, -1]);
    table.add('', 'x', row(2));
    expect([table.find('', 'x'), table.find('a', 'x')]).toEqual([2, 0]);
  });
});
