/** Clocks, shifts and the calendar (sections 2, 3 and 6). */
import { Temporal } from 'temporal-polyfill';
import { endOfPeriod, periodAt, versionAt } from '../oracle/contracts.js';
import { type Fact } from '../oracle/facts.js';
import { type Piece } from '../oracle/shifts.js';
import { identityOf } from '../oracle/text.js';
import { found } from '../oracle/world.js';
import { type Features, type Seen } from './seen.js';

const offset = (micros: bigint, zone: string): string =>
  new Temporal.Instant(micros * 1000n).toZonedDateTimeISO(zone).offset;

const piecesOfShift = (pieces: readonly Piece[], shift: Fact<'shift.worked'>): Piece[] =>
  pieces.filter((piece) => identityOf(piece) === identityOf(shift));

const length = (pieces: readonly { from: bigint; to: bigint }[]): bigint =>
  pieces.reduce((total, { from, to }) => total + to - from, 0n);

/** Shifts of which something is had, with what they have. */
function hadShifts({ world, pieces }: Seen): { shift: Fact<'shift.worked'>; had: Piece[] }[] {
  return world.known
    .facts('shift.worked')
    .map((shift) => ({ shift, had: piecesOfShift(pieces, shift) }))
    .filter(({ had }) => had.length > 0);
}

const someShift = (seen: Seen, holds: (shift: Fact<'shift.worked'>, had: Piece[]) => boolean): boolean =>
  hadShifts(seen).some(({ shift, had }) => holds(shift, had));

/** Facts that were recorded after the statement of the period that they belong to. */
function lateFacts({ world }: Seen): boolean {
  const { recorded } = world.known;
  return recorded.some((fact, i) => {
    if (fact.type !== 'lead.confirmed' && fact.type !== 'lead.arrived') return false;
    const lead = world.leads.get(fact.data.leadId);
    if (lead === undefined) return false;
    const { name } = periodAt(lead.campaign.contract, fact.time);
    const { contractId } = lead.campaign.contract;
    return recorded
      .slice(0, i)
      .some(
        (each) => each.type === 'period.closed' && each.data.contractId === contractId && each.data.period === name,
      );
  });
}

const atLocalMidnight = ({ world }: Seen): boolean =>
  world.known.facts('lead.confirmed', 'lead.transferred', 'lead.arrived').some(({ data, time }) => {
    const { contract } = found(world.leads, data.leadId).campaign;
    return endOfPeriod(contract, periodAt(contract, time - 1n)) === time;
  });

export const timeFeatures: Features = {
  'a shift over a change of clocks': (seen) =>
    someShift(seen, ({ data }, had) => {
      const { zone } = found(seen.world.campaigns, data.campaignId).contract;
      return had.some(({ from, to }) => offset(from, zone) !== offset(to, zone));
    }),
  'overlapping shifts': (seen) =>
    someShift(seen, ({ data: { from, to, breaks } }, had) => breaks === undefined && length(had) < to - from),
  'breaks taken out': (seen) =>
    someShift(seen, ({ data: { from, to, breaks } }, had) => breaks !== undefined && length(had) < to - from),
  'a shift cut by a period': (seen) =>
    someShift(seen, ({ data }, had) => {
      const { contract } = found(seen.world.campaigns, data.campaignId);
      return new Set(had.map(({ from }) => periodAt(contract, from).name)).size > 1;
    }),
  'a shift cut by a version': (seen) =>
    someShift(seen, (_, had) => new Set(had.map(({ priced }) => priced?.version.number)).size > 1),
  'seconds had and not priced': (seen) => someShift(seen, (_, had) => had.some(({ priced }) => priced === null)),
  'a shift outside the terms': ({ world }) =>
    world.known
      .facts('shift.worked')
      .some(({ data }) => versionAt(found(world.campaigns, data.campaignId).contract, data.from) === null),
  'a fact at the first instant of a period': atLocalMidnight,
  'a fact of a closed period': lateFacts,
  weeks: ({ statements }) => statements.some(({ period }) => period?.includes('W')),
  months: ({ statements }) => statements.some(({ period }) => /^\d{4}-\d{2}$/.test(period ?? '')),
  quarters: ({ statements }) => statements.some(({ period }) => period?.includes('Q')),
};
