/** What a move is about: leads, campaigns and contracts on the stage, chosen by its numbers. */
import { type Move } from './moves.arbitrary.js';
import { type Signed, type Stage } from './stage.js';

export type Json = Readonly<Record<string, unknown>>;
export type Act = (stage: Stage, move: Move, id: string) => void;

export const among = <T>(things: readonly T[], n: number): T | undefined => things[n % Math.max(1, things.length)];
export const lastBut = <T>(things: readonly T[], n: number): T | undefined =>
  things.at(-1 - (n % Math.max(1, things.length)));

export const leadIds = (stage: Stage): string[] => stage.known.facts('lead.registered').map(({ data }) => data.leadId);

/** A move that is late by a clock of its lead: by the span that this clock is measured by. */
export const byClock = (move: Move, after: 'handover' | 'transfer', span: number): Move =>
  move.late === null || move.late.after === 'time' ? move : { ...move, late: { ...move.late, after, span } };

/** A fact about a lead. */
export const ofLead =
  (type: string, rest: (move: Move) => Json = () => ({}), clocked: (move: Move) => Move = (move) => move): Act =>
  (stage, given, id) => {
    const move = clocked(given);
    const leadId = among(leadIds(stage), move.picks[0]);
    if (leadId === undefined) return;
    const signed = stage.signedOf(stage.campaignOf(leadId));
    stage.tell(stage.draft(move, id, signed, leadId), type, { leadId, ...rest(move) });
  };

/** A fact about a contract. */
export const ofContract =
  (act: (stage: Stage, move: Move, id: string, signed: Signed) => void): Act =>
  (stage, move, id) => {
    const signed = among(stage.contracts, move.picks[0]);
    if (signed !== undefined) act(stage, move, id, signed);
  };

/** Campaigns whose contract has, or had, a clause of a model that bills them. */
function campaignsWith(stage: Stage, model: string): string[] {
  const campaigns = stage.known
    .facts('campaign.launched')
    .filter(({ data: { contractId, clauses } }) =>
      stage
        .contract(contractId)
        .versions.some(({ terms }) =>
          terms.clauses.some((clause) => clause.model === model && (clauses?.includes(clause.id) ?? true)),
        ),
    );
  return campaigns.map(({ data }) => data.campaignId);
}

/** A fact about a campaign: three times in four about one that a model bills, where a model is named. */
export const ofCampaign =
  (act: (stage: Stage, move: Move, id: string, campaignId: string, signed: Signed) => void, model?: string): Act =>
  (stage, move, id) => {
    const all = stage.known.facts('campaign.launched').map(({ data }) => data.campaignId);
    const billed = model === undefined || move.picks[0] % 4 === 3 ? [] : campaignsWith(stage, model);
    const campaignId = among(billed.length > 0 ? billed : all, move.picks[0]);
    if (campaignId !== undefined) act(stage, move, id, campaignId, stage.signedOf(campaignId));
  };
