import { formatInstant } from '@paidonce/kernel';
import { explainLine, type Item, type Settlement, type Statement, type StatementLine } from '@paidonce/settlement';

/** What is known of a fact of a line: where it stands in the log, and what it adds to the line in the replay. */
export interface FactOfLine {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  /** RFC 3339. */
  readonly time: string;
  readonly fate: Item['fate'] | 'terms';
  readonly quantity: number;
  readonly amount: string | null;
  /** Where it stands in the log; `null` of an arrival that silence makes, and where it was not looked for. */
  readonly position: number | null;
  /** Who recorded it. */
  readonly actor: string | null;
}

type Amounts = Pick<StatementLine, 'kind' | 'quantity' | 'amount'>;
type Key = Pick<StatementLine, 'forPeriod' | 'campaignId' | 'clauseId' | 'model' | 'detail' | 'termsVersion'>;

/** Where a statement in the log is not what its facts come to. `null` stands for a line that is not there. */
export type Difference =
  | {
      readonly in: 'line';
      readonly line: Key;
      readonly issued: Amounts | null;
      readonly replayed: Amounts | null;
      /** The facts of the line, and the one that its terms are of. */
      readonly facts: readonly FactOfLine[];
      /** How many more there are. */
      readonly more: number;
    }
  /** Another member, such as `total` or `position`. */
  | { readonly in: 'member'; readonly member: string; readonly issued: unknown; readonly replayed: unknown }
  /** The same JSON in other bytes. */
  | { readonly in: 'bytes' }
  /** What is in the log is no statement. */
  | { readonly in: 'form'; readonly message: string };

/** Facts of one line that are shown. */
const MOST_FACTS = 50;

/** What differs between a statement as the log has it and as it was replayed; nothing where they are the same to the byte. */
export function differencesOf(issued: string, { statement, settlement }: Replayed): Difference[] {
  if (issued === JSON.stringify(statement)) return [];
  const value = objectIn(issued);
  if (!value) return [{ in: 'form', message: 'no object of JSON' }];
  const { lines: linesIssued, ...members } = value;
  const { lines, ...replayed } = statement as Statement & Readonly<Record<string, unknown>>;
  const differences: Difference[] = [];
  if (Array.isArray(linesIssued)) differences.push(...lineDifferences(linesIssued as StatementLine[], lines));
  else differences.push({ in: 'form', message: 'it has no lines' });
  for (const member of new Set([...Object.keys(members), ...Object.keys(replayed)])) {
    const [was, is] = [members[member], (replayed as Readonly<Record<string, unknown>>)[member]];
    if (JSON.stringify(was) !== JSON.stringify(is))
      differences.push({ in: 'member', member, issued: was ?? null, replayed: is ?? null });
  }
  const explained = differences.map((difference) =>
    difference.in === 'line' ? withFacts(difference, settlement, statement.contractId) : difference,
  );
  return explained.length > 0 ? explained : [{ in: 'bytes' }];
}

interface Replayed {
  readonly statement: Statement;
  readonly settlement: Settlement;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

const keyOf = ({ forPeriod, campaignId, clauseId, model, detail, termsVersion }: Key): Key => ({
  forPeriod,
  campaignId,
  clauseId,
  model,
  detail,
  termsVersion,
});

type LineDifference = Extract<Difference, { in: 'line' }>;

function lineDifferences(issued: readonly StatementLine[], replayed: readonly StatementLine[]): LineDifference[] {
  const text = (line: StatementLine): string => JSON.stringify(keyOf(line));
  const expected = new Map(replayed.map((line) => [text(line), line]));
  const differing: LineDifference[] = [];
  const compare = (was: StatementLine | undefined, is: StatementLine | undefined): void => {
    const line = was ?? is;
    if (!line || JSON.stringify(was) === JSON.stringify(is)) return;
    differing.push({ in: 'line', line: keyOf(line), issued: amounts(was), replayed: amounts(is), facts: [], more: 0 });
  };
  for (const line of issued) {
    compare(line, expected.get(text(line)));
    expected.delete(text(line));
  }
  for (const line of expected.values()) compare(undefined, line);
  return differing;
}

function amounts(line: StatementLine | undefined): Amounts | null {
  return line ? { kind: line.kind, quantity: line.quantity, amount: line.amount } : null;
}

/** The same with the facts that the line comes from: what differs is one of them, or one that should be among them. */
function withFacts(difference: LineDifference, settlement: Settlement, contractId: string): LineDifference {
  const { forPeriod, campaignId, clauseId, model, detail, termsVersion } = difference.line;
  const report = explainLine(settlement, { contractId, forPeriod, campaignId, clauseId: clauseId ?? model, detail });
  const facts = termsFact(settlement, contractId, termsVersion);
  let more = 0;
  for (const { fact, type, time, fate, quantity, amount } of report?.items() ?? []) {
    if (facts.length < MOST_FACTS)
      facts.push({ ...fact, type, time, fate, quantity, amount, position: null, actor: null });
    else more++;
  }
  return { ...difference, facts, more };
}

/** The fact that a version of the terms was recorded by. */
function termsFact({ world }: Settlement, contractId: string, version: number | null): FactOfLine[] {
  const terms = world.contracts.get(contractId)?.recorded[(version ?? 1) - 1];
  if (!terms) return [];
  const identity = world.facts.identityOf(terms.fact);
  const type = version === null || version === 1 ? 'contract.signed' : 'contract.amended';
  const time = formatInstant(world.facts.occurredAt(terms.fact));
  return [{ ...identity, type, time, fate: 'terms', quantity: 0, amount: null, position: null, actor: null }];
}
