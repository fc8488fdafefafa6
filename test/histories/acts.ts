/** Moves played: each becomes a fact about what is on the stage, or nothing where there is nothing to speak of. */
import { closingOf } from './closings.js';
import { type Move, type MoveKind } from './moves.arbitrary.js';
import { frameOf, launch } from './opening.js';
import { digestOf, KINDS, valueOf, writePerson } from './people.js';
import { type Signed, type Stage } from './stage.js';
import { writeTerms } from './terms.arbitrary.js';
import { inUniversalTime, writeInstant } from './wire.js';

type Json = Readonly<Record<string, unknown>>;
type Act = (stage: Stage, move: Move, id: string) => void;

const among = <T>(things: readonly T[], n: number): T | undefined => things[n % Math.max(1, things.length)];
const lastBut = <T>(things: readonly T[], n: number): T | undefined => things.at(-1 - (n % Math.max(1, things.length)));

const leadIds = (stage: Stage): string[] => stage.known.facts('lead.registered').map(({ data }) => data.leadId);

/** A fact about a lead. */
const ofLead =
  (type: string, rest: (move: Move) => Json = () => ({})): Act =>
  (stage, move, id) => {
    const leadId = among(leadIds(stage), move.picks[0]);
    if (leadId === undefined) return;
    const signed = stage.signedOf(stage.campaignOf(leadId));
    stage.tell(stage.draft(move, id, signed, leadId), type, { leadId, ...rest(move) });
  };

/** A fact about a contract. */
const ofContract =
  (act: (stage: Stage, move: Move, id: string, signed: Signed) => void): Act =>
  (stage, move, id) => {
    const signed = among(stage.contracts, move.picks[0]);
    if (signed !== undefined) act(stage, move, id, signed);
  };

/** A fact about a campaign. */
const ofCampaign =
  (act: (stage: Stage, move: Move, id: string, campaignId: string, signed: Signed) => void): Act =>
  (stage, move, id) => {
    const campaigns = stage.known.facts('campaign.launched').map(({ data }) => data.campaignId);
    const campaignId = among(campaigns, move.picks[0]);
    if (campaignId !== undefined) act(stage, move, id, campaignId, stage.signedOf(campaignId));
  };

const SECONDS: readonly Json[] = [
  { talk: 61 },
  { script: 11, hold: 10, talk: 40, dial: 20, wrapUp: 30 },
  { talk: 600, script: 1 },
  { talk: 0 },
  { talk: 60 },
];
const DIALOGUES: readonly Json[] = [
  {},
  { status: 'no-answer' },
  {
    dialogue: [
      { status: 'secretary', seconds: 31 },
      { status: 'consent', seconds: 7 },
      { status: 'secretary', seconds: 30 },
    ],
  },
  { dialogue: [], status: 'decision-maker' },
  { dialogue: [{ status: 'decision-maker', seconds: 125 }], status: 'consent' },
];

const call = ofCampaign((stage, move, id, campaignId, signed) => {
  const [, who, how, which] = move.picks;
  const leadId = who % 4 === 3 ? undefined : among(leadIds(stage), who);
  const draft = stage.draft(move, id, signed, leadId ?? null);
  const facts = {
    callId: `c${which % 7}`,
    campaignId,
    operatorId: `o${how % 2}`,
    seconds: among(SECONDS, how + which),
  };
  const presented = how % 4 === 3 ? {} : { presented: how % 7 !== 6 };
  stage.tell(draft, 'call.completed', {
    ...facts,
    leadId: leadId ?? null,
    ...among(DIALOGUES, who + how),
    ...presented,
  });
});

const scored: Act = (stage, move, id) => {
  const heard = among(stage.known.everRecorded('call.completed'), move.picks[0]);
  if (heard === undefined) return;
  const { callId, campaignId } = heard.data;
  const score = among([70, 100, 0, 95, 40], move.picks[1]);
  stage.tell(stage.draft(move, id, stage.signedOf(campaignId), null), 'call.scored', { callId, campaignId, score });
};

const HOURS = [3, 8, 24, 1, 10];

