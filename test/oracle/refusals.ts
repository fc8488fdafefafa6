/** Which facts are refused, and as what (sections 1 and 2). */
import { type Fact, type FactType } from './facts.js';
import { Known } from './known.js';
import { closingRefusal } from './closings.js';
import { breaksTerms } from './versions.js';
import { isUnknownReference } from './references.js';
import { identityOf } from './text.js';

export type Code =
  'invalid' | 'conflict' | 'duplicate' | 'unknown-reference' | 'terms' | 'period-order' | 'period-not-over';

/** Section 1.1: facts that cannot be taken back. */
const FOR_GOOD: readonly FactType[] = [
  'client.registered',
  'contract.signed',
  'campaign.launched',
  'lead.registered',
  'period.closed',
  'correction.issued',
  'fact.retracted',
];

/** Section 1: natural keys. The fact that introduces such a key introduces it alone, until it is retracted. */
const NATURAL_KEYS: Partial<Record<FactType, readonly string[]>> = {
  'client.registered': ['clientId'],
  'contract.signed': ['contractId'],
  'contract.terminated': ['contractId'],
  'campaign.launched': ['campaignId'],
  'lead.registered': ['leadId'],
  'call.completed': ['campaignId', 'callId'],
  'call.scored': ['campaignId', 'callId'],
  'shift.worked': ['campaignId', 'shiftId'],
  'dispute.opened': ['disputeId'],
  'payment.received': ['paymentId'],
};

/** Another standing fact of the type with the same natural key. */
function isDuplicate(known: Known, fact: Fact): boolean {
  const names = NATURAL_KEYS[fact.type];
  if (names === undefined) return false;
  const key = (data: object): string => JSON.stringify(names.map((name) => (data as Record<string, unknown>)[name]));
  return known.facts(fact.type).some(({ data }) => key(data) === key(fact.data));
}

/** A retraction of what cannot be taken back. */
function takesBackForGood(known: Known, fact: Fact): boolean {
  if (fact.type !== 'fact.retracted') return false;
  const target = known.recorded.find((other) => identityOf(other) === identityOf(fact.data.fact));
  return target !== undefined && FOR_GOOD.includes(target.type);
}

/**
 * Why a well-formed fact is refused after what is recorded: the first code in order of precedence that holds, `same`
 * for a fact that is recorded already and ignored, or null where it is to be recorded.
 */
export function refusalOf(recorded: readonly Fact[], fact: Fact): Code | 'same' | null {
  const known = new Known(recorded);
  if (takesBackForGood(known, fact)) return 'invalid';
  const before = recorded.find((other) => identityOf(other) === identityOf(fact));
  if (before !== undefined) return before.content === fact.content ? 'same' : 'conflict';
  if (isDuplicate(known, fact)) return 'duplicate';
  if (isUnknownReference(known, fact)) return 'unknown-reference';
  if (breaksTerms(known, fact)) return 'terms';
  return closingRefusal(known, fact);
}
