import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { paymentModels, paymentModelsMarkdown } from './index.js';

const folder = new URL('../../../docs/generated/', import.meta.url);
const page = (language: 'en' | 'ru') => paymentModelsMarkdown(paymentModels, language);
const documents = [
  { name: 'payment-models.md', content: page('en') },
  { name: 'payment-models.ru.md', content: page('ru') },
];

describe('The committed docs', () => {
  it.each(documents)('$name is what the registry yields (UPDATE_DOCS=1 writes it anew)', ({ name, content }) => {
    const file = new URL(name, folder);
    if (process.env['UPDATE_DOCS'] === '1') {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, content);
    }
    expect(readFileSync(file, 'utf8')).toBe(content);
  });
});

describe('The docs page', () => {
  it.each(['en', 'ru'] as const)(
    'in %s has a section for each model, its members and its worked examples',
    (language) => {
      for (const model of paymentModels) {
        const section = page(language).split(`## \`${model.code}\``)[1]?.split('\n## ')[0] ?? '';
        expect(section).toContain(`**${model.title[language]}.** ${model.meaning[language]}`);
        for (const member of Object.keys(model.fields)) expect(section).toContain(`| \`${member}\` |`);
        for (const { text } of model.examples) expect(section).toContain(`> ${text[language]}`);
      }
    },
  );

  it('says what stands where a member is absent', () => {
    expect(page('en')).toContain('| `counts` | a list of 1 or more; each one of `dial`');
    expect(page('en')).toMatch(/\| `increment` \| an object \| `\{"first":1,"next":1\}` \|/);
    expect(page('en')).toMatch(/\| `onceGroup` \| a non-empty text \| `"result"` \|/);
    expect(page('en')).toMatch(/\| `onceGroup` \| a non-empty text \| in none \|/);
  });

  it('is whole in both languages', () => {
    expect(page('ru').split('\n').length).toBe(page('en').split('\n').length);
    expect(page('en')).not.toMatch(/[а-яё]/i);
  });
});

describe('Every model', () => {
  it('has a code of its own and at least one worked example', () => {
    expect(new Set(paymentModels.map(({ code }) => code)).size).toBe(paymentModels.length);
    for (const { code, examples } of paymentModels) expect([code, examples.length > 0]).toEqual([code, true]);
  });
});
