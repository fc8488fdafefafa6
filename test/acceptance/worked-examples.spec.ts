import { describe, expect, it } from '@jest/globals';
import { paymentModels, type Example, type PaymentModel } from '@paidonce/payment-models';
import { Scenario } from '../../libs/settlement/src/scenario.fixture.js';

const examples = paymentModels.flatMap((model) =>
  model.examples.map((example) => ({ model, example, text: example.text.en })),
);
const hour = (index: number): string => `2026-01-12T${String(10 + index).padStart(2, '0')}:00:00`;

/** Runs a worked example as its own contract, campaign and month. */
function linesOf(model: PaymentModel, { clause, others = [], facts }: Example) {
  const scenario = new Scenario([{ id: 'x', model: model.code, ...clause }, ...others]);
  scenario.fact('lead.registered', '2026-01-12', { leadId: 'L1', campaignId: 'K', person: { phone: '+79161234561' } });
  facts.forEach(({ type, data }, i) =>
    scenario.fact(type, hour(i), type.startsWith('lead.') ? data : { campaignId: 'K', ...data }),
  );
  return scenario
    .close('2026-01')
    .statement.lines.filter(({ clauseId }) => clauseId === 'x')
    .map(({ detail, quantity, amount }) => ({ ...(detail === null ? {} : { detail }), quantity, amount }));
}

describe('A worked example, settled whole, owes what it says', () => {
  it.each(examples)('$model.code: $text', ({ model, example }) => {
    expect(linesOf(model, example)).toEqual(example.lines);
  });
});
