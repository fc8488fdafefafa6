import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { factCatalogueMarkdown, factExamples, factSchemas, factTypes } from './index.js';

const folder = new URL('../../../docs/generated/', import.meta.url);
const documents = [
  { name: 'facts.schema.json', content: `${JSON.stringify(factSchemas(), null, 2)}\n` },
  { name: 'facts.md', content: factCatalogueMarkdown('en') },
  { name: 'facts.ru.md', content: factCatalogueMarkdown('ru') },
];

describe('The committed docs', () => {
  it.each(documents)('$name is what the catalogue yields (UPDATE_DOCS=1 writes it anew)', ({ name, content }) => {
    const file = new URL(name, folder);
    if (process.env['UPDATE_DOCS'] === '1') {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, content);
    }
    expect(readFileSync(file, 'utf8')).toBe(content);
  });
});

describe('The JSON Schema', () => {
  const schema = JSON.parse(JSON.stringify(factSchemas())) as {
    oneOf: { $ref: string }[];
    $defs: Record<string, { properties: Record<string, unknown>; required?: string[]; examples?: unknown[] }>;
  };

  it('has a definition for each type, and takes a fact of any', () => {
    expect(Object.keys(schema.$defs)).toEqual(['envelope', ...factTypes]);
    expect(schema.oneOf.map(({ $ref }) => $ref)).toEqual(factTypes.map((type) => `#/$defs/${type}`));
  });

  it('shows the example of each type', () => {
    expect(factTypes.map((type) => schema.$defs[type]?.examples)).toEqual(factExamples.map((example) => [example]));
  });

  it('lets an optional member be null, and requires the others', () => {
    expect(schema.$defs['lead.returned']?.properties['data']).toMatchObject({
      required: ['leadId', 'reason'],
      properties: { leadId: { type: 'string', minLength: 1 }, evidence: { type: ['string', 'null'] } },
    });
    expect(schema.$defs['envelope']).toMatchObject({
      required: ['specversion', 'id', 'source', 'type', 'time', 'data'],
      properties: {
        source: { not: { const: 'deemed' } },
        recordedtime: { type: ['string', 'null'], format: 'date-time' },
      },
    });
  });
});

describe('The docs page', () => {
  it.each(['en', 'ru'] as const)('in %s has a section and an example for each type', (language) => {
    const page = factCatalogueMarkdown(language);
    for (const type of factTypes) {
      expect(page).toContain(`### \`${type}\``);
      expect(page).toContain(`"type": "${type}"`);
    }
  });

  it('is whole in both languages', () => {
    const lines = (language: 'en' | 'ru') => factCatalogueMarkdown(language).split('\n').length;
    expect(lines('ru')).toBe(lines('en'));
    expect(factCatalogueMarkdown('en')).not.toMatch(/[а-яё]/i);
  });
});
