/** Closing periods in order (section 6). */
import { nextPeriod, type Period } from './calendar.js';
import { contractOf, endOfPeriod, periodsUpTo, type Contract } from './contracts.js';
import { type Fact } from './facts.js';
import { type Known } from './known.js';

function signedContract(known: Known, contractId: string): Contract {
  const signing = known.everRecorded('contract.signed').find(({ data }) => data.contractId === contractId);
  if (signing === undefined) throw new Error(`${contractId} was referred to and is not recorded`);
  return contractOf(known, signing);
}

/** The periods of a contract that are closed, in order. */
export function closedPeriods(known: Known, contractId: string): Period[] {
  const closings = known.everRecorded('period.closed').filter(({ data }) => data.contractId === contractId);
  const last = closings.at(-1);
  return last === undefined ? [] : periodsUpTo(signedContract(known, contractId), last.data.period);
}

/** The period that is closed next: the one with the first `effectiveFrom`, then each after the other. */
export function nextToClose(known: Known, contractId: string): Period {
  const last = closedPeriods(known, contractId).at(-1);
  if (last !== undefined) return nextPeriod(last);
  const [first] = periodsUpTo(signedContract(known, contractId), '');
  if (first === undefined) throw new Error('a contract without a first period');
  return first;
}

export function closingRefusal(known: Known, fact: Fact): 'period-order' | 'period-not-over' | null {
  if (fact.type === 'correction.issued') {
    return closedPeriods(known, fact.data.contractId).length === 0 ? 'period-order' : null;
  }
  if (fact.type !== 'period.closed') return null;
  const next = nextToClose(known, fact.data.contractId);
  if (fact.data.period !== next.name) return 'period-order';
  // By `recordedtime`, so that nobody closes a period early by a date.
  const isOver = fact.recorded >= endOfPeriod(signedContract(known, fact.data.contractId), next);
  return isOver ? null : 'period-not-over';
}
