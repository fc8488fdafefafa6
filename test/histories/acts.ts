/** Moves played: each becomes a fact about what is on the stage, or nothing where there is nothing to speak of. */
import { amended, closed, corrected, finished, launched, paid, terminated } from './acts-of-contracts.js';
import { call, scored, shift } from './acts-of-work.js';
import { among, byClock, lastBut, leadIds, ofCampaign, ofContract, ofLead, type Act, type Json } from './choose.js';
import { type Move, type MoveKind } from './moves.arbitrary.js';
import { digestOf, KINDS, valueOf, writePerson } from './people.js';
import { inUniversalTime, writeInstant } from './wire.js';

const beforeDeadline = (move: Move): Move => byClock(move, 'transfer', 2);
const insideReturns = (move: Move): Move => byClock(move, 'handover', 3);

/** The models that may bill facts of a type, so that disputes often hit. */
const BILLED_BY: Readonly<Record<string, readonly string[]>> = {
  'lead.confirmed': ['confirmed-lead'],
  'lead.transferred': ['confirmed-lead'],
  'lead.arrived': ['arrived-client'],
  deemed: ['arrived-client'],
  'call.completed': ['effective-call', 'operator-minute', 'differentiated-minute'],
  'shift.worked': ['operator-hour'],
};

const disputed: Act = (stage, move, id) => {
  const [which, , clause, name] = move.picks;
  const facts = stage.known.everRecorded(
    'lead.confirmed',
    'lead.transferred',
    'lead.arrived',
    'call.completed',
    'shift.worked',
  );
  const billed = facts.map(({ source, id: of, type, data }) => ({
    fact: { source, id: of },
    type: type,
    campaignId: 'campaignId' in data ? data.campaignId : stage.campaignOf(data.leadId),
  }));
  const silent = stage.known.facts('lead.transferred').map(({ data: { leadId } }) => ({
    fact: { source: 'deemed', id: leadId },
    type: 'deemed',
    campaignId: stage.campaignOf(leadId),
  }));
  const target = lastBut([...silent, ...billed], which);
  if (target === undefined) return;
  const signed = stage.signedOf(target.campaignId);
  const usage = stage.contract(signed.contractId).versions.flatMap(({ terms }) => terms.clauses);
  const fitting = usage.filter(({ model }) => BILLED_BY[target.type]?.includes(model));
  const clauseId = (among(fitting, clause) ?? among(usage, clause))?.id;
  if (clauseId === undefined) return;
  const { contractId } = signed;
  const data = { disputeId: `d${name % 6}`, contractId, clauseId, fact: target.fact, reason: 'it never happened' };
  stage.tell(stage.draft(move, id, signed, null), 'dispute.opened', data);
};

/** The end of a dispute: mostly of the one opened last. */
const ended =
  (type: string, rest: (move: Move) => Json): Act =>
  (stage, move, id) => {
    const dispute = lastBut(stage.known.everRecorded('dispute.opened'), Math.floor(move.picks[0] / 4));
    const signed = stage.contracts.find(({ contractId }) => contractId === dispute?.data.contractId);
    if (dispute === undefined || signed === undefined) return;
    stage.tell(stage.draft(move, id, signed, null), type, { disputeId: dispute.data.disputeId, ...rest(move) });
  };

const grouped =
  (type: string, many: number): Act =>
  (stage, move, id) => {
    const some = [...new Set([0, 1].slice(0, many).map((i) => among(leadIds(stage), move.picks[i] ?? 0)))];
    const [first] = some;
    if (first === undefined) return;
    const signed = stage.signedOf(stage.campaignOf(first));
    stage.tell(stage.draft(move, id, signed, first), type, { clientId: signed.clientId, leadIds: some });
  };

const shared = ofContract((stage, move, id, signed) => {
  const [, what, which, notation] = move.picks;
  const kind = among(KINDS, what < 8 ? 0 : what) ?? 'phone';
  const value = notation === 11 ? digestOf(kind, which % 2) : valueOf(kind, which, notation);
  stage.tell(stage.draft(move, id, signed, null), 'key.shared', { clientId: signed.clientId, kind, value });
});

