import { describe, expect, it } from '@jest/globals';
import { readFact, isRefusal } from '@paidonce/facts';
import { Settlement } from '@paidonce/settlement';
import { createHash } from 'node:crypto';
import { Growth } from '../../kernel/src/testing/held-memory.fixture.js';
import { demoCases } from './demo-cases.js';
import type { DemoCase, DemoOptions } from './demo-case.js';
import { settled } from './settled.fixture.js';

const LATEST = Date.parse('2026-10-31T23:59:59+03:00');
const HALF_A_YEAR_DAYS = 180;

function digest(demoCase: DemoCase, options: DemoOptions): string {
  const hash = createHash('sha256');
  for (const fact of demoCase.generate(options)) hash.update(`${JSON.stringify(fact)}\n`);
  return hash.digest('hex');
}

describe.each(demoCases)('the history "$name"', (demoCase) => {
  it('says what it shows, in both languages', () => {
    for (const { en, ru } of [demoCase.title, demoCase.meaning]) {
      expect(en).toMatch(/^[\x20-\x7e]{5,}$/);
      expect(ru).toMatch(/[а-я]/);
    }
  });

  it.each([1, 2, 3, 4_294_967_295])('is recorded without a refusal or a repetition, seed %d', (seed) => {
    expect(settled(demoCase, { seed, leads: 700 }).notRecorded).toEqual([]);
  });

  it.each([1, 2, 19, 300])('is told with %d leads, too', (leads) => {
    const { notRecorded, counts } = settled(demoCase, { seed: 5, leads });
    expect(notRecorded).toEqual([]);
    expect(counts.get('lead.registered')).toBe(leads);
  });

  it('has two thousand leads by default', () => {
    expect(settled(demoCase, { seed: 1 }).counts.get('lead.registered')).toBe(2000);
  });

  it('is the same to the byte with the same seed, and another with another', () => {
    const one = digest(demoCase, { seed: 1, leads: 400 });
    expect(digest(demoCase, { seed: 1, leads: 400 })).toBe(one);
    expect(digest(demoCase, { seed: 2, leads: 400 })).not.toBe(one);
  });

  it('comes in the order of recording, spans half a year, and is over by November 2026', () => {
    const facts = [...demoCase.generate({ seed: 3, leads: 500 })];
    const recorded = facts.map(({ recordedtime }) => Date.parse(recordedtime));
    expect(recorded).toEqual([...recorded].sort((a, b) => a - b));
    expect(facts.filter(({ time }, i) => Date.parse(time) > (recorded[i] ?? 0))).toEqual([]);
    const first = recorded[0] ?? NaN;
    const last = recorded.at(-1) ?? NaN;
    expect((last - first) / 86_400_000).toBeGreaterThan(HALF_A_YEAR_DAYS);
    expect(last).toBeLessThan(LATEST);
  });

  it('has only addresses, numbers and names that are nobody’s', () => {
    for (const fact of demoCase.generate({ seed: 4, leads: 500 })) {
      if (fact.type !== 'lead.registered' && fact.type !== 'lead.identified') continue;
      const { phone, email } = fact.data.person;
      const digits = (phone ?? '').replace(/\D/g, '');
      if (digits !== '') expect(digits).toMatch(/^(00)?[78]94[2-8][5-9]\d{6}$/);
      if (email !== undefined) expect(email.trim().toLowerCase()).toMatch(/@(example\.(com|net|org)|mail\.example)$/);
    }
  });

  it.each([{ seed: -1 }, { seed: 1.5 }, { seed: 2 ** 32 }, { seed: 1, leads: 0 }, { seed: 1, leads: 2.5 }])(
    'is not told with %o',
    (options) => {
      expect(() => demoCase.generate(options)).toThrow(RangeError);
    },
  );
});

describe('long histories', () => {
  it.each(demoCases)('stream: "$name" needs no more memory for its end than for its beginning', ({ generate }) => {
    let facts = 0;
    let growth: Growth | undefined;
    let wrong = 0;
    for (const fact of generate({ seed: 1, leads: 20_000 })) {
      if (isRefusal(readFact(fact))) wrong++;
      facts++;
      if (facts === 5000) growth = new Growth();
      if (facts % 15_000 === 0) growth?.look();
    }
    expect(wrong).toBe(0);
    expect(facts).toBeGreaterThan(70_000);
    expect(growth?.most).toBeLessThan(10);
  });

  it.each(demoCases)('begin at once: "$name" with a million leads', ({ generate }) => {
    const history = generate({ seed: 1, leads: 1_000_000 });
    const types = Array.from({ length: 20 }, () => history.next().value?.type);
    expect(types[0]).toBe('client.registered');
    expect(types).toContain('contract.signed');
  });
});

describe('all histories together', () => {
  it('are settled as each of them alone', () => {
    const options = { seed: 6, leads: 300 };
    const together = new Settlement();
    const facts = demoCases.flatMap(({ generate }) => [...generate(options)]);
    facts.sort((a, b) => Date.parse(a.recordedtime) - Date.parse(b.recordedtime));
    const statements = facts.flatMap((fact) => {
      const applied = together.apply(fact);
      expect(applied.kind).toBe('recorded');
      return applied.kind === 'recorded' && applied.statement ? [applied.statement] : [];
    });
    const alone = demoCases.flatMap((demoCase) => settled(demoCase, options).statements);
    const bare = (list: typeof alone) =>
      new Map(list.map(({ position: _, ...rest }) => [`${rest.contractId} ${rest.number}`, rest]));
    expect(statements).toHaveLength(alone.length);
    expect(bare(statements)).toEqual(bare(alone));
  });
});
