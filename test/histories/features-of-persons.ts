/** Persons and once groups (section 4). */
import { DAY } from '../oracle/calendar.js';
import { resultsOf, type Billed, type Entitlement } from '../oracle/entitlements.js';
import { type FactType } from '../oracle/facts.js';
import { Known } from '../oracle/known.js';
import { personsOf } from '../oracle/persons.js';
import { worldOf } from '../oracle/world.js';
import { type Features, type Seen } from './seen.js';

const billed = ({ entitlements }: Seen): Billed[] => entitlements.flatMap(({ facts }) => [...facts]);

const someCovered = (seen: Seen, holds: (fact: Billed) => boolean): boolean =>
  billed(seen).some((fact) => fact.coveredBy !== null && holds(fact));

/** Whether some standing fact of the type changes who is one person. */
const matters = ({ world, persons }: Seen, type: FactType): boolean => {
  const { recorded } = world.known;
  return world.known.facts(type).some((fact) => {
    const without = personsOf(worldOf(new Known(recorded.filter((each) => each !== fact))));
    return JSON.stringify([...without]) !== JSON.stringify([...persons]);
  });
};

const pairs = <T>(things: readonly T[]): (readonly [T, T])[] =>
  things.slice(1).map((thing, i) => [things[i] as T, thing] as const);

/** Entitlements of one person and group, each with the next. */
const successions = ({ entitlements }: Seen): (readonly [Entitlement, Entitlement])[] =>
  pairs(entitlements).filter(([a, b]) => a.person === b.person && a.onceGroup === b.onceGroup);

const windowOf = ({ facts }: Entitlement): bigint =>
  BigInt(facts[0]?.result.campaign.contract.reconciliation.windowDays ?? 0) * DAY;

export const personFeatures: Features = {
  'covered fact': (seen) => someCovered(seen, () => true),
  'covered by a fact of another lead': (seen) =>
    someCovered(seen, ({ result, coveredBy }) => result.lead?.leadId !== coveredBy?.lead?.leadId),
  'covered across contracts': (seen) =>
    someCovered(seen, ({ result, coveredBy }) => result.campaign.contract !== coveredBy?.campaign.contract),
  'covered across time zones': (seen) =>
    someCovered(seen, ({ result, coveredBy }) => result.campaign.contract.zone !== coveredBy?.campaign.contract.zone),
  'covered effective call': (seen) => someCovered(seen, ({ result }) => result.type === 'call.completed'),
  'covered by an effective call': (seen) => someCovered(seen, ({ coveredBy }) => coveredBy?.type === 'call.completed'),
  'covered twice over: two clauses for one fact': (seen) =>
    someCovered(seen, ({ result, coveredBy }) => result.id === coveredBy?.id && result.source === coveredBy.source),
  'covered in a line of tiers': (seen) => someCovered(seen, ({ price }) => price === null),
  'top-up step': (seen) =>
    billed(seen).some(
      (fact) =>
        fact.price !== null &&
        fact.billed !== null &&
        fact.billed.compare(0) > 0 &&
        fact.billed.compare(fact.price) < 0,
    ),
  'a second entitlement of one person': (seen) => successions(seen).length > 0,
  'covered to the second of the window': (seen) =>
    seen.entitlements.some((each) =>
      each.facts.some(({ result }, i) => i > 0 && result.time - each.opened === windowOf(each)),
    ),
  'a second after the window': (seen) =>
    successions(seen).some(
      ([a, b]) => b.opened - a.opened > windowOf(a) && b.opened - a.opened <= windowOf(a) + 1_000_000n,
    ),
  'one lead for good: beyond the window': (seen) =>
    seen.entitlements.some((each) => each.facts.some(({ result }) => result.time - each.opened > windowOf(each))),
  'date-only report': (seen) =>
    seen.entitlements.some(({ facts }) => pairs(facts).some(([a, b]) => a.result.time > b.result.time)),
  'a tie of time between facts of one entitlement': (seen) =>
    seen.entitlements.some(({ facts }) =>
      pairs(facts).some(([a, b]) => a.result.time === b.result.time && a.result.id !== b.result.id),
    ),
  'another once group': (seen) => seen.entitlements.some(({ onceGroup }) => onceGroup !== 'result'),
  'no-person': ({ world, persons }) => {
    return resultsOf(world).some(
      ({ clause, lead }) => clause.onceGroup !== undefined && lead !== null && persons.get(lead.leadId) === null,
    );
  },
  linked: (seen) => matters(seen, 'person.linked'),
  separated: (seen) => matters(seen, 'person.separated'),
  shared: (seen) => matters(seen, 'key.shared'),
  identified: (seen) => matters(seen, 'lead.identified'),
  'keys as digests': ({ world }) =>
    [...world.leads.values()].some(({ keys }) => keys.some((key) => key.includes('digest-of'))),
  'a phone with an extension': ({ world }) =>
    [...world.leads.values()].some(({ keys }) => keys.some((key) => key.includes(';ext='))),
};
