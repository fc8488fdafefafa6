/** Moves of people at work: calls, scores and shifts. */
import { among, leadIds, ofCampaign, type Act, type Json } from './choose.js';
import { writeInstant } from './wire.js';

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

export const call = ofCampaign((stage, move, id, campaignId, signed) => {
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

export const scored: Act = (stage, move, id) => {
  const heard = among(stage.known.everRecorded('call.completed'), move.picks[0]);
  if (heard === undefined) return;
  const { callId, campaignId } = heard.data;
  const score = among([70, 100, 0, 95, 40], move.picks[1]);
  stage.tell(stage.draft(move, id, stage.signedOf(campaignId), null), 'call.scored', { callId, campaignId, score });
};

const HOURS = [3, 8, 24, 1, 10];

export const shift = ofCampaign((stage, move, id, campaignId, signed) => {
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
}, 'operator-hour');
