import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fingerprint } from './fingerprint.js';

function printOf(value: unknown): string {
  const into = { high: 0, low: 0 };
  fingerprint(value, into);
  return `${into.high} ${into.low}`;
}

const parsed = (text: string): string => printOf(JSON.parse(text));

/** RFC 8785 for values of `JSON.parse`: members in order, numbers and texts as JavaScript writes them. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}

describe('The fingerprint of a fact’s data', () => {
  it.each([
    ['the order of members', '{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['the order of inner members', '{"x":{"a":1,"b":[2]},"y":3}', '{"y":3,"x":{"b":[2],"a":1}}'],
    ['white space', '{ "a" : [ 1 ] }', '{"a":[1]}'],
    ['how a number is written', '[1e2,1.50,0.5]', '[100,1.5,5e-1]'],
    ['the sign of zero', '[-0]', '[0]'],
    ['how a letter is escaped', '"\\u0041"', '"A"'],
  ])('does not know %s', (_what, a, b) => {
    expect(parsed(a)).toBe(parsed(b));
  });

  it.each([
    ['null and absent', '{"a":null}', '{}'],
    ['two members that are null', '{"a":null}', '{"b":null}'],
    ['a number and its text', '{"a":1}', '{"a":"1"}'],
    ['true and "true"', 'true', '"true"'],
    ['true and 1', 'true', '1'],
    ['true and false', 'true', 'false'],
    ['false and null', 'false', 'null'],
    ['an empty list and an empty object', '[]', '{}'],
    ['an empty text and null', '""', 'null'],
    ['the order of a list', '[1,2]', '[2,1]'],
    ['where a list ends', '[[1],2]', '[[1,2]]'],
    ['a list in a list', '[[]]', '[]'],
    ['where a text ends', '["ab","c"]', '["a","bc"]'],
    ['which member has a value', '{"a":1,"b":2}', '{"a":2,"b":1}'],
    ['where an object ends', '{"a":{"b":1}}', '{"a":{},"b":1}'],
    ['close numbers', '[1]', '[1.0000000000000002]'],
    ['a number and its opposite', '[1]', '[-1]'],
    ['letters in another order', '"ab"', '"ba"'],
  ])('tells %s apart', (_what, a, b) => {
    expect(parsed(a)).not.toBe(parsed(b));
  });

  it('has two halves that differ by themselves', () => {
    const values = Array.from({ length: 2000 }, (_, i) => printOf({ leadId: `L${i}` }).split(' '));
    expect(new Set(values.map(([high]) => high)).size).toBe(2000);
    expect(new Set(values.map(([, low]) => low)).size).toBe(2000);
  });

  it('stays the same however many names of members were seen', () => {
    const before = printOf({ seldom: { a: 1 } });
    for (let i = 0; i < 11_000; i++) printOf({ [`member${i}`]: i });
    expect(printOf({ seldom: { a: 1 } })).toBe(before);
    expect(printOf({ member10999: { a: 1 } })).toBe(printOf({ member10999: { a: 1 } }));
    expect(printOf({ x: 1, never: 2 })).toBe(printOf({ never: 2, x: 1 }));
  });

  it('is equal exactly where the canonical JSON is', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constantFrom(null, true, false, 0, -0, 1, -1, 0.5, '', 'a', 'b', '1'),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }),
      ),
    }));
    const json = value.map((made) => JSON.parse(JSON.stringify(made)) as unknown);
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(printOf(a) === printOf(b)).toBe(canonical(a) === canonical(b));
      }),
      { numRuns: 2000 },
    );
  });
});
