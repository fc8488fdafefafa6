import {
  closed,
  id,
  markdownTable,
  memberRows,
  members,
  optional,
  type Language,
  type Sentence,
} from '@paidonce/facts';
import type { TSchema } from '@sinclair/typebox';
import { onceGroupMeaning, type Example, type PaymentModel } from './payment-model.js';
import { tiersSchema } from './tiers.js';

const words = {
  title: { en: 'Payment models', ru: 'Модели оплаты' },
  generated: {
    en: 'Written by the code from the registry in `libs/payment-models`; `UPDATE_DOCS=1` with its specs writes it anew.',
    ru: 'Составлено программой по реестру в `libs/payment-models`; обновляется его проверками с `UPDATE_DOCS=1`.',
  },
  intro: {
    en: 'A clause of a contract names a model and gives its members. A usage clause pays for facts as they come, a period clause once a period for the contract.',
    ru: 'Пункт договора называет модель и задаёт её члены. Пункт по фактам оплачивает факты по мере их появления, пункт за период — раз в период за договор.',
  },
  model: { en: 'Model', ru: 'Модель' },
  name: { en: 'Name', ru: 'Название' },
  kind: { en: 'Pays', ru: 'Оплачивает' },
  unit: { en: 'Unit', ru: 'Единица' },
  usage: { en: 'facts as they come', ru: 'факты по мере появления' },
  period: { en: 'once a period', ru: 'раз в период' },
  member: { en: 'Member', ru: 'Член' },
  form: { en: 'Form', ru: 'Вид' },
  absent: { en: 'When absent', ru: 'Если не указан' },
  meaning: { en: 'Meaning', ru: 'Смысл' },
  refused: { en: 'refused', ru: 'отказ' },
  orTiers: { en: '`tiers` must stand', ru: 'должны быть `tiers`' },
  none: { en: 'none', ru: 'нет' },
  noGroup: { en: 'in none', ru: 'ни в какой' },
  clause: { en: 'the clause', ru: 'пункт' },
  others: { en: 'beside it', ru: 'рядом с ним' },
  detail: { en: 'Detail', ru: 'Уточнение' },
  quantity: { en: 'Quantity', ru: 'Количество' },
  amount: { en: 'Amount, RUB', ru: 'Сумма, RUB' },
  noLine: { en: 'No line.', ru: 'Строки нет.' },
} as const satisfies Readonly<Record<string, Sentence>>;

/** The docs page of payment models, as Markdown. */
export function paymentModelsMarkdown(models: readonly PaymentModel[], language: Language): string {
  const say = (word: keyof typeof words): string => words[word][language];
  const rows = models.map((model) => {
    const unit = model.kind === 'usage' ? model.unit : 'period';
    return [`\`${model.code}\``, model.title[language], say(model.kind), `\`${unit}\``];
  });
  const blocks = [
    `# ${say('title')}`,
    `<!-- ${say('generated')} -->`,
    say('intro'),
    markdownTable([say('model'), say('name'), say('kind'), say('unit')], rows),
    ...models.flatMap((model) => blocksOf(model, language)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function blocksOf(model: PaymentModel, language: Language): string[] {
  return [
    `## \`${model.code}\``,
    `**${model.title[language]}.** ${model.meaning[language]}`,
    memberTable(model, language),
    ...model.examples.flatMap((example) => exampleBlocks(model, example, language)),
  ];
}

/** A member beside the model's own fields: its schema and what stands where it is absent. */
interface Member {
  readonly schema: TSchema;
  readonly absent: string;
}

function membersOf(model: PaymentModel, language: Language): Record<string, Member> {
  const say = (word: keyof typeof words): string => words[word][language];
  const found: Record<string, Member> = {};
  if (model.kind === 'usage') {
    const { member, field, tiers } = model.price;
    found[member] = { schema: field.schema, absent: say(tiers ? 'orTiers' : 'refused') };
    if (tiers) found['tiers'] = { schema: tiersSchema, absent: say('none') };
  }
  for (const [name, field] of Object.entries(model.fields)) {
    const { schema, fallback } = field;
    found[name] = { schema, absent: fallback === undefined ? say('refused') : inOneLine(field.parse(fallback)) };
  }
  if (model.kind === 'usage' && model.once) {
    const { group } = model.once;
    found['onceGroup'] = { schema: id(onceGroupMeaning), absent: group === null ? say('noGroup') : `\`"${group}"\`` };
  }
  return found;
}

function memberTable(model: PaymentModel, language: Language): string {
  const say = (word: keyof typeof words): string => words[word][language];
  const found = membersOf(model, language);
  const schema = closed(
    members(
      model.meaning,
      Object.fromEntries(Object.entries(found).map(([name, own]) => [name, optional(own.schema)])),
    ),
  );
  const rows = memberRows(schema, language).map(([name = '', form = '', , meaning = '']) => {
    const absent = found[name.replaceAll('`', '')]?.absent ?? '';
    return [name, form, absent, meaning];
  });
  return markdownTable([say('member'), say('form'), say('absent'), say('meaning')], rows);
}

const inOneLine = (value: unknown): string => `\`${JSON.stringify(value)}\``;

function exampleBlocks(
  model: PaymentModel,
  { text, clause, others, facts, lines }: Example,
  language: Language,
): string[] {
  const say = (word: keyof typeof words): string => words[word][language];
  const given = [
    `- ${say('clause')}: ${inOneLine({ model: model.code, ...clause })}`,
    ...(others ?? []).map((other) => `- ${say('others')}: ${inOneLine(other)}`),
    ...facts.map(({ type, data }) => `- \`${type}\`: ${inOneLine(data)}`),
  ];
  const rows = lines.map(({ detail, quantity, amount }) => [detail ?? '', String(quantity), amount]);
  const owed = rows.length > 0 ? markdownTable([say('detail'), say('quantity'), say('amount')], rows) : say('noLine');
  return [`> ${text[language]}`, given.join('\n'), owed];
}
