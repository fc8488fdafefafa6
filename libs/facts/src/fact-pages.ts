import type { TSchema } from '@sinclair/typebox';
import { declarationOf, factTypes, type FactType } from './catalogue.js';
import { envelope } from './envelope.js';
import type { BillableKind } from './fact-declaration.js';
import { factExamples } from './fact-examples.js';
import { shapeOf } from './schema.builders.js';
import { RUSSIAN, expectationOf, isOptional, memberPath, type Sentence, type Shape } from './schema.shape.js';

export type Language = keyof Sentence;

const words = {
  title: { en: 'Facts', ru: 'Факты' },
  generated: {
    en: 'Written by the code from the catalogue in `libs/facts`; `UPDATE_DOCS=1` with its specs writes it anew.',
    ru: 'Составлено программой по каталогу в `libs/facts`; обновляется его проверками с `UPDATE_DOCS=1`.',
  },
  intro: {
    en: 'A fact is one CloudEvents 1.0 JSON object. Other members are kept and mean nothing; an optional member that is `null` is absent.',
    ru: 'Факт — один объект JSON по CloudEvents 1.0. Прочие члены хранятся и ничего не значат; необязательный член, равный `null`, отсутствует.',
  },
  envelope: { en: 'Envelope', ru: 'Оболочка' },
  types: { en: 'Types', ru: 'Типы' },
  type: { en: 'Type', ru: 'Тип' },
  name: { en: 'Name', ru: 'Название' },
  member: { en: 'Member', ru: 'Член' },
  form: { en: 'Form', ru: 'Вид' },
  required: { en: 'Required', ru: 'Обязателен' },
  meaning: { en: 'Meaning', ru: 'Смысл' },
  billable: { en: 'Billable as', ru: 'Оплачивается как' },
  retractable: { en: 'Can be retracted', ru: 'Можно отозвать' },
  yes: { en: 'yes', ru: 'да' },
  no: { en: 'no', ru: 'нет' },
  oneOf: { en: 'one of', ru: 'одно из' },
  each: { en: 'each', ru: 'каждый элемент —' },
  introduces: { en: 'Introduces', ru: 'Вводит' },
  once: { en: 'Recorded once for each', ru: 'Записывается один раз на каждое сочетание' },
  notRetractable: { en: 'It cannot be retracted.', ru: 'Отозвать нельзя.' },
} as const satisfies Readonly<Record<string, Sentence>>;

const billableAs: Readonly<Record<BillableKind, Sentence>> = {
  call: { en: 'a call', ru: 'звонок' },
  shift: { en: 'time of a shift', ru: 'время смены' },
  outcome: { en: 'a result', ru: 'результат' },
};

/** The docs page of all types of fact, as Markdown. */
export function factCatalogueMarkdown(language: Language): string {
  const say = (word: keyof typeof words): string => words[word][language];
  const blocks = [
    `# ${say('title')}`,
    `<!-- ${say('generated')} -->`,
    say('intro'),
    `## ${say('envelope')}`,
    memberTable(shapeOf(envelope), language),
    `## ${say('types')}`,
    typeTable(language),
    ...factTypes.flatMap((type) => blocksOfType(type, language)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function typeTable(language: Language): string {
  const say = (word: keyof typeof words): string => words[word][language];
  const rows = factTypes.map((type) => {
    const { title, billable, retractable } = declarationOf(type);
    const paid = billable ? billableAs[billable][language] : '';
    return [`\`${type}\``, title[language], paid, say(retractable ? 'yes' : 'no')];
  });
  return markdownTable([say('type'), say('name'), say('billable'), say('retractable')], rows);
}

function blocksOfType(type: FactType, language: Language): string[] {
  const { title, meaning, data } = declarationOf(type);
  const example = factExamples.find((candidate) => candidate.type === type);
  return [
    `### \`${type}\``,
    `**${title[language]}.** ${[meaning[language], ...remarksOn(type, language)].join(' ')}`,
    memberTable(shapeOf(data), language),
    `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``,
  ];
}

function remarksOn(type: FactType, language: Language): string[] {
  const { introduces, naturalKey, retractable } = declarationOf(type);
  const remarks: string[] = [];
  if (introduces !== undefined) remarks.push(`${words.introduces[language]} \`${introduces}\`.`);
  if (naturalKey.length > 0) {
    remarks.push(`${words.once[language]} ${naturalKey.map((name) => `\`${name}\``).join(', ')}.`);
  }
  if (!retractable) remarks.push(words.notRetractable[language]);
  return remarks;
}

function memberTable(shape: Shape, language: Language): string {
  const say = (word: keyof typeof words): string => words[word][language];
  return markdownTable([say('member'), say('form'), say('required'), say('meaning')], rowsOf(shape, '', language));
}

/** What a docs page says of the members of a schema: name, form, whether it is required, and meaning. */
export function memberRows(schema: TSchema, language: Language): string[][] {
  return rowsOf(shapeOf(schema), '', language);
}

/** A row for each member, those of inner objects after the object: `seconds`, `seconds.talk`, `dialogue[].status`. */
function rowsOf(shape: Shape, path: string, language: Language): string[][] {
  if (shape.type === 'array') return rowsOf(shape.items, `${path}[]`, language);
  if (shape.type !== 'object') return [];
  return Object.entries(shape.properties).flatMap(([name, member]) => {
    const at = memberPath(path, name);
    const required = words[isOptional(member) ? 'no' : 'yes'][language];
    const meaning = language === 'ru' ? member[RUSSIAN] : member.description;
    return [[`\`${at}\``, formOf(member, language), required, meaning], ...rowsOf(member, at, language)];
  });
}

function formOf(shape: Shape, language: Language): string {
  if (shape.type === 'array' && shape.items.type !== 'object') {
    return `${expectationOf(shape)[language]}; ${words.each[language]} ${formOf(shape.items, language)}`;
  }
  if (shape.type !== undefined || 'oneOf' in shape || shape.anyOf.length < 2) return expectationOf(shape)[language];
  const options = shape.anyOf.map(
    (option) => `\`${option.const}\` (${language === 'ru' ? option[RUSSIAN] : option.description})`,
  );
  return `${words.oneOf[language]} ${options.join(', ')}`;
}

/** A table as Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
