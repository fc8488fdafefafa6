/** What section 2 refuses as `terms` because of what is recorded beside them. */
import { addDays } from './calendar.js';
import { paysTime, pricingOf, type UsageClause } from './clauses.js';
import { closedPeriods } from './closings.js';
import { clausesBilling, recordedVersions, termsOf } from './contracts.js';
import { type Fact } from './facts.js';
import { Wrong } from './forms.js';
import { type Known } from './known.js';
import { readTerms, type Terms } from './terms.js';

/** Null where there is something wrong inside. */
function termsOrNull(value: unknown): Terms | null {
  try {
    return readTerms(value);
  } catch (error) {
    if (error instanceof Wrong) return null;
    throw error;
  }
}

export function breaksTerms(known: Known, fact: Fact): boolean {
  if (fact.type === 'contract.signed') {
    const terms = termsOrNull(fact.data.terms);
    return terms === null || differsFromSiblings(known, fact.data.clientId, terms);
  }
  if (fact.type === 'contract.amended') return breaksAmendment(known, fact);
  if (fact.type === 'contract.terminated') {
    // `endsOn` before the last day of a closed period, without `"retroactive": true`.
    const after = closedPeriods(known, fact.data.contractId).at(-1)?.after;
    return after !== undefined && nextDayIsBefore(fact.data.endsOn, after) && fact.data.retroactive !== true;
  }
  if (fact.type === 'campaign.launched') {
    const versions = recordedVersions(known, fact.data.contractId).filter(({ stands }) => stands);
    return versions.some(({ terms }) => cannotBill(fact.data, terms));
  }
  return false;
}

/** Whether the last day of a period, given the day after it, comes later than a date. */
const nextDayIsBefore = (endsOn: string, after: string): boolean => addDays(endsOn, 1) < after;

const reconciliationText = ({ reconciliation }: Terms): string =>
  JSON.stringify({ ...reconciliation, keys: [...new Set(reconciliation.keys)].sort() });

/** Contracts of one client that differ in `reconciliation` or `currency`. */
function differsFromSiblings(known: Known, clientId: string, terms: Terms): boolean {
  return known
    .everRecorded('contract.signed')
    .filter(({ data }) => data.clientId === clientId)
    .map(termsOf)
    .some((other) => other.currency !== terms.currency || reconciliationText(other) !== reconciliationText(terms));
}

function breaksAmendment(known: Known, fact: Fact<'contract.amended'>): boolean {
  const { contractId, retroactive } = fact.data;
  const terms = termsOrNull(fact.data.terms);
  const versions = recordedVersions(known, contractId);
  const signed = versions[0]?.terms;
  if (terms === null || signed === undefined) return true;
  // Section 1.1: these stay as signed.
  if (terms.currency !== signed.currency || terms.timeZone !== signed.timeZone || terms.period !== signed.period)
    return true;
  if (reconciliationText(terms) !== reconciliationText(signed)) return true;
  // `effectiveFrom` not after that of every standing version.
  const standing = versions.filter(({ stands }) => stands);
  if (standing.some((version) => version.terms.effectiveFrom >= terms.effectiveFrom)) return true;
  // `effectiveFrom` before the end of a closed period without `"retroactive": true`.
  const after = closedPeriods(known, contractId).at(-1)?.after;
  if (after !== undefined && terms.effectiveFrom < after && retroactive !== true) return true;
  return known
    .everRecorded('campaign.launched')
    .filter(({ data }) => data.contractId === contractId)
    .some(({ data }) => cannotBill(data, terms));
}

type Launched = Fact<'campaign.launched'>['data'];

/** Clauses and a campaign that do not go together. */
function cannotBill(campaign: Launched, terms: Terms): boolean {
  const clauses: UsageClause[] = clausesBilling({ clauses: campaign.clauses ?? null }, terms);
  const paysTimeTwice = campaign.clauses === undefined && clauses.filter(paysTime).length > 1;
  const paysHoursTwice = clauses.filter(({ model }) => model === 'operator-hour').length > 1;
  const isTieredPilot = campaign.pilot !== undefined && clauses.some((clause) => pricingOf(clause).tiers !== undefined);
  return paysTimeTwice || paysHoursTwice || isTieredPilot;
}
