/** Which facts stand, and under which terms (section 5); what was taken back or said again (section 1). */
import { DAY } from '../oracle/calendar.js';
import { versionAt } from '../oracle/contracts.js';
import { type FactType } from '../oracle/facts.js';
import { type Result } from '../oracle/entitlements.js';
import {
  deemedArrival,
  governingVersion,
  handoversOf,
  isReturned,
  removalsOf,
  type Subject,
} from '../oracle/outcomes.js';
import { byTime } from '../oracle/text.js';
import { type Lead } from '../oracle/world.js';
import { type Features, type Seen } from './seen.js';

const leads = ({ world }: Seen): Lead[] => [...world.leads.values()];
const results = ({ entitlements }: Seen): Result[] =>
  entitlements.flatMap(({ facts }) => facts.map(({ result }) => result));

/** Leads with standing facts of these types. */
const having = (
  { world }: Seen,
  ...types: ('lead.returned' | 'return.decided' | 'lead.not-arrived' | 'lead.arrived')[]
) => {
  const ids = new Set(world.known.facts(...types).map(({ data }) => data.leadId));
  return [...world.leads.values()].filter(({ leadId }) => ids.has(leadId));
};

const removes = ({ world }: Seen, ...types: Subject['type'][]): boolean =>
  removalsOf(world).some(({ subject }) => types.includes(subject.type));

/** The terms' verdict on a silent lead, had nobody answered. */
const hadDeadline = ({ world }: Seen, lead: Lead): boolean => {
  const transferred = handoversOf(world, lead).find(({ type }) => type === 'lead.transferred');
  const terms = transferred && governingVersion(world, lead, transferred.time)?.terms;
  return terms?.feedback?.onSilence === 'deemed-arrived';
};

const days = (count: number): bigint => BigInt(count) * DAY;

const standingHandovers = ({ world }: Seen, { leadId }: Lead) =>
  world.known
    .facts('lead.confirmed', 'lead.transferred')
    .filter(({ data }) => data.leadId === leadId)
    .sort(byTime);

/** When the clock of a lead started: its first handover of these types, by time or recording, whichever is later. */
function clockOf(seen: Seen, lead: Lead, ...types: ('lead.confirmed' | 'lead.transferred')[]): bigint | null {
  const first = standingHandovers(seen, lead).find(({ type }) => types.includes(type));
  if (first === undefined) return null;
  return first.time > first.recorded ? first.time : first.recorded;
}

const recordedOf = (
  { world }: Seen,
  { leadId }: Lead,
  ...types: ('lead.returned' | 'lead.not-arrived' | 'lead.arrived')[]
): bigint[] =>
  world.known
    .facts(...types)
    .filter(({ data }) => data.leadId === leadId)
    .map(({ recorded }) => recorded);

const deadlineDays = ({ world }: Seen, lead: Lead): number => {
  const transferred = handoversOf(world, lead).find(({ type }) => type === 'lead.transferred');
  const terms = transferred && governingVersion(world, lead, transferred.time)?.terms;
  return terms?.feedback?.deadlineDays ?? 0;
};

const decidedLater = ({ world }: Seen, before: 'upheld', after: 'rejected' | 'withdrawn'): boolean =>
  world.known.facts('dispute.opened').some(({ data: { disputeId } }) => {
    const ends = world.known
      .facts('dispute.resolved', 'dispute.withdrawn')
      .filter(({ data }) => data.disputeId === disputeId)
      .sort(byTime)
      .map((fact) => (fact.type === 'dispute.withdrawn' ? 'withdrawn' : fact.data.decision));
    return ends.at(-1) === after && ends.includes(before);
  });

/** Section 1.1: what can be taken back. */
const RETRACTABLE: readonly FactType[] = [
  'contract.amended',
  'contract.terminated',
  'campaign.closed',
  'lead.identified',
  'person.linked',
  'person.separated',
  'key.shared',
  'call.completed',
  'call.scored',
  'shift.worked',
  'lead.confirmed',
  'lead.transferred',
  'lead.arrived',
  'lead.not-arrived',
  'lead.returned',
  'return.decided',
  'dispute.opened',
  'dispute.resolved',
  'dispute.withdrawn',
  'payment.received',
];

const retractedOf =
  (type: FactType) =>
  ({ world }: Seen): boolean =>
    world.known.everRecorded(type).some((fact) => !world.known.standing.includes(fact));

