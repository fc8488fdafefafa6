import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { AppendTooLarge, type ExpectedRevision, type ProposedEvent } from '@paidonce/event-store';
import { MemoryEventStore } from '../../libs/ledger/src/testing/memory-event-store.fixture.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { importing, LedgerInParts, outcomeOf } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** A log that takes no statement with its closing in one write. */
class SmallStore extends MemoryEventStore {
  takesStatements = false;

  override append(stream: string, events: readonly ProposedEvent[], expected: ExpectedRevision) {
    const isTooLarge = !this.takesStatements && events.some(({ joined }) => joined);
    return isTooLarge ? Promise.reject(new AppendTooLarge(5_000)) : super.append(stream, events, expected);
  }
}

const history = readFileSync(new URL('../cases/correction.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '');
const closing = history.findIndex((line) => line.includes('"period.closed"'));
const upToClosing = history.slice(0, closing + 1);

/** Facts of other clients, which stand before and behind the others. */
const others = Array.from({ length: 40 }, (_, n) =>
  JSON.stringify({
    ...{ specversion: '1.0', id: `other-${n}`, source: 'crm', type: 'client.registered' },
    ...{ time: '2026-01-10T09:00:00Z', recordedtime: '2026-01-10T09:00:00Z', data: { clientId: `o-${n}`, name: 'O' } },
  }),
);

describe('A closing that is too large for the log with its statement', () => {
  it.each([1, 7, 5_000])(
    'is refused, and nothing beside it: of its client, of others, and of what is judged ahead; batches of %i',
    async (batch) => {
      const log = new SmallStore();
      const ledger = await LedgerInParts.open(database.url, 100_000, log);
      const decider = ledger.decider({ batch });
      const posted = [...others.slice(0, 20), ...upToClosing, ...others.slice(20)];
      // In two goes: while the first is appended, the second is judged.
      const half = posted.length >> 1;
      const goes = [posted.slice(0, half), posted.slice(half)].map((lines) => decider.decideAll(lines, importing));
      const decisions = (await Promise.all(goes)).flat();
      const at = posted.indexOf(history[closing]!);
      expect(decisions[at]).toMatchObject({
        status: 'refused',
        refusal: { code: 'invalid', message: expect.stringContaining('at most 5000 bytes in one append') },
      });
      expect(decisions.filter((_, i) => i !== at).map(outcomeOf)).toEqual(posted.slice(1).map(() => 'accepted'));
      expect(log.events.map(({ type }) => type)).not.toContain('statement.issued');
      expect(log.events).toHaveLength(posted.length - 1);

      // As if nothing had been: it is not known, nor has it billed.
      log.takesStatements = true;
      const [again] = await decider.decideAll([history[closing]!], importing);
      expect(outcomeOf(again!)).toBe('accepted');
      expect(log.events.slice(-2).map(({ type }) => type)).toEqual(['period.closed', 'statement.issued']);
      await ledger.close();
    },
  );
});
