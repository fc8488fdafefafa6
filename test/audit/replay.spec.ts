import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCases } from '@paidonce/demo';
import { paymentModels, type PaymentModel } from '@paidonce/payment-models';
import { Settlement, UnknownRules } from '@paidonce/settlement';
import type { Rules } from '@paidonce/audit';
import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import { importing } from '../ledger/ledger.fixture.js';
import { runs } from '../properties/engine.js';
import { against, cases, planted, replayed, withRecorded } from './audited.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const caseOf = (name: string): readonly string[] => cases.find(([known]) => known === name)?.[1] ?? [];

describe('A replay', () => {
  it.each(cases)('of the case %s comes to the bytes that were issued, whole and of each contract', async (_, lines) => {
    await withRecorded(database.url, lines, async (audited, { log }) => {
      const found = await replayed(audited);
      const issued = log.events.filter(({ type }) => type === 'statement.issued');
      expect(against(found)).toEqual([]);
      expect(found.at(-1)).toMatchObject({
        kind: 'end',
        facts: log.events.length - issued.length,
        statements: issued.length,
      });
      for (const { stream, data } of issued) {
        const { contractId, number } = JSON.parse(data) as { contractId: string; number: number };
        const clientId = stream.slice('account-'.length);
        const own = await replayed(audited, { clientId, contractId });
        expect(against(own)).toEqual([]);
        expect(own).toContainEqual(expect.objectContaining({ kind: 'statement', contractId, number, equal: true }));
      }
    });
  });

  it.each(demoCases.map(({ name }) => name))('of the demo of the %s does so', async (name) => {
    const demo = demoCases.find((one) => one.name === name);
    const lines = Array.from(demo?.generate({ seed: 7, leads: 100 }) ?? [], (fact) => JSON.stringify(fact));
    await withRecorded(database.url, lines, async (audited) => {
      const found = await replayed(audited);
      expect(against(found)).toEqual([]);
      expect(found.filter(({ kind }) => kind === 'statement').length).toBeGreaterThan(2);
    });
  });

  it('of any history does so, also once persons are erased', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(), fc.integer({ min: 1, max: 200 }), async (history, first) => {
        const lines = linesOf(history);
        await withRecorded(database.url, lines.slice(0, first), async (audited, parts) => {
          expect(against(await replayed(audited))).toEqual([]);
          await parts.decider().decideAll(lines.slice(first), importing);
          expect(against(await replayed(audited))).toEqual([]);
          const leads = history.flatMap(({ data }) => ('leadId' in data ? [String(data['leadId'])] : []));
          await parts.vault.erase([...new Set(leads)]);
          expect(against(await replayed(audited))).toEqual([]);
        });
      }),
      { numRuns: Math.ceil(runs / 10), endOnFailure: true },
    );
  }, 120_000);

  it('of a period tells of the statements that bill it', async () => {
    await withRecorded(database.url, caseOf('correction'), async (audited) => {
      const all = (await replayed(audited)).filter((line) => line.kind === 'statement');
      const [first] = all;
      const { clientId, contractId, period } = first!;
      const found = await replayed(audited, { clientId, contractId, period: period ?? '' });
      const kept = found.filter((line) => line.kind === 'statement');
      expect(kept.map(({ number }) => number)).toContain(first!.number);
      expect(kept.some((line) => line.period === null)).toBe(true);
    });
  });
});

