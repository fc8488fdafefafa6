import { onceGroupMeaning, paymentModels, type PaymentModel } from '@paidonce/payment-models';
import type { Context } from '../context.js';
import { exitCodes, usageFailure, type ExitCode } from '../failure.js';
import { quantityOf } from '../settle/statement.tables.js';
import { wrapped, writeTable } from '../terminal/table.js';

export interface ModelsOptions {
  readonly json?: true;
}

/** Lists the payment models, or one of them. */
export function models(context: Context, code: string | undefined, { json }: ModelsOptions): ExitCode {
  const { out, texts } = context;
  const chosen = paymentModels.filter((model) => code === undefined || model.code === code);
  if (chosen.length === 0 && code !== undefined) {
    throw usageFailure(texts.models.noSuchModel(code, paymentModels.map((model) => model.code).join(', ')));
  }
  if (json) out.line(JSON.stringify(chosen.map(describe), null, 2));
  else for (const model of chosen) writeModel(context, model);
  return exitCodes.ok;
}

interface Member {
  readonly name: string;
  readonly label: { readonly en: string; readonly ru: string };
  readonly default: unknown;
  readonly required: boolean;
}

/** The members of a clause beside `id` and `model`, the price first. */
function membersOf(model: PaymentModel): Member[] {
  const fields = Object.entries(model.fields);
  if (model.kind === 'usage') fields.unshift([model.price.member, model.price.field]);
  const members = fields.map(([name, { label, fallback }]) => ({
    name,
    label,
    default: fallback ?? null,
    required: fallback === undefined,
  }));
  if (model.kind !== 'usage' || !model.once) return members;
  const { group } = model.once;
  return [...members, { name: 'onceGroup', label: onceGroupMeaning, default: group, required: false }];
}

function describe(model: PaymentModel): object {
  const { code, kind, title, meaning, examples } = model;
  const usage = model.kind === 'usage' ? { unit: model.unit, measures: model.measures, tiers: model.price.tiers } : {};
  return { code, kind, title, meaning, ...usage, members: membersOf(model), examples };
}

function writeModel(context: Context, model: PaymentModel): void {
  const { out, texts, language } = context;
  out.line(`${out.styled('bold', model.title[language])} · ${model.code}`);
  out.line(wrapped(out, model.meaning[language], '  '));
  out.line();
  writeTable(out, {
    columns: [{ title: texts.models.members }, { title: texts.columns.meaning, wraps: true }, { title: '' }],
    rows: membersOf(model).map(({ name, label, default: byDefault, required }) => [
      name,
      label[language],
      required ? texts.models.required : texts.models.byDefault(JSON.stringify(byDefault)),
    ]),
  });
  if (model.kind === 'usage' && model.price.tiers) out.line(`  ${texts.models.orTiers(model.price.member)}`);
  out.line();
  for (const example of model.examples) writeExample(context, model, example);
}

function writeExample(
  context: Context,
  model: PaymentModel,
  { text, clause, lines }: PaymentModel['examples'][number],
): void {
  const { out, texts, formats, language } = context;
  out.line(wrapped(out, `${texts.models.examples}: ${text[language]}`, '  '));
  out.line(
    out.styled('dim', `    ${texts.models.clause}: ${JSON.stringify({ id: 'x', model: model.code, ...clause })}`),
  );
  const unit = model.kind === 'usage' ? model.unit : 'period';
  const shown = lines.map(({ detail, quantity, amount }) =>
    [detail, quantityOf(context, quantity, unit), formats.decimal(amount)].filter((part) => part).join(' · '),
  );
  out.line(out.styled('dim', `    ${texts.models.lines}: ${shown.join('; ')}`));
  out.line();
}
