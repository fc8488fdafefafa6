/**
 * The slow reference of what is owed: every statement from scratch, straight from the rules of settlement, which the
 * comments here cite by section. It shares no code with the product, so that what both say is said twice.
 */
import { localDate } from './calendar.js';
import { entitlementsOf, type Billed, type Result } from './entitlements.js';
import { exactDecimal } from './exact.js';
import { readFact, type Fact } from './facts.js';
import { Wrong } from './forms.js';
import { Known } from './known.js';
import { refusalOf, type Code } from './refusals.js';
import { piecesOf } from './shifts.js';
import { issueAll, type Statement } from './statements.js';
import { byCodePoint } from './text.js';
import { found, worldOf, type World } from './world.js';

export type { Code, Fact, Statement };

interface Refusal {
  /** From 1, blank lines counted. */
  readonly line: number;
  readonly code: Code;
}

/** What of some lines is recorded, and what is refused. */
export interface Reading {
  readonly facts: readonly Fact[];
  readonly errors: readonly Refusal[];
}

/** A line after what is recorded: the fact to record, why it is refused, or `same` for a repetition to be ignored. */
export function judge(recorded: readonly Fact[], line: string): { fact: Fact } | { code: Code | 'same' } {
  try {
    const fact = readFact(line);
    const code = refusalOf(recorded, fact);
    return code === null ? { fact } : { code };
  } catch (error) {
    if (error instanceof Wrong) return { code: 'invalid' };
    throw error;
  }
}

/** Section 1: blank lines are skipped; a refused fact changes nothing, and the ones after it are still read. */
export function readHistory(lines: readonly string[]): Reading {
  const facts: Fact[] = [];
  const errors: Refusal[] = [];
  lines.forEach((text, i) => {
    if (text.trim() === '') return;
    const judged = judge(facts, text);
    if ('fact' in judged) facts.push(judged.fact);
    else if (judged.code !== 'same') errors.push({ line: i + 1, code: judged.code });
  });
  return { facts, errors };
}

/** Section 6.1: the statements of a history, or every refused line. */
export function settleByRules(
  lines: readonly string[],
): { statements: Statement[] } | { errors: { line: number; code: Code }[] } {
  const { facts, errors } = readHistory(lines);
  if (errors.length > 0) return { errors: [...errors] };
  return { statements: issueAll(facts).map(({ statement }) => statement) };
}

/** The world as known at the end of a valid history. */
function worldByRules(lines: readonly string[]): World {
  const { facts, errors } = readHistory(lines);
  if (errors.length > 0) throw new Error(`refused: ${JSON.stringify(errors)}`);
  return worldOf(new Known(facts));
}

interface FactRef {
  readonly source: string;
  readonly id: string;
  readonly clauseId: string;
}

interface EntitledFact extends FactRef {
  readonly type: Result['type'];
  readonly leadId: string;
  readonly contractId: string;
  readonly campaignId: string;
  readonly termsVersion: number;
  /** Microseconds since 1970. */
  readonly time: bigint;
  readonly localDate: string;
  /** An exact decimal in major units; null where tiers price it. */
  readonly price: string | null;
  /** Null where tiers price it; `0` for a covered fact. */
  readonly billed: string | null;
  readonly coveredBy: FactRef | null;
}

export interface EntitlementByRules {
  readonly clientId: string;
  readonly onceGroup: string;
  readonly person: string;
  readonly opened: bigint;
  readonly facts: readonly EntitledFact[];
}

const referenceTo = ({ source, id, clause }: Result): FactRef => ({ source, id, clauseId: clause.id });

function entitledFact({ result, price, billed, coveredBy }: Billed): EntitledFact {
  const { contract, campaignId } = result.campaign;
  return {
    ...referenceTo(result),
    type: result.type,
    leadId: result.lead?.leadId ?? '',
    contractId: contract.contractId,
    campaignId,
    termsVersion: result.version.number,
    time: result.time,
    localDate: localDate(result.time, contract.zone),
    price: price === null ? null : exactDecimal(price),
    billed: billed === null ? null : exactDecimal(billed),
    coveredBy: coveredBy === null ? null : referenceTo(coveredBy),
  };
}

/** Every entitlement of the whole history as known at its end, its facts in their order. */
export function entitlementsByRules(lines: readonly string[]): EntitlementByRules[] {
  return entitlementsOf(worldByRules(lines), null).map(({ facts, ...entitlement }) => ({
    ...entitlement,
    facts: facts.map(entitledFact),
  }));
}

interface PaidSeconds {
  readonly from: bigint;
  readonly to: bigint;
  readonly source: string;
  readonly id: string;
  readonly campaignId: string;
  readonly contractId: string;
  readonly clauseId: string;
  readonly termsVersion: number;
}

export interface OperatorSeconds {
  readonly clientId: string;
  readonly operatorId: string;
  /** Half-open, first begun first; never two over one second. */
  readonly paid: readonly PaidSeconds[];
}

/** Per client and operator the seconds that are paid by the hour, as known at the end of the history. */
export function operatorSecondsByRules(lines: readonly string[]): OperatorSeconds[] {
  const world = worldByRules(lines);
  const operators = new Map<string, { clientId: string; operatorId: string; paid: PaidSeconds[] }>();
  for (const { from, to, source, id, campaign, operatorId, priced } of piecesOf(world)) {
    if (priced === null) continue;
    const { contractId, clientId } = found(world.contracts, campaign.contract.contractId);
    const key = JSON.stringify([clientId, operatorId]);
    const operator = operators.get(key) ?? { clientId, operatorId, paid: [] };
    const terms = { clauseId: priced.clause.id, termsVersion: priced.version.number };
    operator.paid.push({ from, to, source, id, campaignId: campaign.campaignId, contractId, ...terms });
    operators.set(key, operator);
  }
  return [...operators.values()]
    .map(({ paid, ...whose }) => ({ ...whose, paid: paid.sort((a, b) => (a.from < b.from ? -1 : 1)) }))
    .sort((a, b) => byCodePoint(a.clientId, b.clientId) || byCodePoint(a.operatorId, b.operatorId));
}
