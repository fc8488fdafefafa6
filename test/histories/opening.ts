/** How every random history begins: clients, contracts, campaigns and leads. */
import { Temporal } from 'temporal-polyfill';
import { writePerson } from './people.js';
import { type CampaignPlan, type ClientPlan, type ContractPlan } from './plan.arbitrary.js';
import { type Stage } from './stage.js';
import { writeTerms, type Frame } from './terms.arbitrary.js';
import { localInstant } from './wire.js';

/** Ids that sort otherwise by code point than by UTF-16 code unit. */
const CAMPAIGN_NAMES = ['～', '😀', 'c', 'd'];

export function open(stage: Stage): void {
  stage.plan.clients.forEach((client, i) => {
    openClient(stage, client, ['A', 'B'][i] ?? 'C');
  });
  const campaigns = stage.known.facts('campaign.launched').map(({ data }) => data.campaignId);
  stage.plan.leads.forEach(({ campaign, person }, i) => {
    const campaignId = campaigns[campaign % campaigns.length];
    if (campaignId === undefined) return;
    const draft = { id: `lead-${i + 1}`, time: beginning(stage), zone: 'UTC' };
    stage.tell(draft, 'lead.registered', { leadId: `L${i + 1}`, campaignId, ...writePerson(person, i) });
  });
}

/** Well before anything else. */
const beginning = (stage: Stage): bigint => localInstant(stage.plan.base, '00:00:00', 'UTC') - 30n * 86_400_000_000n;

function openClient(stage: Stage, client: ClientPlan, clientId: string): void {
  const draft = { id: `client-${clientId}`, time: beginning(stage), zone: 'UTC' };
  stage.tell(draft, 'client.registered', { clientId, name: clientId, country: client.country });
  client.contracts.forEach((plan, i) => {
    const contractId = `${clientId}-${i + 1}`;
    const effectiveFrom = Temporal.PlainDate.from(stage.plan.base).add({ days: plan.startsAfter }).toString();
    const terms = writeTerms(plan.terms, client.shared, { effectiveFrom, ...frameOf(plan) });
    stage.tell({ ...draft, id: `signed-${contractId}` }, 'contract.signed', { contractId, clientId, terms });
    stage.contracts.push({ contractId, clientId, client, plan });
    plan.campaigns.forEach((campaign, j) => {
      launch(
        stage,
        { ...draft, id: `launched-${contractId}-${j + 1}` },
        contractId,
        CAMPAIGN_NAMES[j] ?? 'x',
        campaign,
      );
    });
  });
}

export const frameOf = (plan: ContractPlan): Omit<Frame, 'effectiveFrom'> => ({
  timeZone: plan.timeZone,
  period: plan.period,
});

/** Launches a campaign as planned or, where the terms do not allow that, one that names its clauses and is no pilot. */
export function launch(
  stage: Stage,
  draft: Parameters<Stage['tell']>[0],
  contractId: string,
  name: string,
  { product, clauses, budget }: CampaignPlan,
): void {
  const usage = stage.contracts
    .find((signed) => signed.contractId === contractId)
    ?.plan.terms.usage.map(({ id }) => id as string);
  const ids = usage ?? [];
  const named = [...new Set(clauses.map((n) => ids[n % ids.length]))];
  const data = { campaignId: `${contractId}-${name}`, contractId, product };
  const asPlanned = ids.length === 0 || clauses.length === 0 ? data : { ...data, clauses: named };
  const pilot = budget === null ? {} : { pilot: { budget, maxLeads: 1, endsOn: stage.plan.base } };
  const tries = [{ ...asPlanned, ...pilot }, asPlanned, { ...data, clauses: ids, ...pilot }, { ...data, clauses: ids }];
  tries.some((attempt) => stage.tell(draft, 'campaign.launched', attempt));
}
