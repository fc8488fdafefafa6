import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { declarationOf, type FactType } from './catalogue.js';
import type { Upcaster } from './fact-declaration.js';
import { explainRefusals, isRefusal, readFact } from './read-fact.js';
import { ScannedLines } from './scan/scanned-lines.js';
import { Scanner } from './scan/scanner.js';
import { Tape } from './scan/tape.js';
import { dataSchemaOf, stampOf } from './versions.js';

/** As if the form of a type had changed: what its data were in former versions is turned into today's. */
function changed(type: FactType, ...upcasters: Upcaster[]): void {
  (declarationOf(type) as { upcasters: readonly Upcaster[] }).upcasters = upcasters;
}

// Facts as they were written once: nobody may change them.
const FIRST = `{"specversion":"1.0","id":"s1","source":"crm","type":"call.scored","time":"2026-01-10T09:00:00Z","data":{"call":"7","campaign":"K-1","points":"80"}}`;
const SECOND = `{"specversion":"1.0","id":"s2","source":"crm","type":"call.scored","time":"2026-01-10T09:00:00Z","dataschema":"urn:paidonce:facts:call.scored:2","data":{"callId":"7","campaignId":"K-1","points":"81"}}`;
const THIRD = `{"specversion":"1.0","id":"s3","source":"crm","type":"call.scored","time":"2026-01-10T09:00:00Z","dataschema":"urn:paidonce:facts:call.scored:3","data":{"callId":"7","campaignId":"K-1","score":82}}`;

changed(
  'call.scored',
  ({ call, campaign, ...others }) => ({ ...others, callId: call, campaignId: campaign }),
  ({ points, ...others }) => ({ ...others, score: Number(points) }),
);

function read(line: string) {
  const fact = readFact(JSON.parse(line));
  if (isRefusal(fact)) throw new Error(fact.message);
  return fact;
}

/** Whether each line is read from its bytes. */
function scanned(...lines: string[]): boolean[] {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const tape = new Tape();
  new Scanner().scan(bytes, tape);
  const found = new ScannedLines();
  found.open(bytes, tape.cells, tape.end);
  const are: boolean[] = [];
  while (found.next()) are.push(found.scanned !== undefined);
  return are;
}

describe('A fact of a former version', () => {
  it('is read as one of today, which says its version', () => {
    const today = { callId: '7', campaignId: 'K-1' };
    expect(read(FIRST).fact).toMatchObject({ data: { ...today, score: 80 }, dataschema: dataSchemaOf('call.scored') });
    expect(read(SECOND).fact.data).toEqual({ ...today, score: 81 });
    expect(read(THIRD).fact).toEqual(JSON.parse(THIRD));
  });

  it('is the same fact when it comes again in a later version', () => {
    const { received } = read(SECOND);
    expect(received).toEqual({ callId: '7', campaignId: 'K-1', score: 81 });
  });

  it('is not changed', () => {
    const value = JSON.parse(FIRST) as object;
    readFact(value);
    expect(JSON.stringify(value)).toBe(FIRST);
  });

  it('is left to the parser, while those of today are read from bytes', () => {
    expect(scanned(FIRST, SECOND, THIRD)).toEqual([false, false, true]);
  });

  it('is refused where it is not in order in its version either, and of a version that is none', () => {
    const refusal = (line: string) => explainRefusals(JSON.parse(line)).map(({ code, path }) => `${code} ${path}`);
    expect(refusal(FIRST.replace('"80"', '"many"'))).toEqual(['invalid data.score']);
    expect(refusal(FIRST.replace('"call":"7",', ''))).toEqual(['invalid data.callId']);
    expect(refusal(THIRD.replace(':3"', ':4"'))).toEqual(['invalid dataschema']);
    expect(scanned(THIRD.replace(':3"', ':4"'))).toEqual([false]);
  });
});

describe('A fact of a type whose form has never changed', () => {
  const fact = `{"specversion":"1.0","id":"c1","source":"crm","type":"lead.confirmed","time":"2026-01-10T09:00:00Z","data":{"leadId":"L-1"}}`;
  const saying = (schema: string) => fact.replace('"data":{', `"dataschema":"${schema}","data":{`);

  it('says nothing of its version, and may say that it is the first', () => {
    expect(stampOf('lead.confirmed')).toEqual({});
    expect(read(fact).fact).toEqual(JSON.parse(fact));
    expect(read(saying('urn:paidonce:facts:lead.confirmed:1')).fact.data).toEqual({ leadId: 'L-1' });
    expect(scanned(fact, saying('urn:paidonce:facts:lead.confirmed:1'))).toEqual([true, true]);
  });

  it('may have a schema of its sender, which means nothing', () => {
    expect(read(saying('https://crm.example/schemas/7')).fact.data).toEqual({ leadId: 'L-1' });
    expect(scanned(saying('https://crm.example/schemas/7'))).toEqual([true]);
  });
});
