import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Auditor, type AuditedLedger, type LineChange, type RefusedFact } from '@paidonce/audit';
import { formatInstant, parseInstant } from '@paidonce/kernel';
import { account, fates, itemsOfFact, Settlement } from '@paidonce/settlement';
import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import type { LedgerInParts } from '../ledger/ledger.fixture.js';
import { runs } from '../properties/engine.js';
import { cases, recorded, withRecorded } from './audited.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const NOW = parseInstant('2060-01-01T00:00:00Z');

async function* each<T>(values: Iterable<T>): AsyncGenerator<T, void> {
  for (const value of values) yield await Promise.resolve(value);
}

async function gathered<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

const clientsIn = ({ log }: LedgerInParts): string[] => [
  ...new Set(log.events.map(({ stream }) => stream.slice('account-'.length))),
];

function auditorOf(audited: AuditedLedger, parts: LedgerInParts, refused: readonly RefusedFact[] = []): Auditor {
  const clients = (): AsyncGenerator<string, void> => each(clientsIn(parts));
  return new Auditor({ ledger: audited, clients, refused: () => each(refused), now: () => NOW });
}

/** What a server settles that has the log up to a position only. */
function stoppedAt({ log }: LedgerInParts, position: number): Settlement {
  const settlement = new Settlement();
  for (const { type, data } of log.events.slice(0, position))
    if (type !== 'statement.issued') settlement.apply(JSON.parse(data));
  return settlement;
}

async function* histories(numRuns: number): AsyncGenerator<readonly [AuditedLedger, LedgerInParts, number], void> {
  for (const [history, part] of fc.sample(fc.tuple(historyArbitrary(), fc.double({ min: 0.1, max: 1, noNaN: true })), {
    numRuns,
    seed: 20260301,
  })) {
    const { audited, parts } = await recorded(database.url, linesOf(history));
    try {
      yield [audited, parts, Math.ceil(parts.log.events.length * part)];
    } finally {
      await parts.close();
    }
  }
}

describe('What was known at a moment', () => {
  it('is what a server says that stopped there', async () => {
    for await (const [audited, parts, position] of histories(Math.ceil(runs / 10))) {
      const auditor = auditorOf(audited, parts);
      for (const clientId of clientsIn(parts)) {
        for (const { id: contractId, client, book } of stoppedAt(parts, position).world.contracts.values()) {
          if (client.id !== clientId) continue;
          const stopped = stoppedAt(parts, position);
          const period = book.nextPeriod.name;
          const known = await auditor.period(clientId, contractId, period, { position });
          if (!known) continue;
          const time = formatInstant(book.nextPeriod.end);
          const closing = {
            specversion: '1.0',
            source: 'x',
            id: 'x',
            type: 'period.closed',
            time,
            data: { contractId, period },
          };
          const applied = stopped.apply(closing);
          expect(applied.kind === 'recorded' ? applied.statement : applied).toMatchObject(known.accrued ?? {});
        }
        const stopped = stoppedAt(parts, position);
        const leads = [...stopped.world.leads.allKnown()].filter(
          ({ campaign }) => campaign.contract.client.id === clientId,
        );
        for (const { id, person } of leads.slice(0, 3)) {
          const known = await auditor.lead(clientId, id, { position });
          stopped.world.recordedUpTo = parseInstant(known?.knownUpTo.recordedUpTo ?? '');
          expect(known?.samePerson).toEqual([...person.leads].map((lead) => lead.id).sort());
          const own = known?.leads.find(({ leadId }) => leadId === id);
          const items = own?.facts.flatMap((fact) => itemsOfFact(stopped, fact)).filter(({ leadId }) => leadId === id);
          const shown = (all: typeof items): unknown =>
            all?.map(({ fact, fate, amount, clauseId }) => ({ fact, fate, amount, clauseId }));
          expect(shown(own?.items as typeof items)).toEqual(shown(items));
        }
      }
    }
  }, 120_000);

  it('is at an instant what had been recorded by then', async () => {
    const [, lines] = cases.find(([name]) => name === 'correction')!;
    await withRecorded(database.url, lines, async (audited, parts) => {
      const auditor = auditorOf(audited, parts);
      const [clientId = ''] = clientsIn(parts);
      const before = await auditor.balance(clientId, { instant: parseInstant('2020-01-01T00:00:00Z') });
      expect(before.contracts).toEqual([]);
      const [{ charged } = { charged: '' }] = (await auditor.balance(clientId)).contracts;
      const issued = parts.log.events.filter(({ type }) => type === 'statement.issued');
      const totals = issued.map(({ data }) => Number((JSON.parse(data) as { total: string }).total));
      expect(Number(charged)).toBeCloseTo(totals.reduce((a, b) => a + b, 0));
    });
  });
});

describe('The time to come', () => {
  it('is not known: no period of it is over, however far it is asked for', async () => {
    const [, lines] = cases.find(([name]) => name === 'correction')!;
    await withRecorded(database.url, lines, async (audited, parts) => {
      const auditor = auditorOf(audited, parts);
      const far = { instant: parseInstant('9999-12-31T00:00:00Z') };
      const [clientId = ''] = clientsIn(parts);
      const [{ contractId } = { contractId: '' }] = (await auditor.balance(clientId)).contracts;
      expect(await auditor.period(clientId, contractId, '9999-11', far)).toBeUndefined();
    });
  });
});

