import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FactScan } from '../../libs/ledger/src/workbench/fact-scan.js';
import { asReceived } from '../../libs/ledger/src/workbench/stored-fact.js';
import { readPosted } from '../../libs/ledger/src/decide/candidate.js';
import { isRefused, PostedBatch, type PostedFact } from '../../libs/ledger/src/decide/posted-batch.js';
import type { Origin } from '@paidonce/ledger';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import { PostedLines } from '../../apps/api/src/facts/posted-lines.js';
import { runs } from '../properties/engine.js';

const now = Date.UTC(2026, 1, 3) * 1000;
const origin = (actor: Partial<Origin['actor']>): Origin => ({
  actor: { name: 'crm', mayImport: false, ...actor },
  correlationId: 'c-1',
});
const origins = [
  origin({}),
  origin({ mayImport: true }),
  origin({ mayRecord: new Set(['call.completed', 'lead.arrived']) }),
  origin({ onlySources: ['crm'] }),
];

/** Ways in which a fact may be written that make a difference to the one or the other reader. */
const writings: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.replace(/"recordedtime":"[^"]*",?/, ''),
  (line) => line.replace(/"recordedtime":"[^"]*"/, '"recordedtime":null'),
  (line) => ` \t${line.replace('{', '{ ').replace(/,/g, ' , ')}\r`,
  (line) => line.replace(/"time":"\d{4}/, '"time":"2031'),
  (line) => line.replace('"specversion"', '"contentdigest":"00112233445566778899aabbccddeeff","specversion"'),
  (line) => line.replace(/"id":"/, `"id":"${'x'.repeat(600)}`),
  (line) => line.replace(/"leadId":"/, `"leadId":"${'é'.repeat(300)}`),
  (line) => line.replace(/"source":"[^"]*"/, '"source":"crm/own"'),
  (line) => line.replace(/"data"/, '"extension":"\\u0000","data"'),
  (line) => line.replace(/"source"/, '"source":"twice","source"'),
];

/** The same facts as they come in the blocks of a body, cut wherever it is; some of them as texts all the same. */
async function inBlocks(facts: readonly PostedFact[], number: () => number): Promise<PostedFact[]> {
  const body = Buffer.from(facts.map(({ text }) => `${text}\n`).join(''));
  // eslint-disable-next-line @typescript-eslint/require-await -- a body comes over time
  async function* blocks(): AsyncGenerator<Buffer> {
    const most = 1 + (number() % 3000);
    for (let from = 0; from < body.length;) {
      const to = from + 1 + (number() % most);
      yield Buffer.from(body.subarray(from, to));
      from = to;
    }
  }
  const found: PostedFact[] = [];
  for await (const lines of new PostedLines(blocks()))
    for (const posted of lines) {
      const { origin } = facts[posted.line - 1]!;
      found.push(number() % 8 === 0 ? { text: posted.text, origin } : Object.assign(posted, { origin }));
    }
  return found;
}

/** An attribute that is null says nothing; the text of a fact that was scanned has it still. */
const withoutNull = (fact: object): object =>
  Object.fromEntries(Object.entries(fact).filter(([, value]) => value !== null));

/** What is made of posted facts by the two ways of reading them. */
function readings(facts: readonly PostedFact[]): { scanned: number; batch: unknown[]; parsed: unknown[] } {
  const batch = new PostedBatch(facts, new FactScan(), now);
  let scanned = 0;
  const found: unknown[] = [];
  batch.rewind();
  for (const candidate of batch.candidates) {
    const fact = batch.next();
    if (isRefused(candidate)) found.push(candidate);
    else if ('read' in candidate) {
      const { occurredAt, recordedAt } = candidate.read;
      found.push({ fact: asReceived(candidate.read), occurredAt, recordedAt });
    } else {
      scanned++;
      const { occurredAt, recordedAt } = fact!;
      const { text, type, source, id } = candidate.scanned;
      expect(JSON.parse(text)).toMatchObject({ type, source, id });
      expect(text).not.toMatch(/^\s|[\s]$|\n/);
      found.push({ fact: withoutNull(JSON.parse(text) as object), occurredAt, recordedAt });
    }
  }
  const parsed = facts.map(({ text, origin: { actor } }) => {
    const read = readPosted(text, actor, now);
    return 'code' in read ? read : { fact: asReceived(read), occurredAt: read.occurredAt, recordedAt: read.recordedAt };
  });
  return { scanned, batch: found, parsed };
}

describe('Posted facts', () => {
  it('are the same, scanned or parsed, as texts or in blocks, however they are written and whoever posts them', async () => {
    let scanned = 0;
    await fc.assert(
      fc.asyncProperty(historyArbitrary(), fc.infiniteStream(fc.nat()), async (history, numbers) => {
        const number = (): number => Number(numbers.next().value);
        const facts = linesOf(history).map((line): PostedFact => {
          const [a, b] = [number(), number()];
          const write = writings[a % writings.length]!;
          return { text: write(line), origin: origins[b % origins.length]! };
        });
        const read = readings(facts);
        scanned += read.scanned;
        expect(read.batch).toEqual(read.parsed);
        expect(readings(await inBlocks(facts, number)).batch).toEqual(read.batch);
      }),
      { numRuns: runs },
    );
    expect(scanned).toBeGreaterThan(runs);
  });

  it('that say what the server stamps, or leaves out, are read with care', () => {
    const call = `{"specversion":"1.0","source":"crm","id":"1","type":"lead.arrived","time":"2026-01-12T10:05:00+03:00","data":{"leadId":"L-1","as":"arrived"}}`;
    const { batch } = readings([
      { text: call, origin: origins[0]! },
      { text: call.replace('"time"', '"recordedtime":"2026-01-13T10:05:00+03:00","time"'), origin: origins[0]! },
    ]);
    expect(batch).toMatchObject([
      { fact: { recordedtime: '2026-02-03T00:00:00Z' }, recordedAt: now },
      { code: 'invalid', path: 'recordedtime' },
    ]);
  });
});
