/** Moves of billing staff: campaigns, versions of terms, closings and payments. */
import { among, ofCampaign, ofContract } from './choose.js';
import { closingOf } from './closings.js';
import { frameOf, launch } from './opening.js';
import { writeTerms } from './terms.arbitrary.js';

export const launched = ofContract((stage, move, id, signed) => {
  const [, product, name, pilot] = move.picks;
  const draft = stage.draft(move, id, signed, null);
  const campaign = {
    product: among(['card', 'loan'], product) ?? '',
    clauses: [],
    budget: pilot % 2 === 0 ? '50' : null,
  };
  launch(stage, draft, signed.contractId, `x${name % 2}`, campaign);
});

export const amended = ofContract((stage, move, id, signed) => {
  const [, which, day, retroactive] = move.picks;
  const plan = among(stage.plan.amendments, which);
  if (plan === undefined) return;
  // One in three changes the taxes only.
  const own = signed.plan.terms;
  const terms = writeTerms(which % 3 === 2 ? { ...own, vat: plan.vat } : plan, signed.client.shared, {
    effectiveFrom: stage.dayAt(day),
    ...frameOf(signed.plan),
  });
  const data = { contractId: signed.contractId, terms, ...(retroactive % 4 === 0 ? {} : { retroactive: true }) };
  stage.tell(stage.draft(move, id, signed, null), 'contract.amended', data);
});

export const terminated = ofContract((stage, move, id, { contractId, ...signed }) => {
  const [, day, , retroactive] = move.picks;
  const data = { contractId, endsOn: stage.dayAt(day), ...(retroactive % 4 === 0 ? {} : { retroactive: true }) };
  stage.tell(stage.draft(move, id, { contractId, ...signed }, null), 'contract.terminated', data);
});

/** The next period of a contract, closed as soon as it is over or some days later. */
export const closed = ofContract((stage, move, id, { contractId }) => {
  stage.record(closingOf(stage.facts, contractId, id, [0, 4, 1][move.picks[1] % 3] ?? 0));
});

export const corrected = ofContract((stage, move, id, { contractId, ...signed }) => {
  stage.tell(stage.draft(move, id, { contractId, ...signed }, null), 'correction.issued', { contractId });
});

export const paid = ofContract((stage, move, id, signed) => {
  const { contractId, clientId } = signed;
  const amount = among(['1000.00', '-20.5'], move.picks[1]);
  const data = { paymentId: `p${move.picks[2] % 3}`, clientId, contractId, amount };
  stage.tell(stage.draft(move, id, signed, null), 'payment.received', data);
});

export const finished = ofCampaign((stage, move, id, campaignId, signed) => {
  stage.tell(stage.draft(move, id, signed, null), 'campaign.closed', { campaignId });
});
