import { closed, decimal, either, id, listOf, mark, members } from '@paidonce/facts';
import { exact, formatExact, type Exact } from '@paidonce/kernel';
import { clauseIds, type Field } from '../field.js';
import { definePeriodModel, type PeriodFigures } from '../payment-model.js';

type Metric =
  { readonly quantityOf: string } | { readonly ratio: readonly [string, string] } | { readonly averageScore: true };

interface Band {
  readonly atLeast: Exact;
  readonly amount: Exact | undefined;
  readonly percent: Exact | undefined;
}

const clause = id({ en: 'A usage clause of the same terms.', ru: 'Пункт тех же условий, оплачивающий факты.' });
const metricLabel = { en: 'The figure.', ru: 'Показатель.' };
const bandsLabel = { en: 'Bands that rise.', ru: 'Шкала по возрастанию.' };
const atLeast = decimal({ en: 'From which figure on.', ru: 'Начиная с какого показателя.' }, 'signed');
const given = decimal(
  { en: 'What is added; a minus is a malus.', ru: 'Сколько добавляется; минус — удержание.' },
  'signed',
);

const metricField: Field<Metric> = {
  label: metricLabel,
  form: 'metric',
  schema: either(
    metricLabel,
    [
      closed(members(metricLabel, { quantityOf: clause })),
      closed(members(metricLabel, { ratio: listOf(metricLabel, clause, { minItems: 2, maxItems: 2 }) })),
      closed(members(metricLabel, { averageScore: mark(metricLabel) })),
    ],
    {
      en: '{"quantityOf": clause}, {"ratio": [clause, clause]} or {"averageScore": true}',
      ru: '{"quantityOf": пункт}, {"ratio": [пункт, пункт]} или {"averageScore": true}',
    },
  ),
  parse: (value) => value as Metric,
};

const bandsField: Field<readonly Band[]> = {
  label: bandsLabel,
  form: 'bands',
  schema: listOf(
    bandsLabel,
    either(
      bandsLabel,
      [
        closed(members(bandsLabel, { atLeast, amount: given })),
        closed(members(bandsLabel, { atLeast, percent: given })),
      ],
      {
        en: '{"atLeast": "…", "amount": "…"} or {"atLeast": "…", "percent": "…"}',
        ru: '{"atLeast": "…", "amount": "…"} или {"atLeast": "…", "percent": "…"}',
      },
    ),
    { minItems: 1 },
  ),
  parse: (value) =>
    (value as { atLeast: string; amount?: string; percent?: string }[]).map((band) => ({
      atLeast: exact(band.atLeast),
      amount: band.amount === undefined ? undefined : exact(band.amount),
      percent: band.percent === undefined ? undefined : exact(band.percent),
    })),
};

/** The figure that the bands are read at; `undefined` where there is none. */
function figure(metric: Metric, figures: PeriodFigures): Exact | undefined {
  if ('quantityOf' in metric) return exact(figures.quantityOf(metric.quantityOf));
  if ('averageScore' in metric) return figures.averageScore();
  const [part, whole] = metric.ratio.map((id) => figures.quantityOf(id)) as [number, number];
  return whole === 0 ? undefined : exact(part).div(exact(whole));
}

function bandAt(bands: readonly Band[], value: Exact): Band | undefined {
  return bands.findLast(({ atLeast: least }) => least.compare(value) <= 0);
}

function baseOf(clauses: readonly string[], figures: PeriodFigures): Exact {
  return clauses.reduce((sum, clauseId) => sum.add(figures.amountOf(clauseId)), exact(0));
}