const shift = ofCampaign((stage, move, id, campaignId, signed) => {
  const [, who, long, which] = move.picks;
  const draft = stage.draft(move, id, signed, null);
  const from = draft.time - (((draft.time % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const at = (hours: number): string => writeInstant(from + BigInt(Math.round(hours * 3600)) * 1_000_000n, draft.zone);
  const breaks = [
    { from: at(0.5), to: at(0.75) },
    { from: at(2.5), to: at(30) },
  ].slice(0, Math.max(0, (who % 4) - 1));
  const operatorId = `o${who < 9 ? 0 : 1}`;
  const data = { shiftId: `s${which % 6}`, campaignId, operatorId, from: at(0), to: at(among(HOURS, long) ?? 1) };
  // Its `time` has no effect: a shift may be reported days before or after it begins.
  const reported = BigInt((which % 3) - 1) * 2n * 86_400_000_000n;
  const recorded = draft.recorded === undefined ? undefined : draft.recorded + reported;
  const report = { ...draft, time: draft.time + reported, recorded };
  stage.tell(report, 'shift.worked', breaks.length === 0 ? data : { ...data, breaks });
});

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

const launched = ofContract((stage, move, id, signed) => {
  const [, product, name, pilot] = move.picks;
  const draft = stage.draft(move, id, signed, null);
  const campaign = {
    product: among(['card', 'loan'], product) ?? '',
    clauses: [],
    budget: pilot % 2 === 0 ? '50' : null,
  };
  launch(stage, draft, signed.contractId, `x${name % 2}`, campaign);
});

const retracted: Act = (stage, move, id) => {
  const retractable = stage.facts.filter(
    ({ type }) => !/^(client|campaign.launched|contract.signed|lead.registered|period|correction|fact)/.test(type),
  );
  const target = lastBut(retractable, move.picks[0] + 12 * (move.picks[1] % 3));
  const signed = among(stage.contracts, move.picks[2]);
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

const amended = ofContract((stage, move, id, signed) => {
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

const terminated = ofContract((stage, move, id, { contractId, ...signed }) => {
  const [, day, , retroactive] = move.picks;
  const data = { contractId, endsOn: stage.dayAt(day), ...(retroactive % 4 === 0 ? {} : { retroactive: true }) };
  stage.tell(stage.draft(move, id, { contractId, ...signed }, null), 'contract.terminated', data);
});

/** The next period of a contract, closed as soon as it is over or some days later. */
const closed = ofContract((stage, move, id, { contractId }) => {
  stage.record(closingOf(stage.facts, contractId, id, [0, 4, 1][move.picks[1] % 3] ?? 0));
});

const corrected = ofContract((stage, move, id, { contractId, ...signed }) => {
  stage.tell(stage.draft(move, id, { contractId, ...signed }, null), 'correction.issued', { contractId });
});

const paid = ofContract((stage, move, id, signed) => {
  const { contractId, clientId } = signed;
  const amount = among(['1000.00', '-20.5'], move.picks[1]);
  const data = { paymentId: `p${move.picks[2] % 3}`, clientId, contractId, amount };
  stage.tell(stage.draft(move, id, signed, null), 'payment.received', data);
});

const finished = ofCampaign((stage, move, id, campaignId, signed) => {
  stage.tell(stage.draft(move, id, signed, null), 'campaign.closed', { campaignId });
});

export const ACTS: Readonly<Record<MoveKind, Act>> = {
  confirmed: ofLead('lead.confirmed'),
  transferred: ofLead('lead.transferred'),
  arrived: ofLead('lead.arrived', ({ picks }) => ({ as: among(['arrived', 'installed', 'onboarded'], picks[1]) })),
  'not-arrived': ofLead('lead.not-arrived', () => ({ reason: 'changed-mind' })),
  returned: ofLead('lead.returned', ({ picks }) => ({
    reason: among(['wrong-number', 'out-of-area', 'wrong-number', 'no-interest', 'unheard-of'], picks[1]),
  })),
  decided: ofLead('return.decided', ({ picks }) => ({ decision: among(['accepted', 'refused'], picks[1]) })),
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
