/** What a fact must stay behind when a history is put in another order. */
import { isUsage } from '../oracle/clauses.js';
import { readTerms } from '../oracle/terms.js';
import { type History, type WireFact } from './wire.js';

type Data = Readonly<Record<string, unknown>>;

/** Which type of fact introduces what a member names. */
const INTRODUCED_BY: Readonly<Record<string, string>> = {
  clientId: 'client.registered',
  contractId: 'contract.signed',
  campaignId: 'campaign.launched',
  leadId: 'lead.registered',
  disputeId: 'dispute.opened',
};

/** Of one contract these keep their order. */
const IN_SEQUENCE = [
  'contract.signed',
  'contract.amended',
  'contract.terminated',
  'period.closed',
  'correction.issued',
];

/** Natural keys that can be freed by a retraction and taken again. */
const FREED: Readonly<Record<string, readonly string[]>> = {
  'contract.terminated': ['contractId'],
  'call.completed': ['campaignId', 'callId'],
  'call.scored': ['campaignId', 'callId'],
  'shift.worked': ['campaignId', 'shiftId'],
  'dispute.opened': ['disputeId'],
  'payment.received': ['paymentId'],
};

const same = (a: Data, b: Data, ...members: readonly string[]): boolean =>
  members.every((member) => a[member] === b[member]);

const refersTo = (fact: WireFact, target: WireFact): boolean => {
  const reference = fact.data['fact'] as { source: string; id: string } | undefined;
  return reference?.source === target.source && reference.id === target.id;
};

const versionWith = (fact: WireFact, contractId: unknown, clauseId: string): boolean =>
  (fact.type === 'contract.signed' || fact.type === 'contract.amended') &&
  fact.data['contractId'] === contractId &&
  readTerms(fact.data['terms']).clauses.some((clause) => isUsage(clause) && clause.id === clauseId);

/** The names that a fact uses: each is introduced by the first fact of a type that has it. */
function namesIn({ type, data }: WireFact): (readonly [member: string, name: unknown])[] {
  const single = Object.keys(INTRODUCED_BY).map((member) => [member, data[member]] as const);
  const leadIds = (data['leadIds'] as readonly string[] | undefined) ?? [];
  const deemed = (data['fact'] as Data | undefined)?.['source'] === 'deemed' ? [(data['fact'] as Data)['id']] : [];
  const leads = [...leadIds, ...deemed].map((name) => ['leadId', name] as const);
  return [...single, ...leads].filter(([member, name]) => typeof name === 'string' && INTRODUCED_BY[member] !== type);
}

/** For every fact the positions of earlier facts that must stay before it. */
export function prerequisitesOf(history: History): readonly (readonly number[])[] {
  return history.map((fact, i) => {
    const before = history.slice(0, i);
    return [...new Set([...references(before, fact), ...sequence(before, fact), ...freedKeys(before, fact)])];
  });
}

const positions = (before: History, holds: (fact: WireFact) => boolean): number[] =>
  before.flatMap((fact, i) => (holds(fact) ? [i] : []));

const first = (before: History, holds: (fact: WireFact) => boolean): number[] => positions(before, holds).slice(0, 1);

/** What must be recorded for the fact not to refer to something unknown. */
function references(before: History, fact: WireFact): number[] {
  const { type, data } = fact;
  const clauses = [...((data['clauses'] as readonly string[] | undefined) ?? []), data['clauseId'] as string];
  return [
    ...namesIn(fact).flatMap(([member, name]) =>
      first(before, (each) => each.type === INTRODUCED_BY[member] && each.data[member] === name),
    ),
    ...first(before, (each) => refersTo(fact, each)),
    // The same fact again comes later: its recordedtime means nothing.
    ...first(before, (each) => each.source === fact.source && each.id === fact.id),
    ...clauses.flatMap((id) => first(before, (each) => versionWith(each, data['contractId'], id))),
    ...(type === 'call.scored'
      ? first(before, (each) => each.type === 'call.completed' && same(each.data, data, 'campaignId', 'callId'))
      : []),
    ...(type === 'return.decided'
      ? first(before, (each) => each.type === 'lead.returned' && same(each.data, data, 'leadId'))
      : []),
  ];
}

/** Versions, termination and closings of a contract in their order; a launch after amendments that were taken back. */
function sequence(before: History, { type, data }: WireFact): number[] {
  const isOfContract = (each: WireFact): boolean =>
    IN_SEQUENCE.includes(each.type) && same(each.data, data, 'contractId');
  const takesBackOne = (each: WireFact): boolean =>
    each.type === 'fact.retracted' && before.some((target) => isOfContract(target) && refersTo(each, target));
  if (IN_SEQUENCE.includes(type)) return positions(before, (each) => isOfContract(each) || takesBackOne(each));
  return type === 'campaign.launched' ? positions(before, takesBackOne) : [];
}

/** A natural key is taken again after the fact that had it was taken back. */
function freedKeys(before: History, { type, data }: WireFact): number[] {
  const members = FREED[type];
  if (members === undefined) return [];
  const holders = before.filter((each) => each.type === type && same(each.data, data, ...members));
  return positions(
    before,
    (each) => each.type === 'fact.retracted' && holders.some((holder) => refersTo(each, holder)),
  );
}