describe('A planted change', () => {
  const history = caseOf('arrived-after-confirmed');

  it('of a fact is found, and the line and the fact are named', async () => {
    await withRecorded(database.url, caseOf('six-models'), async (audited, parts) => {
      const at = parts.log.events.findIndex(({ type, data }) => type === 'call.completed' && data.includes('"talk":'));
      const { data } = parts.log.events[at]!;
      const { source, id } = JSON.parse(data) as { source: string; id: string };
      planted(parts, at + 1, /"talk": *\d+/, '"talk":3599');
      const found = against(await replayed(audited));
      const lines = found.flatMap((line) => (line.kind === 'statement' ? line.differences : []));
      const named = lines.flatMap((one) => (one.in === 'line' ? one.facts : []));
      expect(named).toContainEqual(expect.objectContaining({ source, id, position: at + 1, actor: 'test' }));
    });
  });

  it('of a statement is found, with what was changed', async () => {
    await withRecorded(database.url, history, async (audited, parts) => {
      const at = parts.log.events.findIndex(({ type }) => type === 'statement.issued') + 1;
      planted(parts, at, /"total":"[\d.]+"/, '"total":"1.00"');
      const [found, ...others] = against(await replayed(audited));
      expect(others).toEqual([]);
      expect(found).toMatchObject({ kind: 'statement', position: at, equal: false });
      expect(found).toHaveProperty(
        'differences.0',
        expect.objectContaining({ in: 'member', member: 'total', issued: '1.00' }),
      );
    });
  });

  it.each([
    ['"position":', /"position":\d+/, '"position":3', 'member'],
    ['an amount', /"amount":"[\d.]+"/, '"amount":"0.01"', 'line'],
    ['a blank', ',"total"', ', "total"', 'bytes'],
    ['the form', /"lines":\[.*?\],/, '', 'form'],
  ])('of %s in a statement is found', async (_, from, to, where) => {
    await withRecorded(database.url, history, async (audited, parts) => {
      const at = parts.log.events.findIndex(({ type }) => type === 'statement.issued') + 1;
      planted(parts, at, from, to);
      const [found] = against(await replayed(audited));
      expect(found).toMatchObject({ position: at });
      expect(JSON.stringify(found)).toContain(`"in":"${where}"`);
    });
  });

  it('that makes a fact unreadable, takes it away or repeats it, is found where it is', async () => {
    await withRecorded(database.url, history, async (audited, parts) => {
      const { events } = parts.log;
      const at = events.findIndex(({ type }) => type === 'lead.confirmed');
      const original = events[at]!;
      const changed = [
        [{ ...original, data: '{"type":"lead.confirmed"}' }, 'unreadable'],
        [{ ...original, data: events[at - 1]!.data }, 'refused'],
        [{ ...original, revision: original.revision + 5 }, 'gap'],
      ] as const;
      for (const [event, what] of changed) {
        events[at] = event;
        expect(against(await replayed(audited))).toContainEqual(
          expect.objectContaining({ kind: 'finding', what, position: at + 1 }),
        );
        events[at] = original;
      }
      const closing = events.findIndex(({ type }) => type === 'period.closed');
      const [issued] = events.splice(closing + 1, 1);
      expect(against(await replayed(audited))).toContainEqual(
        expect.objectContaining({ what: 'no-statement', position: closing + 1 }),
      );
      events.splice(closing, 1, issued!);
      expect(against(await replayed(audited))).toContainEqual(expect.objectContaining({ what: 'no-closing' }));
    });
  });
});

describe('A rule that changed', () => {
  /** The rules of a later program: two confirmations cost what one did. */
  const cheaper = (): Settlement =>
    new Settlement(
      paymentModels.map((model): PaymentModel =>
        model.code === 'confirmed-lead' && model.kind === 'usage'
          ? { ...model, price: { ...model.price, per: 2 } }
          : model,
      ),
    );
  const engines = new Map([
    ['1', () => new Settlement()],
    ['2', cheaper],
  ]);
  const later: Rules = { engines, current: '2' };

  it('leaves what was issued before as it was issued', async () => {
    await withRecorded(database.url, caseOf('arrived-after-confirmed'), async (audited, parts) => {
      expect(against(await replayed(audited, {}, later))).toEqual([]);
      for (const event of parts.log.events) {
        if (event.type === 'statement.issued') Object.assign(event, { metadata: '{"rules":"2"}' });
      }
      expect(against(await replayed(audited, {}, later)).length).toBeGreaterThan(0);
    });
  });

  it('bills the difference to what was issued before, from the first statement under it on', async () => {
    await withRecorded(database.url, caseOf('arrived-after-confirmed'), async (audited, parts) => {
      const issued = parts.log.events.filter(({ type }) => type === 'statement.issued');
      Object.assign(issued.at(-1)!, { metadata: '{"rules":"2"}' });
      const [found] = against(await replayed(audited, {}, later));
      const lines = found?.kind === 'statement' ? found.differences.filter((one) => one.in === 'line') : [];
      expect(lines).toContainEqual(
        expect.objectContaining({ replayed: expect.objectContaining({ kind: 'adjustment' }) }),
      );
    });
  });

  it('that this program does not know is said to be so', async () => {
    await withRecorded(database.url, caseOf('arrived-after-confirmed'), async (audited, parts) => {
      const event = parts.log.events.find(({ type }) => type === 'statement.issued');
      Object.assign(event!, { metadata: '{"rules":"3"}' });
      const message = new UnknownRules('3', engines).message;
      expect(message).toBe('no engine for version "3" of the rules; there are 1, 2');
      expect(against(await replayed(audited, {}, later))).toContainEqual(
        expect.objectContaining({ what: 'unknown-rules', message }),
      );
    });
  });
});
