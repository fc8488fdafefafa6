/** ◆ `operator-hour`: a second of one operator is paid once by a client (section 3). */
import { type Micros } from './calendar.js';
import { type UsageClause } from './clauses.js';
import { clausesBilling, endOfPeriod, periodAt, versionAt, type Campaign, type Version } from './contracts.js';
import { upheldDisputes } from './outcomes.js';
import { byTime, type Identity } from './text.js';
import { found, type World } from './world.js';

/** Half-open. */
interface Interval {
  readonly from: Micros;
  readonly to: Micros;
}

type HourClause = Extract<UsageClause, { model: 'operator-hour' }>;

interface Shift extends Identity {
  readonly campaign: Campaign;
  readonly operatorId: string;
  /** When it began: its `time` has no effect. */
  readonly time: Micros;
  /** Breaks taken out. */
  readonly worked: readonly Interval[];
}

/** A stretch of a shift that has its seconds, inside one period and one version. */
export interface Piece extends Interval, Identity {
  readonly campaign: Campaign;
  readonly operatorId: string;
  /** Null where the seconds are had by the shift and not priced. */
  readonly priced: { readonly version: Version; readonly clause: HourClause } | null;
}

/** What is left of intervals when others are taken out. */
function without(intervals: readonly Interval[], taken: readonly Interval[]): Interval[] {
  return taken.reduce<Interval[]>(
    (left, hole) =>
      left.flatMap(({ from, to }) =>
        [
          { from, to: to < hole.from ? to : hole.from },
          { from: from > hole.to ? from : hole.to, to },
        ].filter((rest) => rest.from < rest.to),
      ),
    [...intervals],
  );
}

/** The clause that bills shifts of a campaign at an instant (terms with two for one campaign were refused). */
function hourClauseAt(campaign: Campaign, time: Micros): Piece['priced'] {
  const version = versionAt(campaign.contract, time);
  if (version === null) return null;
  const clause = clausesBilling(campaign, version.terms).find(
    (each): each is HourClause => each.model === 'operator-hour',
  );
  return clause === undefined ? null : { version, clause };
}

/** Standing shifts of campaigns that have such a clause when the shift begins, no upheld dispute against them. */
function shiftsOf(world: World): Shift[] {
  const disputes = upheldDisputes(world);
  return world.known.facts('shift.worked').flatMap(({ source, id, type, data }) => {
    const { campaignId, shiftId, operatorId, from, to, breaks } = data;
    const campaign = found(world.campaigns, campaignId);
    const isDisputed = disputes(campaign.contract.contractId, null, { type, campaignId, shiftId });
    if (isDisputed || hourClauseAt(campaign, from) === null) return [];
    return [{ source, id, campaign, operatorId, time: from, worked: without([{ from, to }], breaks ?? []) }];
  });
}

/** A shift is cut where a period, a version or the contract ends. */
function cutShift(shift: Shift, { from, to }: Interval): Piece[] {
  const { contract } = shift.campaign;
  const cuts = [
    endOfPeriod(contract, periodAt(contract, from)),
    ...contract.versions.map((version) => version.from),
    ...(contract.end === null ? [] : [contract.end]),
  ];
  const inside = cuts.filter((at) => at > from && at < to);
  const edges = [...new Set([from, ...inside, to])].sort((a, b) => (a < b ? -1 : 1));
  const { source, id, campaign, operatorId } = shift;
  return edges.slice(0, -1).map((edge, i) => {
    const priced = hourClauseAt(campaign, edge);
    return { source, id, campaign, operatorId, from: edge, to: edges[i + 1] ?? to, priced };
  });
}

/** Every second of every operator, given to the shift that began first, priced or not; the later one gets the rest. */
export function piecesOf(world: World): Piece[] {
  const taken = new Map<string, Interval[]>();
  return shiftsOf(world)
    .sort(byTime)
    .flatMap((shift) => {
      const key = JSON.stringify([shift.campaign.contract.clientId, shift.operatorId]);
      const before = taken.get(key) ?? [];
      taken.set(key, [...before, ...shift.worked]);
      return without(shift.worked, before).flatMap((interval) => cutShift(shift, interval));
    });
}
