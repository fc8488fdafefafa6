/** Clauses, periods and statements (sections 2, 3 and 6). */
import { pricingOf, type Clause } from '../oracle/clauses.js';
import { type Line, type Statement } from '../oracle/statements.js';
import { type Features, type Seen } from './seen.js';

const lineOf =
  (holds: (line: Line) => boolean) =>
  ({ lines }: Seen): boolean =>
    lines.some(holds);

const ofModel = (model: string): ((seen: Seen) => boolean) => lineOf((line) => line.model === model);

/** The clause and version of a line, where that version still stands. */
function clauseOf({ world }: Seen, { contractId }: Statement, line: Line): Clause | undefined {
  const version = world.contracts.get(contractId)?.versions.find(({ number }) => number === line.termsVersion);
  return version?.terms.clauses.find(({ id }) => id === line.clauseId);
}

const someClause = (seen: Seen, holds: (clause: Clause, line: Line) => boolean): boolean =>
  seen.statements.some((statement) =>
    statement.lines.some((line) => {
      const clause = clauseOf(seen, statement, line);
      return clause !== undefined && holds(clause, line);
    }),
  );

const tiered =
  (mode: string) =>
  (seen: Seen): boolean =>
    someClause(seen, (clause, { amount }) => {
      const { tiers } = pricingOf(clause);
      return tiers?.mode === mode && tiers.steps.length > 1 && Number(amount) !== 0;
    });

const onTop = ({ subtotal, vat, total }: Statement): boolean => Number(vat) !== 0 && subtotal !== total;

/** Lines of one clause and period under two versions, one taken back and the other put in its place. */
const rerated = ({ lines }: Statement): boolean =>
  lines.some((a) =>
    lines.some(
      (b) =>
        a.kind === 'adjustment' &&
        a.forPeriod === b.forPeriod &&
        a.clauseId === b.clauseId &&
        a.termsVersion !== b.termsVersion &&
        a.quantity < 0 &&
        b.quantity > 0,
    ),
  );

const someVersion = (
  { world }: Seen,
  type: 'contract.amended' | 'contract.terminated',
  retroactive: boolean,
): boolean => world.known.facts(type).some(({ data }) => (data.retroactive === true) === retroactive);

export const contractFeatures: Features = {
  'operator-minute': ofModel('operator-minute'),
  'differentiated-minute': ofModel('differentiated-minute'),
  'operator-hour': ofModel('operator-hour'),
  'effective-call': ofModel('effective-call'),
  'confirmed-lead': ofModel('confirmed-lead'),
  'arrived-client': ofModel('arrived-client'),
  'fixed-fee': ofModel('fixed-fee'),
  'fixed-fee in part': (seen) =>
    someClause(seen, (clause, { amount }) => clause.model === 'fixed-fee' && clause.amount.compare(amount) > 0),
  bonus: lineOf(({ model, kind, amount }) => model === 'target-bonus' && kind === 'charge' && Number(amount) > 0),
  malus: lineOf(({ model, kind, amount }) => model === 'target-bonus' && kind === 'charge' && Number(amount) < 0),
  'bonus by score': (seen) =>
    someClause(seen, (clause) => clause.model === 'target-bonus' && 'averageScore' in clause.metric),
  'bonus by ratio': (seen) => someClause(seen, (clause) => clause.model === 'target-bonus' && 'ratio' in clause.metric),
  minimum: ofModel('minimum'),
  cap: ofModel('cap'),
  'pilot-budget': ofModel('pilot-budget'),
  'tiers graduated': tiered('graduated'),
  'tiers volume': tiered('volume'),
  increment: (seen) =>
    someClause(seen, (clause) => 'increment' in clause && clause.increment.first + clause.increment.next > 2),
  'transferred leads paid': (seen) =>
    someClause(seen, (clause) => clause.model === 'confirmed-lead' && clause.on === 'transferred'),
  'adjustment line': lineOf(({ kind }) => kind === 'adjustment'),
  'adjustment of the amount alone': lineOf(
    ({ kind, quantity, model }) =>
      kind === 'adjustment' && quantity === 0 && !['pilot-budget', 'minimum', 'cap'].includes(model),
  ),
  'retroactive re-rate': ({ statements }) => statements.some(rerated),
  'correction with lines': ({ statements }) =>
    statements.some(({ period, lines }) => period === null && lines.length > 0),
  'statement without lines': ({ statements }) => statements.some(({ lines }) => lines.length === 0),
  'VAT on top': ({ statements }) => statements.some(onTop),
  'VAT contained': ({ statements }) =>
    statements.some(({ subtotal, vat, total }) => Number(vat) !== 0 && subtotal === total),
  'VAT alone': ({ statements }) => statements.some(({ subtotal, vat }) => Number(subtotal) === 0 && Number(vat) !== 0),
  'a later version billed': lineOf(({ termsVersion }) => (termsVersion ?? 0) > 1),
  amended: (seen) => someVersion(seen, 'contract.amended', false),
  'amended retroactively': (seen) => someVersion(seen, 'contract.amended', true),
  terminated: (seen) => someVersion(seen, 'contract.terminated', false),
  'terminated retroactively': (seen) => someVersion(seen, 'contract.terminated', true),
  'no minor unit': ({ statements }) => statements.some(({ currency, lines }) => currency === 'JPY' && lines.length > 0),
  'three decimals': ({ statements }) =>
    statements.some(({ currency, lines }) => currency === 'KWD' && lines.length > 0),
  'two clients': ({ world }) => world.countries.size > 1,
  'contracts side by side': ({ statements }) =>
    new Set(statements.filter(({ lines }) => lines.length > 0).map(({ contractId }) => contractId)).size > 1,
  'lines sorted by code point': ({ statements }) =>
    statements.some(
      ({ lines }) =>
        lines.some(({ campaignId }) => campaignId?.endsWith('～')) &&
        lines.some(({ campaignId }) => campaignId?.endsWith('😀')),
    ),
};