describe('What changed since a moment', () => {
  it('adds up to what is owed', async () => {
    for await (const [audited, parts, position] of histories(Math.ceil(runs / 10))) {
      const auditor = auditorOf(audited, parts);
      for (const { id: contractId, client } of stoppedAt(parts, parts.log.events.length).world.contracts.values()) {
        const scope = { clientId: client.id, contractId };
        const all = await gathered(auditor.changes({ ...scope, since: { position: 0 } }));
        const later = await gathered(auditor.changes({ ...scope, since: { position } }));
        expect(later).toEqual(all.filter((change) => change.position > position));
        const owed = new Map<string, LineChange>();
        for (const line of all.flatMap(({ lines }) => lines)) {
          const { before, after: _, ...key } = line;
          expect(before).toEqual(owed.get(JSON.stringify(key))?.after ?? null);
          owed.set(JSON.stringify(key), line);
        }
        for (const { forPeriod } of owed.values()) {
          const known = await auditor.period(client.id, contractId, forPeriod);
          const standing = [...owed.values()].filter((line) => line.forPeriod === forPeriod && line.after);
          const shown = (known?.owed.lines ?? []).map(({ clauseId, amount }) => `${clauseId} ${amount}`);
          expect(standing.map(({ clauseId, after }) => `${clauseId} ${after?.amount}`).sort()).toEqual(shown.sort());
        }
      }
    }
  }, 120_000);
});

describe('The timeline of a lead', () => {
  it('tells of each fact what it did to the bill', async () => {
    const [, lines] = cases.find(([name]) => name === 'arrived-after-confirmed')!;
    await withRecorded(database.url, lines, async (audited, parts) => {
      const auditor = auditorOf(audited, parts);
      const arrived = parts.log.events.find(({ type }) => type === 'lead.arrived');
      const { data } = JSON.parse(arrived?.data ?? '{}') as { data: { leadId: string } };
      const entries = await gathered(auditor.timeline(clientsIn(parts)[0]!, data.leadId, 'person'));
      const entry = entries.find(({ position }) => position === Number(arrived?.position));
      expect(entry).toMatchObject({ type: 'lead.arrived', actor: 'test', isAbout: true });
      expect(entry?.effects).toContainEqual(
        expect.objectContaining({ before: null, after: expect.objectContaining({ fate: 'covered' }) }),
      );
      const closed = entries.find(({ statement }) => statement === 1);
      expect(closed?.effects[0]).toMatchObject({ before: { fate: 'pending' }, after: { fate: 'billed' } });
    });
  });
});

describe('No fact is left behind in the log', () => {
  it.each(cases)('of the case %s, and each can be looked at', async (_, lines) => {
    await withRecorded(database.url, lines, async (audited, parts) => {
      const refused = [
        { quarantine: 'q', code: 'invalid', path: 'data', message: 'it is wrong', text: '{"type":"lead.arrived"}' },
      ];
      const auditor = auditorOf(audited, parts, refused);
      const facts = parts.log.events.filter(({ type }) => type !== 'statement.issued');
      const all = await auditor.account(undefined);
      expect([all.facts, all.voids]).toEqual([facts.length + 1, 0]);
      for (const { type, ...counts } of all.rows) {
        const sum = Object.values(counts).reduce((a, b) => a + b, 0);
        expect(sum - counts.refused).toBe(facts.filter((fact) => fact.type === type).length);
      }
      const stopped = stoppedAt(parts, parts.log.events.length);
      stopped.world.recordedUpTo = NOW;
      expect({ ...all.total, refused: 0 }).toEqual(account(stopped).total);
      for (const clientId of clientsIn(parts)) {
        const own = await auditor.account({ clientId });
        for (const count of fates) {
          let seen = 0;
          for (let from: number | undefined = 0; from !== undefined;) {
            const page = await auditor.accounted({ clientId }, { count, from, limit: 3 });
            seen += page.items.length;
            from = page.next;
          }
          expect(seen).toBe(own.total[count]);
        }
      }
    });
  });

  it('of any history, contract by contract and period by period', async () => {
    for await (const [audited, parts, position] of histories(Math.ceil(runs / 10))) {
      const auditor = auditorOf(audited, parts);
      for (const clientId of clientsIn(parts)) {
        const whole = await auditor.account({ clientId }, { position });
        const places = new Map<string, Map<string, number>>();
        for (const count of fates) {
          const { items } = await auditor.accounted({ clientId }, { count, from: 0, limit: 10_000 }, { position });
          for (const item of items) {
            if (!('contractId' in item) || item.contractId === null || item.period === null) continue;
            const periods = places.get(item.contractId) ?? new Map<string, number>();
            places.set(item.contractId, periods.set(item.period, (periods.get(item.period) ?? 0) + 1));
          }
        }
        const known = parts.log.events.slice(0, position).filter(({ stream }) => stream === `account-${clientId}`);
        expect(whole.facts).toBe(known.filter(({ type }) => type !== 'statement.issued').length);
        for (const [contractId, periods] of places) {
          const [period, count] = [...periods][0]!;
          expect((await auditor.account({ clientId, contractId, period }, { position })).facts).toBe(count);
        }
      }
    }
  }, 120_000);
});
