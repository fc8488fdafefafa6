import { describe, expect, it } from '@jest/globals';
import { factExamples, ScannedLines, Scanner, scannedTypes, Tape, type Fact } from '@paidonce/facts';
import { ScannedSubjects } from './scanned-subjects.js';
import { subjectsOf } from './subjects.js';

const scannable = factExamples.filter(({ type }) => scannedTypes.some((scanned) => scanned === type));

function scannedSubjectsOf(fact: Fact): string[] {
  const bytes = Buffer.from(`${JSON.stringify(fact)}\n`);
  const tape = new Tape();
  new Scanner().scan(bytes, tape);
  const lines = new ScannedLines();
  lines.open(bytes, tape.cells, tape.end);
  if (!lines.next() || !lines.scanned) throw new Error('it is not scanned');
  const found: string[] = [];
  new ScannedSubjects((subject, end) => found.push(subject.toString('utf8', 0, end))).of(lines.scanned);
  return found;
}

describe('What a scanned fact touches', () => {
  it.each(scannable.map((fact) => [fact.type, fact] as const))('is what the parsed one does: %s', (_type, fact) => {
    expect(scannedSubjectsOf(fact)).toEqual(subjectsOf(fact));
    const strange = { ...fact, source: `${'я'.repeat(900)}, [${'x'.repeat(900)}]`, id: '\u007f\u2028 😀' };
    expect(scannedSubjectsOf(strange)).toEqual(subjectsOf(strange));
  });

  it('is no lead where a call was of none', () => {
    const call = scannable.find((fact) => fact.type === 'call.completed');
    if (call?.type !== 'call.completed') throw new Error('there is no example');
    const { leadId: _, ...data } = call.data;
    expect(scannedSubjectsOf({ ...call, data })).toEqual(subjectsOf({ ...call, data }));
    expect(subjectsOf({ ...call, data })).toHaveLength(2);
  });
});