/** A bonus, or a malus, for reaching a figure: достижение и превышение целевых показателей, качество. */
export const targetBonus = definePeriodModel({
  code: 'target-bonus',
  title: { en: 'Target bonus', ru: 'Бонус за целевые показатели' },
  meaning: {
    en: 'Adds an amount, or a percentage of other clauses, by the band that a figure of the period falls in.',
    ru: 'Добавляет сумму или процент от других пунктов по шкале показателя за период; минус — это удержание.',
  },
  order: 'bonus',
  fields: {
    metric: metricField,
    of: clauseIds({ en: 'Percent of these clauses.', ru: 'Процент от пунктов.' }),
    bands: bandsField,
  },
  refersTo: ({ metric, of }) => [
    ...('quantityOf' in metric ? [{ path: 'metric.quantityOf', clauseId: metric.quantityOf }] : []),
    ...('ratio' in metric ? metric.ratio.map((id, i) => ({ path: `metric.ratio[${i}]`, clauseId: id })) : []),
    ...of.map((id, i) => ({ path: `of[${i}]`, clauseId: id })),
  ],
  refusal: ({ bands }) => {
    const at = bands.findIndex((band, i) => i > 0 && band.atLeast.compare((bands[i - 1] as Band).atLeast) <= 0);
    return at < 0 ? undefined : { path: `bands[${at}].atLeast`, message: 'bands must rise' };
  },
  explain: ({ metric, of, bands }, figures) => {
    const value = figure(metric, figures);
    if (!value)
      return [{ en: 'The figure has nothing to be worked out from.', ru: 'Показатель не из чего рассчитать.' }];
    const shown = formatExact(value);
    const band = bandAt(bands, value);
    if (!band) return [{ en: `The figure ${shown} is below all bands.`, ru: `Показатель ${shown} ниже всей шкалы.` }];
    const from = formatExact(band.atLeast);
    const found = {
      en: `The figure is ${shown}, in the band from ${from} on.`,
      ru: `Показатель — ${shown}, ступень от ${from}.`,
    };
    if (!band.percent) return [found];
    const share = `${formatExact(band.percent)} % × ${formatExact(baseOf(of, figures))}`;
    return [found, { en: `Of ${of.join(', ')}: ${share}.`, ru: `От ${of.join(', ')}: ${share}.` }];
  },
  amount: ({ metric, of, bands }, figures) => {
    const value = figure(metric, figures);
    const band = value && bandAt(bands, value);
    return band?.percent ? baseOf(of, figures).mul(band.percent).div(exact(100)) : band?.amount;
  },
  examples: [
    {
      text: {
        en: 'The one confirmed lead of the month arrives: 1 arrival per confirmed lead, at least 0.5, so 10 % of the 300 billed for both clauses: 30.',
        ru: 'Единственная подтверждённая заявка месяца дошла: 1 приход на заявку, не меньше 0,5, поэтому 10 % от 300 по обоим пунктам: 30.',
      },
      clause: {
        metric: { ratio: ['arr', 'conf'] },
        of: ['conf', 'arr'],
        bands: [
          { atLeast: '0', percent: '-5' },
          { atLeast: '0.3', percent: '0' },
          { atLeast: '0.5', percent: '10' },
        ],
      },
      others: [
        { id: 'conf', model: 'confirmed-lead', price: '300.00' },
        { id: 'arr', model: 'arrived-client', price: '1000.00' },
      ],
      facts: [
        { type: 'lead.confirmed', data: { leadId: 'L1' } },
        { type: 'lead.arrived', data: { leadId: 'L1', as: 'arrived' } },
      ],
      lines: [{ quantity: 1, amount: '30.00' }],
    },
    {
      text: {
        en: 'A malus for quality: calls of 60 and 65 points are 62.5 on average, below 70, so 10 % of 120 for their minutes is kept back.',
        ru: 'Удержание за качество: звонки на 60 и 65 баллов — в среднем 62,5, меньше 70, поэтому удерживаются 10 % от 120 за минуты.',
      },
      clause: {
        metric: { averageScore: true },
        of: ['min'],
        bands: [
          { atLeast: '0', percent: '-10' },
          { atLeast: '70', percent: '0' },
          { atLeast: '90', percent: '5' },
        ],
      },
      others: [{ id: 'min', model: 'operator-minute', rate: '12.00' }],
      facts: [
        { type: 'call.completed', data: { callId: 'a', operatorId: 'o', seconds: { talk: 240 } } },
        { type: 'call.completed', data: { callId: 'b', operatorId: 'o', seconds: { talk: 360 } } },
        { type: 'call.scored', data: { callId: 'a', score: 60 } },
        { type: 'call.scored', data: { callId: 'b', score: 65 } },
      ],
      lines: [{ quantity: 1, amount: '-12.00' }],
    },
  ],
});