export const outcomeFeatures: Features = {
  'deemed arrival billed': (seen) =>
    seen.entitlements.some(({ facts }) =>
      facts.some(({ result, coveredBy }) => result.type === 'deemed' && coveredBy === null),
    ),
  'deemed arrival covered': (seen) =>
    seen.entitlements.some(({ facts }) =>
      facts.some(({ result, coveredBy }) => result.type === 'deemed' && coveredBy !== null),
    ),
  'arrival after a deemed one': (seen) =>
    seen.entitlements.some(({ facts }) =>
      facts.some(({ result, coveredBy }) => result.type === 'lead.arrived' && coveredBy?.type === 'deemed'),
    ),
  'answered in time': (seen) =>
    having(seen, 'lead.not-arrived', 'lead.arrived').some(
      (lead) => hadDeadline(seen, lead) && deemedArrival(seen.world, lead) === null,
    ),
  'answered too late': (seen) =>
    having(seen, 'lead.not-arrived', 'lead.arrived').some((lead) => deemedArrival(seen.world, lead) !== null),
  'an answer recorded to the second of the deadline': (seen) =>
    having(seen, 'lead.not-arrived', 'lead.arrived').some((lead) => {
      const clock = clockOf(seen, lead, 'lead.transferred');
      return (
        clock !== null &&
        hadDeadline(seen, lead) &&
        recordedOf(seen, lead, 'lead.not-arrived', 'lead.arrived').some(
          (recorded) => recorded === clock + days(deadlineDays(seen, lead)),
        )
      );
    }),
  'a return recorded to the second of its window': (seen) =>
    having(seen, 'lead.returned').some((lead) => {
      const clock = clockOf(seen, lead, 'lead.confirmed', 'lead.transferred');
      const [first] = standingHandovers(seen, lead);
      const returns = first && versionAt(lead.campaign.contract, first.time)?.terms.returns;
      return (
        clock !== null &&
        returns !== undefined &&
        recordedOf(seen, lead, 'lead.returned').includes(clock + days(returns.windowDays))
      );
    }),
  'return accepted by the terms': (seen) => {
    const decided = having(seen, 'return.decided');
    return leads(seen).some((lead) => isReturned(seen.world, lead) && !decided.includes(lead));
  },
  'return accepted by decision': (seen) => having(seen, 'return.decided').some((lead) => isReturned(seen.world, lead)),
  'return refused': (seen) => having(seen, 'lead.returned').some((lead) => !isReturned(seen.world, lead)),
  'arrival of a returned lead': (seen) =>
    results(seen).some(({ type, lead }) => type === 'lead.arrived' && lead !== null && isReturned(seen.world, lead)),
  'upheld dispute of a lead': (seen) => removes(seen, 'lead.confirmed', 'lead.transferred', 'lead.arrived'),
  'upheld dispute of a call': (seen) => removes(seen, 'call.completed'),
  'upheld dispute of a shift': (seen) => removes(seen, 'shift.worked'),
  'upheld dispute of a deemed arrival': (seen) => removes(seen, 'deemed'),
  'upheld, then rejected': (seen) => decidedLater(seen, 'upheld', 'rejected'),
  'upheld, then withdrawn': (seen) => decidedLater(seen, 'upheld', 'withdrawn'),
  'a lead handed over keeps its version': (seen) =>
    results(seen).some(({ version, campaign, time }) => {
      const own = versionAt(campaign.contract, time);
      return own !== null && own.number !== version.number;
    }),
  'a lead handed over is billed after the end': (seen) =>
    results(seen).some(({ campaign, time }) => versionAt(campaign.contract, time) === null),
  'unbillable outcome': ({ world }) =>
    world.known
      .facts('lead.arrived')
      .some(({ data, time }) =>
        [...world.leads.values()].some(
          (lead) => lead.leadId === data.leadId && governingVersion(world, lead, time) === null,
        ),
      ),
  'fact retracted': ({ world }) => world.known.recorded.some((fact) => !world.known.standing.includes(fact)),
  'retracted and recorded anew': ({ world }) =>
    ['call.completed', 'call.scored', 'shift.worked', 'dispute.opened', 'contract.terminated'].some((type) => {
      const keys = world.known.recorded
        .filter((fact) => fact.type === type)
        .map(({ data }) =>
          JSON.stringify(
            ['callId', 'shiftId', 'disputeId', 'campaignId', 'contractId'].map(
              (name) => (data as Record<string, unknown>)[name],
            ),
          ),
        );
      return new Set(keys).size < keys.length;
    }),
  ...Object.fromEntries(RETRACTABLE.map((type) => [`retracted: ${type}`, retractedOf(type)])),
  'the same fact again': ({ history, world }) => history.length > world.known.recorded.length,
  'recorded later than it happened': ({ world }) => world.known.recorded.some(({ time, recorded }) => recorded > time),
};