const person = (move: Move): Json => {
  const [, phone, email, notation] = move.picks;
  const plan = { phone: phone < 9 ? phone % 4 : null, email: email < 4 ? email % 2 : null, externalId: null };
  return writePerson({ ...plan, digests: notation === 11 }, notation);
};

const registered = ofCampaign((stage, move, id, campaignId, signed) => {
  const data = { leadId: `L${leadIds(stage).length + 1}`, campaignId, ...person(move) };
  if (leadIds(stage).length < 8) stage.tell(stage.draft(move, id, signed, null), 'lead.registered', data);
});

const FOR_GOOD = /^(client|campaign.launched|contract.signed|lead.registered|period|correction|fact)/;

/** A decision about a lead that was returned. */
const decided: Act = (stage, move, id) => {
  const leadId = lastBut(stage.known.everRecorded('lead.returned'), move.picks[0])?.data.leadId;
  if (leadId === undefined) return;
  const signed = stage.signedOf(stage.campaignOf(leadId));
  const decision = among(['accepted', 'refused'], move.picks[1]);
  stage.tell(stage.draft(move, id, signed, leadId), 'return.decided', { leadId, decision });
};

/** What is taken back: any fact as likely as another, or any type of fact. */
const retracted: Act = (stage, move, id) => {
  const retractable = stage.facts.filter(({ type }) => !FOR_GOOD.test(type));
  const types = [...new Set(retractable.map(({ type }) => type))];
  const [which, how, where] = move.picks;
  const ofOneType = retractable.filter(({ type }) => type === lastBut(types, which));
  const target = how % 2 === 0 ? lastBut(retractable, which + 4 * how) : lastBut(ofOneType, Math.floor(how / 4));
  const signed = among(stage.contracts, where);
  if (target === undefined || signed === undefined) return;
  const { source, id: of } = target;
  stage.tell(stage.draft(move, id, signed, null), 'fact.retracted', { fact: { source, id: of } });
};

/** The same fact again: written with another offset, and recorded later. */
const repeated: Act = (stage, move) => {
  const fact = lastBut(stage.wire, move.picks[0]);
  if (fact === undefined) return;
  const time = inUniversalTime(fact.time);
  const recordedtime = writeInstant(BigInt(Date.parse('2028-01-01T00:00:00Z')) * 1000n, 'UTC');
  stage.record({ ...fact, time, ...(move.picks[1] % 2 === 0 ? { recordedtime } : {}) });
};

export const ACTS: Readonly<Record<MoveKind, Act>> = {
  confirmed: ofLead('lead.confirmed'),
  transferred: ofLead('lead.transferred'),
  arrived: ofLead(
    'lead.arrived',
    ({ picks }) => ({ as: among(['arrived', 'installed', 'onboarded'], picks[1]) }),
    beforeDeadline,
  ),
  'not-arrived': ofLead('lead.not-arrived', () => ({ reason: 'changed-mind' }), beforeDeadline),
  returned: ofLead(
    'lead.returned',
    ({ picks }) => ({
      reason: among(['wrong-number', 'out-of-area', 'wrong-number', 'no-interest', 'unheard-of'], picks[1]),
    }),
    insideReturns,
  ),
  decided,
  call,
  scored,
  shift,
  disputed,
  resolved: ended('dispute.resolved', ({ picks }) => ({ decision: picks[1] % 3 === 2 ? 'rejected' : 'upheld' })),
  withdrawn: ended('dispute.withdrawn', () => ({})),
  identified: ofLead('lead.identified', person),
  linked: grouped('person.linked', 2),
  separated: grouped('person.separated', 1),
  shared,
  registered,
  launched,
  retracted,
  repeated,
  amended,
  terminated,
  closed,
  corrected,
  paid,
  'campaign-closed': finished,
};
