import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FormatRegistry } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import fc from 'fast-check';
import { declarationOf, explainRefusals, factTypes, isRefusal, readFact, type FactType } from './index.js';
import { pathsIn, valueOf, withAt } from './schema.arbitrary.js';
import { shapeOf } from './schema.builders.js';
import { checkOf } from './schema.check.js';
import { faultsIn } from './schema.faults.js';
import { OPTIONAL, isOptional, type Shape } from './schema.shape.js';
import { textFormats } from './text.formats.js';

for (const [name, holds] of Object.entries(textFormats)) FormatRegistry.Set(name, holds);

const shapes = new Map(factTypes.map((type) => [type, shapeOf(declarationOf(type).data)]));
const anyType = fc.constantFrom(...factTypes);
const anyJson = fc.jsonValue({ maxDepth: 2 });

function factOf(type: FactType, data: unknown): Record<string, unknown> {
  return { specversion: '1.0', id: 'f', source: 'crm', type, time: '2026-01-10T12:00:00Z', data };
}

/** Data of some type, right but for rules between members. */
const anyData = anyType.chain((type) => valueOf(shapes.get(type)!).map((data) => ({ type, data })));

/** Data of some type in which one member, at any depth, is replaced by any JSON value. */
const anyAlmostData = anyType.chain((type) => {
  const shape = shapes.get(type)!;
  const paths = fc.constantFrom(...pathsIn(shape));
  return fc
    .tuple(fc.constant(declarationOf(type).example), paths, fc.option(anyJson, { nil: undefined }))
    .map(([example, path, value]) => ({ type, data: withAt(example, path, value) }));
});

describe('The schemas of facts', () => {
  it('are TypeBox schemas: its compiler and our check agree on any data', () => {
    const compiled = new Map(factTypes.map((type) => [type, TypeCompiler.Compile(declarationOf(type).data)]));
    const ours = new Map(factTypes.map((type) => [type, checkOf(shapes.get(type)!)]));
    const agree = ({ type, data }: { type: FactType; data: unknown }) => {
      expect(ours.get(type)!(data)).toBe(compiled.get(type)!.Check(data));
    };
    fc.assert(fc.property(anyData, agree), { numRuns: 500 });
    fc.assert(fc.property(anyAlmostData, agree), { numRuns: 2000 });
  });

  it('accept every value that they describe', () => {
    fc.assert(
      fc.property(anyData, ({ type, data }) => {
        expect([...faultsIn(shapes.get(type)!, data, 'data')]).toEqual([]);
        expect(checkOf(shapes.get(type)!)(data)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('load nothing of TypeBox at run time, which would double the time of a start', () => {
    const folder = new URL('.', import.meta.url);
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
    expect(sources.length).toBeGreaterThan(10);
    for (const name of sources) {
      expect(readFileSync(new URL(name, folder), 'utf8')).not.toMatch(/^import (?!type\b)[^;]*@sinclair\/typebox/m);
    }
  });
});

describe('Any JSON value', () => {
  it('is refused exactly where there is something to explain, for the first thing', () => {
    const explained = (value: unknown) => {
      const [first] = explainRefusals(value);
      const result = readFact(value);
      expect(isRefusal(result)).toBe(first !== undefined);
      if (first) expect(result).toEqual(first);
    };
    const type = fc.constantFrom<unknown>(...factTypes, 'other', '', 5, null);
    const envelope = fc.record(
      {
        specversion: fc.constantFrom('1.0', '1', null),
        id: fc.oneof(fc.string(), anyJson),
        source: fc.constantFrom('crm', 'deemed', '', null),
        type,
        time: fc.constantFrom('2026-01-10T12:00:00Z', '2026-01-10', null),
        recordedtime: fc.constantFrom('2026-01-10T12:00:00Z', '2026-01-10T11:00:00Z', 5, null),
        data: anyJson,
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(fc.oneof(envelope, anyJson), explained), { numRuns: 1000 });
    fc.assert(
      fc.property(anyAlmostData, ({ type, data }) => {
        explained(factOf(type, data));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('An optional member that is null', () => {
  it('is the same as an absent one', () => {
    fc.assert(
      fc.property(anyData, fc.infiniteStream(fc.boolean()), ({ type, data }, choices) => {
        const shape = shapes.get(type)!;
        const withNulls = filledWithNulls(shape, data, choices);
        const absent = readFact(factOf(type, data));
        const given = readFact(factOf(type, withNulls));
        if (isRefusal(absent) || isRefusal(given)) {
          expect(given).toEqual(absent);
          return;
        }
        expect(given.received).toBe(withNulls);
        expect(JSON.stringify(sorted(given.fact))).toBe(JSON.stringify(sorted(absent.fact)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('Unknown members', () => {
  it('are kept as they are, at any depth, and change no verdict', () => {
    const extra = fc.dictionary(
      fc.string({ minLength: 1 }).map((name) => `x-${name}`),
      anyJson,
      { minKeys: 1, maxKeys: 3 },
    );
    fc.assert(
      fc.property(anyData, extra, ({ type, data }, unknown) => {
        const wide = widened(data, unknown);
        const plain = readFact(factOf(type, data));
        const read = readFact({ ...factOf(type, wide), ...unknown });
        if (isRefusal(plain) || isRefusal(read)) {
          expect(read).toEqual(plain);
          return;
        }
        expect(read.fact).toEqual({ ...factOf(type, wide), ...unknown });
        expect(read.received).toBe(wide);
      }),
      { numRuns: 500 },
    );
  });

  it('may even be called __proto__', () => {
    const text = JSON.stringify(factOf('lead.returned', { leadId: 'L-1', reason: 'x', evidence: null }));
    const value: unknown = JSON.parse(text.replace('"leadId"', '"__proto__": {"reason": "y"}, "leadId"'));
    const read = readFact(value);
    if (isRefusal(read)) throw new Error(read.message);
    expect(Object.keys(read.fact.data)).toEqual(['__proto__', 'leadId', 'reason']);
    expect(Object.getPrototypeOf(read.fact.data)).toBe(Object.prototype);
  });
});

/** Adds `null` for optional members that are absent, where the stream says so. */
function filledWithNulls(shape: Shape, value: unknown, choices: fc.Stream<boolean>): unknown {
  if (shape.type === 'array') return (value as unknown[]).map((item) => filledWithNulls(shape.items, item, choices));
  if (shape.type !== 'object') return value;
  const filled: Record<string, unknown> = { ...(value as object) };
  for (const [name, member] of Object.entries(shape.properties)) {
    if (filled[name] !== undefined) filled[name] = filledWithNulls(member, filled[name], choices);
    else if (isOptional(member) && choices.next().value) filled[name] = null;
  }
  return filled;
}

/** The value with unknown members in each of its objects. */
function widened(value: unknown, unknown: object): unknown {
  if (Array.isArray(value)) return value.map((item) => widened(item, unknown));
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.entries(value).map(([name, member]) => [name, widened(member, unknown)] as const);
  return { ...Object.fromEntries(inner), ...unknown };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

// The symbols are TypeBox's own; were they not, its compiler would take every member for a required one.
it('An optional member is marked as TypeBox marks it', () => {
  expect(OPTIONAL).toBe(Symbol.for('TypeBox.Optional'));
});
