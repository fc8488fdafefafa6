import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fingerprint, Token } from '@paidonce/kernel';
import { factExamples } from '../fact-examples.js';
import { isRefusal, readFact } from '../read-fact.js';
import { ScannedLines, type ScannedFact } from './scanned-lines.js';
import { Scanner, scannedTypes } from './scanner.js';
import { Tape } from './tape.js';

/** Each line as the scanner leaves it: the fact that it read, or the text that it left to others. */
function scan(content: string): { lines: number; found: { line: number; fact: unknown; text: string }[] } {
  const bytes = Buffer.from(content);
  const tape = new Tape();
  const lines = new Scanner().scan(bytes, tape);
  const scanned = new ScannedLines();
  scanned.open(bytes, tape.cells, tape.end);
  const found = [];
  while (scanned.next()) {
    const { scanned: fact, line, text } = scanned;
    found.push({ line, fact: fact && plain(fact), text });
  }
  return { lines, found };
}

/** What settlement looks at, with strings for tokens and without what is absent. */
function plain({ fact, occurredAt, recordedAt, fingerprint: print }: ScannedFact): unknown {
  const { type, source, id, data } = fact;
  return strings({ type, source, id, data: dataOf(type, data), occurredAt, recordedAt, fingerprint: print });
}

function strings(value: unknown): unknown {
  if (value instanceof Token) return value.toString();
  if (Array.isArray(value)) return value.map(strings);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, strings(member)]));
}

const used: Readonly<Record<string, readonly string[]>> = {
  'call.completed': ['callId', 'campaignId', 'operatorId', 'leadId', 'seconds', 'dialogue', 'status', 'presented'],
  'call.scored': ['callId', 'campaignId', 'score'],
  'lead.registered': ['leadId', 'campaignId', 'person', 'personKeys'],
  'lead.identified': ['leadId', 'person', 'personKeys'],
  'lead.arrived': ['leadId', 'as'],
  'lead.returned': ['leadId', 'reason'],
  'return.decided': ['leadId', 'decision'],
};

function dataOf(type: string, data: object): object {
  const members = used[type] ?? ['leadId'];
  const known = { ...data } as Record<string, unknown>;
  if ('person' in known) known['person'] = { ...(known['person'] as object), sealed: undefined };
  const picked = members.map((name) => [name, known[name]] as const);
  const seconds = known['seconds'] as object | undefined;
  return {
    ...Object.fromEntries(picked),
    ...(type === 'call.completed' && { seconds: { dial: 0, script: 0, hold: 0, talk: 0, wrapUp: 0, ...seconds } }),
  };
}

/** The same by `JSON.parse` and `readFact`; `undefined` where they refuse the line. */
function parsed(line: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const read = readFact(value);
  if (isRefusal(read)) return undefined;
  const { fact, occurredAt, recordedAt, received } = read;
  const print = { high: 0, low: 0 };
  fingerprint(received, print);
  const { type, source, id, data } = fact;
  return strings({ type, source, id, data: dataOf(type, data), occurredAt, recordedAt, fingerprint: print });
}

const scannable = factExamples.filter(({ type }) => scannedTypes.some((scanned) => scanned === type));
const call = scannable.find(({ type }) => type === 'call.completed')!;
const lead = scannable.find(({ type }) => type === 'lead.registered')!;
const sealed = { ...lead, data: { ...lead.data, person: { sealed: 'c2VhbGVk' } } };
const written = (value: unknown): string => JSON.stringify(value);

/** A line that was read as it is, or left as it is. */
function expectRead(line: string, isRead: boolean): void {
  const { found } = scan(`${line}\n`);
  expect(found.map(({ text }) => text)).toEqual([line]);
  if (isRead) expect(found[0]?.fact).toEqual(parsed(line));
  expect(found[0]?.fact !== undefined).toBe(isRead);
}

