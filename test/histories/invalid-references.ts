/** References to what is not recorded or belongs to somebody else, and periods closed out of turn. */
import { endOfPeriod } from '../oracle/contracts.js';
import { closedPeriods, nextToClose } from '../oracle/closings.js';
import { Known } from '../oracle/known.js';
import { readHistory } from '../oracle/oracle.js';
import { found, worldOf, type World } from '../oracle/world.js';
import { nextPeriod } from '../oracle/calendar.js';
import { type Mutation } from './mutation.js';
import { linesOf, writeInstant, type History } from './wire.js';

type Json = Readonly<Record<string, unknown>>;

const NEW = { specversion: '1.0', id: 'new', source: 'crm', time: '2029-01-01T00:00:00Z' } as const;

const fact = (type: string, data: Json, time: string = NEW.time): string =>
  JSON.stringify({ ...NEW, type, time, data });

const worldAfter = (history: History): World => worldOf(new Known(readHistory(linesOf(history)).facts));

const nth = <T>(things: readonly T[], n: number): T | undefined => things[n % Math.max(1, things.length)];

/** A fact that is wrong in every history. */
const always = (what: string, type: string, data: Json): Mutation => ({
  what,
  code: 'unknown-reference',
  make: () => fact(type, data),
});

/** A fact about what is recorded, where there is such a thing. */
const about = (
  what: string,
  code: Mutation['code'],
  make: (world: World, pick: number) => string | null,
): Mutation => ({ what, code, make: (history, pick) => make(worldAfter(history), pick) });

const shift = { shiftId: 'new', operatorId: 'o', from: '2026-01-10T10:00:00Z', to: '2026-01-10T11:00:00Z' };

const unknown: readonly Mutation[] = [
  ...['lead.confirmed', 'lead.transferred'].map((type) => always(`${type} of nobody`, type, { leadId: 'nobody' })),
  always('an arrival of nobody', 'lead.arrived', { leadId: 'nobody', as: 'arrived' }),
  always('a return of nobody', 'lead.returned', { leadId: 'nobody', reason: 'wrong-number' }),
  always('a lead of no campaign', 'lead.registered', { leadId: 'new', campaignId: 'none', person: {} }),
  always('a shift of no campaign', 'shift.worked', { ...shift, campaignId: 'none' }),
  always('a call of no campaign', 'call.completed', {
    callId: 'new',
    campaignId: 'none',
    operatorId: 'o',
    seconds: {},
  }),
  always('a campaign of no contract', 'campaign.launched', { campaignId: 'new', contractId: 'none', product: 'card' }),
  always('an end of no contract', 'contract.terminated', { contractId: 'none', endsOn: '2030-01-01' }),
  always('a closing of no contract', 'period.closed', { contractId: 'none', period: '2026-01' }),
  always('a correction of no contract', 'correction.issued', { contractId: 'none' }),
  always('terms of no contract, and wrong', 'contract.amended', { contractId: 'none', terms: {} }),
  always('a contract of no client, and wrong terms', 'contract.signed', {
    contractId: 'new',
    clientId: 'none',
    terms: {},
  }),
  always('a shared key of no client', 'key.shared', { clientId: 'none', kind: 'email', value: 'a@example.ru' }),
  always('the end of no dispute', 'dispute.withdrawn', { disputeId: 'none' }),
  always('taking back nothing', 'fact.retracted', { fact: { source: 'crm', id: 'nothing' } }),
  always('taking back a deemed arrival', 'fact.retracted', { fact: { source: 'deemed', id: 'L1' } }),
];

