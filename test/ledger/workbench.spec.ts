import { describe, expect, it } from '@jest/globals';
import { readFact, isRefusal } from '@paidonce/facts';
import { Settlement, type Applied } from '@paidonce/settlement';
import { Workbench } from '@paidonce/ledger';
import fc from 'fast-check';
import { MemoryShelf } from '../../libs/ledger/src/testing/memory-shelf.fixture.js';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { invalidLineArbitrary } from '../histories/invalid.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import { runs } from '../properties/engine.js';
import { withPersonKeys } from './person-keys.js';

function valueOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Offers a line to a workbench that is opened for it alone, or for as many as it lasts. */
async function offer(bench: Workbench, line: string): Promise<{ applied: Applied; clientId: string | undefined }> {
  const read = readFact(valueOf(line));
  if (isRefusal(read)) return { applied: { kind: 'refused', refusal: read }, clientId: undefined };
  await bench.prepare([read.fact]);
  const clientId = await bench.openAccount(read.fact);
  return { applied: bench.apply({ read, content: undefined }), clientId };
}

/** Settles lines by workbenches that last for a few facts each: every other one knows nothing but the shelf. */
async function settleInParts(
  lines: readonly string[],
  lasts: number,
): Promise<{ shelf: MemoryShelf; applied: Applied[] }> {
  const shelf = new MemoryShelf();
  const all: Applied[] = [];
  let bench = await Workbench.open(shelf);
  for (const [i, line] of lines.entries()) {
    if (i % lasts === 0) {
      shelf.save(bench);
      bench = await Workbench.open(shelf);
    }
    const { applied, clientId } = await offer(bench, line);
    all.push(applied);
    if (applied.kind !== 'recorded') continue;
    const [event] = shelf.put([{ clientId: clientId ?? '', text: line }]);
    bench.standAt(event?.position ?? 0);
  }
  return { shelf, applied: all };
}

function settleWhole(lines: readonly string[]): Applied[] {
  const settlement = new Settlement();
  return lines.map((line) => settlement.applyLine(line));
}

describe('A workbench that holds only what its facts touch', () => {
  it('decides and settles as a settlement that holds everything', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(), fc.integer({ min: 1, max: 9 }), async (history, lasts) => {
        const lines = linesOf(withPersonKeys(history));
        const { applied } = await settleInParts(lines, lasts);
        expect(applied).toEqual(settleWhole(lines));
      }),
      { numRuns: runs },
    );
  });

  it('refuses what a settlement refuses that holds everything, for the same reason', async () => {
    await fc.assert(
      fc.asyncProperty(invalidLineArbitrary({ maxMoves: 40 }), async ({ history, line }) => {
        const lines = [...linesOf(withPersonKeys(history)), line];
        fc.pre(!/"lead\.(registered|identified)"|"key\.shared"/.test(line));
        const { applied } = await settleInParts(lines, 5);
        const [last, whole] = [applied.at(-1), settleWhole(lines).at(-1)] as const;
        // What is no JSON never gets as far as a workbench.
        if (valueOf(line) !== undefined) expect(last).toEqual(whole);
        expect(last?.kind).toBe(whole?.kind);
      }),
      { numRuns: runs },
    );
  });

  it('follows a log as if it had decided the facts itself', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(), fc.integer({ min: 1, max: 40 }), async (history, batch) => {
        const lines = linesOf(withPersonKeys(history));
        const { shelf: log } = await settleInParts(lines, 1000);
        const events = await log.facts(Array.from({ length: log.size }, (_, i) => i + 1));
        const shelf = new MemoryShelf();
        const statements: unknown[] = [];
        for (let i = 0; i < events.length; i += batch) {
          const bench = await Workbench.open(shelf);
          const some = events.slice(i, i + batch);
          await bench.follow(some, {
            void: ({ code, message }) => {
              throw new Error(`${code}: ${message}`);
            },
            issued: (statement) => statements.push(statement),
          });
          shelf.put(some);
          shelf.save(bench);
        }
        const whole = settleWhole(lines).flatMap((a) => (a.kind === 'recorded' && a.statement ? [a.statement] : []));
        expect(statements).toEqual(whole);
      }),
      { numRuns: runs },
    );
  });
});