describe('A scanned line', () => {
  it.each(scannable.map((fact) => [fact.type, fact]))('is the same fact as a parsed one: %s', (_type, fact) => {
    expectRead(written(fact), true);
  });

  it('has its place among the lines of a file', () => {
    const { lines, found } = scan(`\n${written(call)}\n \t\r\nno fact\n${written(call)}\r\n\n`);
    expect(lines).toBe(6);
    expect(found.map(({ line, fact }) => [line, fact !== undefined])).toEqual([
      [2, true],
      [4, false],
      [5, true],
    ]);
    expect(scan('')).toEqual({ lines: 0, found: [] });
  });

  it.each([
    ['white space', JSON.stringify(call, null, '\t').replaceAll('\n', ' \r')],
    ['members in another order', written({ ...call, data: Object.fromEntries(Object.entries(call.data).reverse()) })],
    ['an unknown attribute', written({ ...call, subject: 'x', datacontenttype: 'application/json' })],
    ['letters beyond ASCII', written({ ...call, id: 'звонок-1', source: '😀' })],
    ['null for what is absent', written({ ...call, recordedtime: null, data: { ...call.data, leadId: null } })],
    ['no optional member', written({ ...call, data: { callId: 'c', campaignId: 'k', operatorId: 'o', seconds: {} } })],
    ['a sealed person', written(sealed)],
    ['no keys', written({ ...lead, data: { ...lead.data, personKeys: [] } })],
    ['an empty dialogue', written({ ...call, data: { ...call.data, dialogue: [] } })],
    ['the longest call', written({ ...call, data: { ...call.data, seconds: { talk: 1e12 } } })],
    ['an instant before 1970', written({ ...call, time: '1969-12-31T23:59:59.999999Z', recordedtime: undefined })],
  ])('may have %s', (_what, line) => {
    expectRead(line, true);
  });

  it.each([
    ['an escape', written({ ...call, id: 'a"b' })],
    ['an escaped name', written(call).replace('"id"', '"\\u0069d"')],
    ['a repeated attribute', written(call).replace('{', '{"id":"other",')],
    ['a repeated member', written(call).replace('"callId"', '"callId":"other","callId"')],
    ['an unknown member', written({ ...call, data: { ...call.data, more: 1 } })],
    ['a fraction', written(call).replace('"dial":12', '"dial":12.0')],
    ['an exponent', written(call).replace('"dial":12', '"dial":1e1')],
    ['data before the type', written({ ...call, type: undefined }).replace(/}$/, `,"type":"${call.type}"}`)],
    ['a key that is not of ASCII', written({ ...lead, data: { ...lead.data, personKeys: ['phone:ж'] } })],
    ['another type', written(factExamples.find(({ type }) => type === 'shift.worked'))],
  ])('is left to JSON.parse where it has %s', (_what, line) => {
    expect(parsed(line)).toBeDefined();
    expectRead(line, false);
  });

  it.each([
    ['no object', '[1]'],
    ['two objects', `${written(call)}{}`],
    ['a comma too many', written(call).replace(/}$/, ',}')],
    ['an end too soon', written(call).slice(0, -1)],
    ['a leading zero', written(call).replace('"dial":12', '"dial":012')],
    ['a control character', written(call).replace('"call-1"', '"call\u0001"')],
    ['no id', written({ ...call, id: undefined })],
    ['an empty id', written({ ...call, id: '' })],
    ['the reserved source', written({ ...call, source: 'deemed' })],
    ['another version', written({ ...call, specversion: '1.1' })],
    ['a time of another form', written({ ...call, time: '2026-01-10 12:00:00Z' })],
    ['a time after its recording', written({ ...call, recordedtime: '2000-01-01T00:00:00Z' })],
    ['a required member that is null', written({ ...call, data: { ...call.data, callId: null } })],
    ['a call that is too long', written({ ...call, data: { ...call.data, seconds: { talk: 1e12 + 1 } } })],
    ['a choice of another value', written({ ...call, data: { ...call.data, status: 'asleep' } })],
    ['an unknown type', written({ ...call, type: 'call.dreamt' })],
    ['a key of no kind', written({ ...lead, data: { ...lead.data, personKeys: ['card:1'] } })],
    ['a key of a kind alone', written({ ...lead, data: { ...lead.data, personKeys: ['phone:'] } })],
  ])('is left to be refused where it has %s', (_what, line) => {
    expect(parsed(line)).toBeUndefined();
    expectRead(line, false);
  });

  it('is never read in another way than by JSON.parse, whatever becomes of its bytes', () => {
    const edit = fc.record({
      at: fc.nat(1000),
      remove: fc.nat(3),
      insert: fc.constantFrom(
        '',
        '"',
        ',',
        ':',
        '{',
        '}',
        '[',
        ']',
        '0',
        '7',
        '-',
        '.',
        'e',
        ' ',
        'a',
        'null',
        '\\',
        'ж',
      ),
    });
    const edited = fc
      .tuple(fc.constantFrom(...[...scannable, sealed].map(written)), fc.array(edit, { minLength: 1, maxLength: 3 }))
      .map(([line, edits]) =>
        edits.reduce((text, { at, remove, insert }) => {
          const place = at % text.length;
          return text.slice(0, place) + insert + text.slice(place + remove);
        }, line),
      );
    fc.assert(
      fc.property(edited, (line) => {
        const [found] = scan(`${line}\n`).found;
        if (found?.fact !== undefined) expect(found.fact).toEqual(parsed(line));
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps the digest of what was received in the place of its fingerprint where it is a stored person', () => {
    const digest = '0123456789abcdef'.repeat(2);
    const print = (fact: object, of = digest, name = 'digest'): unknown => {
      const bytes = Buffer.from(`${written({ ...fact, digest: of })}\n`);
      const tape = new Tape();
      new Scanner(name).scanTexts(bytes, Int32Array.of(bytes.length - 1), tape);
      const lines = new ScannedLines();
      lines.open(bytes, tape.cells, tape.end);
      return lines.next() && { ...lines.scanned?.fingerprint };
    };
    const received = { high: 0x0123_4567, low: 0x89ab_cdef | 0 };
    expect(print(sealed)).toEqual(received);
    expect(print(sealed, digest, 'other')).not.toEqual(received);
    expect(print(sealed, digest.toUpperCase())).toEqual(print(sealed, digest, 'other'));
    expect(print(call)).toEqual(print(call, digest, 'other'));
  });

  it('may be a text with newlines, which is left to JSON.parse', () => {
    const texts = [written(call), JSON.stringify(call, null, 1), `${written(call)}\n`, written(sealed)];
    const bytes = Buffer.from(`${texts.join('\n')}\n`);
    let end = -1;
    const ends = Int32Array.from(texts, (text) => (end += text.length + 1));
    const tape = new Tape();
    new Scanner().scanTexts(bytes, ends, tape);
    const lines = new ScannedLines();
    lines.open(bytes, tape.cells, tape.end);
    const found = [];
    while (lines.next()) found.push([lines.line, lines.text, lines.scanned !== undefined]);
    expect(found).toEqual(texts.map((text, i) => [i + 1, text, i % 3 === 0]));
  });

  it('leaves nothing behind for the next one', () => {
    const bare = { ...call, data: { callId: 'c', campaignId: 'k', operatorId: 'o', seconds: {} } };
    const { found } = scan([call, bare, call, { ...call, id: 7 }, bare].map((fact) => `${written(fact)}\n`).join(''));
    expect(found.map(({ fact }) => fact)).toEqual(
      [call, bare, call, { ...call, id: 7 }, bare].map((fact) => parsed(written(fact))),
    );
  });
});