const belongingElsewhere: readonly Mutation[] = [
  about('a score of no call', 'unknown-reference', ({ campaigns }, pick) => {
    const campaignId = nth([...campaigns.keys()], pick);
    return campaignId === undefined ? null : fact('call.scored', { callId: 'none', campaignId, score: 1 });
  }),
  about('a decision without a return', 'unknown-reference', ({ known, leads }) => {
    const returned = known.everRecorded('lead.returned').map(({ data }) => data.leadId);
    const leadId = [...leads.keys()].find((each) => !returned.includes(each));
    return leadId === undefined ? null : fact('return.decided', { leadId, decision: 'accepted' });
  }),
  about('a link to a lead of another client', 'unknown-reference', ({ leads }) => {
    const [first] = leads.values();
    const other = [...leads.values()].find(({ clientId }) => clientId !== first?.clientId);
    if (first === undefined || other === undefined) return null;
    return fact('person.linked', { clientId: first.clientId, leadIds: [first.leadId, other.leadId] });
  }),
  about('a call to a lead of another client', 'unknown-reference', ({ leads, campaigns }) => {
    const [lead] = leads.values();
    const other = [...campaigns.values()].find(({ contract }) => contract.clientId !== lead?.clientId);
    if (lead === undefined || other === undefined) return null;
    const { leadId } = lead;
    return fact('call.completed', {
      callId: 'new',
      campaignId: other.campaignId,
      operatorId: 'o',
      leadId,
      seconds: {},
    });
  }),
  about('a payment for a contract of another client', 'unknown-reference', ({ contracts }) => {
    const [contract] = contracts.values();
    const other = [...contracts.values()].find(({ clientId }) => clientId !== contract?.clientId);
    if (contract === undefined || other === undefined) return null;
    const { contractId } = contract;
    return fact('payment.received', { paymentId: 'new', clientId: other.clientId, contractId, amount: '1' });
  }),
  about('a campaign with a clause that is nowhere', 'unknown-reference', ({ contracts }, pick) => {
    const contractId = nth([...contracts.keys()], pick);
    // A period clause is no usage clause, either.
    const clauses = [pick % 2 === 0 ? 'none' : 'fee'];
    return fact('campaign.launched', { campaignId: 'new', contractId, product: 'card', clauses });
  }),
  about('a dispute of a clause that is nowhere', 'unknown-reference', ({ leads }, pick) => {
    const lead = nth([...leads.values()], pick);
    if (lead === undefined) return null;
    const { contractId } = lead.campaign.contract;
    const disputed = { source: 'deemed', id: lead.leadId };
    return fact('dispute.opened', {
      disputeId: 'new',
      contractId,
      clauseId: 'none',
      fact: disputed,
      reason: 'no such thing',
    });
  }),
  about('a dispute about a fact of another contract', 'unknown-reference', ({ known, leads, contracts }) => {
    for (const { source, id, data } of known.everRecorded('lead.confirmed', 'lead.arrived')) {
      const own = found(leads, data.leadId).campaign.contract;
      for (const other of contracts.values()) {
        const clauseId = other.signed.clauses.find(
          ({ model }) => model.endsWith('-lead') || model.endsWith('-client'),
        )?.id;
        if (other === own || clauseId === undefined) continue;
        const { contractId } = other;
        return fact('dispute.opened', {
          disputeId: 'new',
          contractId,
          clauseId,
          fact: { source, id },
          reason: 'no such thing',
        });
      }
    }
    return null;
  }),
];

const outOfTurn: readonly Mutation[] = [
  about('a period left out', 'period-order', ({ known, contracts }, pick) => {
    const contractId = nth([...contracts.keys()], pick) ?? '';
    return fact('period.closed', { contractId, period: nextPeriod(nextToClose(known, contractId)).name });
  }),
  about('a period of another kind', 'period-order', ({ contracts }, pick) => {
    const contract = nth([...contracts.values()], pick);
    if (contract === undefined) return null;
    const period = { week: '2026-01', month: '2026-Q1', quarter: '2026-W05' }[contract.signed.period];
    return fact('period.closed', { contractId: contract.contractId, period });
  }),
  about('a period closed twice', 'period-order', ({ known, contracts }, pick) => {
    const contractId = nth([...contracts.keys()], pick) ?? '';
    const period = nth(closedPeriods(known, contractId), pick)?.name;
    return period === undefined ? null : fact('period.closed', { contractId, period });
  }),
  about('a correction before the first closing', 'period-order', ({ known, contracts }) => {
    const contractId = [...contracts.keys()].find((each) => closedPeriods(known, each).length === 0);
    return contractId === undefined ? null : fact('correction.issued', { contractId });
  }),
  about('a period closed before it is over', 'period-not-over', ({ known, contracts }, pick) => {
    const contract = nth([...contracts.values()], pick);
    if (contract === undefined) return null;
    const next = nextToClose(known, contract.contractId);
    const time = writeInstant(endOfPeriod(contract, next) - 1n, 'UTC');
    return fact('period.closed', { contractId: contract.contractId, period: next.name }, time);
  }),
];

export const referenceMutations: readonly Mutation[] = [...unknown, ...belongingElsewhere, ...outOfTurn];
