/** Statements (section 6): desired − already billed, at every closing and every correction. */
import { desiredOf, keyText, type Key, type LineModel, type Owed } from './desired.js';
import { closedPeriods } from './closings.js';
import { formatMinor } from './exact.js';
import { type Fact } from './facts.js';
import { Known } from './known.js';
import { byCodePoint } from './text.js';
import { found, worldOf } from './world.js';

type Unit = 'second' | 'call' | 'lead' | 'arrival' | 'period';

export interface Line extends Key {
  readonly kind: 'charge' | 'adjustment';
  readonly quantity: number;
  readonly unit: Unit;
  readonly amount: string;
}

export interface Statement {
  readonly contractId: string;
  readonly clientId: string;
  /** Null for a correction. */
  readonly period: string | null;
  readonly number: number;
  readonly currency: string;
  readonly lines: readonly Line[];
  readonly subtotal: string;
  readonly vat: string;
  readonly total: string;
}

/** A statement with what it billed in whole minor units, and what its contract owes after it. */
export interface Issued {
  readonly statement: Statement;
  readonly billed: readonly Owed[];
  readonly vat: bigint;
  readonly vatOnTop: bigint;
}

const UNITS: Readonly<Record<LineModel, Unit>> = {
  'operator-minute': 'second',
  'differentiated-minute': 'second',
  'operator-hour': 'second',
  'effective-call': 'call',
  'confirmed-lead': 'lead',
  'arrived-client': 'arrival',
  'fixed-fee': 'period',
  'target-bonus': 'period',
  'pilot-budget': 'period',
  minimum: 'period',
  cap: 'period',
};

/** -1 where only the first is null, 1 where only the second is. */
const nullFirst = <T>(a: T | null, b: T | null, compare: (a: T, b: T) => number): number =>
  a === null || b === null ? Number(b === null) - Number(a === null) : compare(a, b);

/** Section 6.1: by forPeriod, campaignId, clauseId, model, detail (by code point) and termsVersion, null first. */
const byKey = (a: Key, b: Key): number =>
  byCodePoint(a.forPeriod, b.forPeriod) ||
  nullFirst(a.campaignId, b.campaignId, byCodePoint) ||
  nullFirst(a.clauseId, b.clauseId, byCodePoint) ||
  byCodePoint(a.model, b.model) ||
  nullFirst(a.detail, b.detail, byCodePoint) ||
  nullFirst(a.termsVersion, b.termsVersion, (x, y) => x - y);

/** Per key, where either quantity or amount differs. */
function differences(desired: readonly Owed[], billed: readonly Owed[]): Owed[] {
  const byText = new Map<string, Owed>();
  const add = (line: Owed, sign: 1 | -1): void => {
    const before = byText.get(keyText(line));
    const quantity = (before?.quantity ?? 0) + sign * line.quantity;
    byText.set(keyText(line), { ...line, quantity, amount: (before?.amount ?? 0n) + BigInt(sign) * line.amount });
  };
  for (const line of desired) add(line, 1);
  for (const line of billed) add(line, -1);
  return [...byText.values()].filter(({ quantity, amount }) => quantity !== 0 || amount !== 0n).sort(byKey);
}

/** The statement that a closing or correction issues, after what was recorded up to it and issued before it. */
function issue(
  recorded: readonly Fact[],
  closing: Fact<'period.closed' | 'correction.issued'>,
  before: readonly Issued[],
): Issued {
  const known = new Known(recorded);
  const world = worldOf(known);
  const { contractId } = closing.data;
  const contract = found(world.contracts, contractId);
  const own = before.filter(({ statement }) => statement.contractId === contractId);
  const desired = desiredOf(world, contract, closedPeriods(known, contractId));
  const billed = differences(
    desired.owed,
    own.flatMap((issued) => issued.billed),
  );
  const vat = own.reduce((left, issued) => left - issued.vat, desired.vat);
  const vatOnTop = own.reduce((left, issued) => left - issued.vatOnTop, desired.vatOnTop);
  const subtotal = billed.reduce((sum, { amount }) => sum + amount, 0n);
  const money = (minor: bigint): string => formatMinor(minor, contract.digits);
  const period = closing.type === 'period.closed' ? closing.data.period : null;
  const statement: Statement = {
    contractId,
    clientId: contract.clientId,
    period,
    number: own.length + 1,
    currency: contract.signed.currency,
    lines: billed.map((line) => ({
      forPeriod: line.forPeriod,
      campaignId: line.campaignId,
      clauseId: line.clauseId,
      model: line.model,
      detail: line.detail,
      termsVersion: line.termsVersion,
      kind: line.forPeriod === period ? 'charge' : 'adjustment',
      quantity: line.quantity,
      unit: UNITS[line.model],
      amount: money(line.amount),
    })),
    subtotal: money(subtotal),
    vat: money(vat),
    total: money(subtotal + vatOnTop),
  };
  return { statement, billed, vat, vatOnTop };
}

/** All statements of a history, in the order in which they were issued. */
export function issueAll(facts: readonly Fact[]): Issued[] {
  return facts.reduce<Issued[]>((issued, fact, i) => {
    if (fact.type !== 'period.closed' && fact.type !== 'correction.issued') return issued;
    return [...issued, issue(facts.slice(0, i + 1), fact, issued)];
  }, []);
}
