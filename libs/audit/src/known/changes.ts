import { formatMinor } from '@paidonce/kernel';
import { unsaved, type LineState, type StatementLine } from '@paidonce/settlement';
import type { AuditedLedger } from '../audited-ledger.js';
import { factInLog, steps, type FactInLog, type KnownAccount } from './known-account.js';
import { isAfter, type Moment } from './moment.js';

type Amounts = Pick<StatementLine, 'quantity' | 'amount'>;

/** What a fact did to what is owed under a key; `null`: nothing was, or is, owed under it. */
export interface LineChange extends Omit<LineState, 'quantity' | 'amount'> {
  readonly before: Amounts | null;
  readonly after: Amounts | null;
}

/** A fact that changed what a contract owes, or issued a statement of it. */
export interface Change extends FactInLog {
  readonly lines: readonly LineChange[];
  /** The number of the statement that it issued. */
  readonly statement: number | null;
}

/** What is asked about. */
export interface ChangesScope {
  readonly clientId: string;
  readonly contractId: string;
  readonly period?: string | undefined;
  /** Changes by what was recorded after this moment. */
  readonly since: Moment;
  readonly until?: Moment | undefined;
}

/** Facts after which fees of any period may be others. */
const TERMS = /^(contract\.|fact\.retracted$)/;

type Lines = ReadonlyMap<string, LineState>;

/** The facts between two moments that changed what a contract owes, in the order of the log, each with what it did. */
export async function* changes(ledger: AuditedLedger, scope: ChangesScope): AsyncGenerator<Change, void> {
  const { clientId, contractId, since, until } = scope;
  const owed = new Owed(scope);
  const watch = { isSince: false };
  const known = (account: KnownAccount): void => {
    account.before = (position, recordedAt) => {
      if (watch.isSince || !isAfter(since, position, recordedAt)) return;
      watch.isSince = true;
      owed.changedBy(account, true);
    };
  };
  for await (const step of steps(ledger, clientId, until, known)) {
    if (!watch.isSince) continue;
    const lines = owed.changedBy(step.account, TERMS.test(step.fact.type));
    const issued = step.statement?.contractId === contractId ? step.statement.number : null;
    if (lines.length > 0 || issued !== null) yield { ...factInLog(step), lines, statement: issued };
  }
}

/** What a contract owes, period by period, to be compared with what it owes later. */
class Owed {
  readonly #byPeriod = new Map<string, Lines>();

  constructor(readonly scope: Pick<ChangesScope, 'contractId' | 'period'>) {}

  /** What changed since it was asked last; `all`: also in periods of which no fact has changed anything. */
  changedBy({ settlement }: KnownAccount, all: boolean): LineChange[] {
    const { contractId, period } = this.scope;
    const contract = settlement.world.contracts.get(contractId);
    if (all) contract?.book.touch();
    // What came before the contract has pages as well, and is never owed.
    const first = contract?.periods.ofDay(contract.shared.effectiveFrom).firstDay ?? -Infinity;
    const changed: LineChange[] = [];
    for (const page of unsaved(settlement).pages) {
      if (page.contractId !== contractId || page.firstDay < first) continue;
      if ((period ?? page.period) !== page.period) continue;
      const { lines, digits } = page.desired;
      const now = new Map(lines.map((line) => [keyOf(line), line]));
      changed.push(...differing(this.#byPeriod.get(page.period) ?? new Map<string, LineState>(), now, digits));
      this.#byPeriod.set(page.period, now);
    }
    return changed;
  }
}

const keyOf = ({ quantity: _, amount: __, ...key }: LineState): string => JSON.stringify(key);

function differing(before: Lines, after: Lines, digits: number): LineChange[] {
  const shown = (line: LineState | undefined): Amounts | null =>
    line ? { quantity: line.quantity, amount: formatMinor(BigInt(line.amount), digits) } : null;
  const changed: LineChange[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)];
    const line = was ?? is;
    if (!line || (was?.quantity === is?.quantity && was?.amount === is?.amount)) continue;
    const { quantity: _, amount: __, ...named } = line;
    changed.push({ ...named, before: shown(was), after: shown(is) });
  }
  return changed;
}
