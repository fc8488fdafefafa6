/** Closings that the rules allow: the next period of a contract, or all that has come to pass. */
import { nextToClose } from '../oracle/closings.js';
import { contractOf, endOfPeriod, startOfPeriod, type Contract } from '../oracle/contracts.js';
import { Known } from '../oracle/known.js';
import { judge, type Fact } from '../oracle/oracle.js';
import { writeInstant, type WireFact } from './wire.js';

const DAY = 86_400_000_000n;
/** More periods than this are not closed in a row, so that weeks do not make histories endless. */
const MOST_PERIODS = 10;

function contractNamed(facts: readonly Fact[], contractId: string): Contract {
  const known = new Known(facts);
  const signing = known.facts('contract.signed').find(({ data }) => data.contractId === contractId);
  if (signing === undefined) throw new Error(`${contractId} is not signed`);
  return contractOf(known, signing);
}

/** The next period of a contract, closed as soon as it is over or some days later. */
export function closingOf(facts: readonly Fact[], contractId: string, id: string, daysLater: number): WireFact {
  const contract = contractNamed(facts, contractId);
  const { name, ...period } = nextToClose(new Known(facts), contractId);
  const end = endOfPeriod(contract, { name, ...period });
  const recorded = end + BigInt(daysLater) * DAY;
  // What counts is when it was recorded: a closing may be dated into the period that it closes.
  const time = writeInstant(daysLater > 1 ? end - DAY : recorded, contract.zone);
  const late = daysLater > 1 ? { recordedtime: writeInstant(recorded, contract.zone) } : {};
  const data = { contractId, period: name };
  return { specversion: '1.0', id, source: 'crm', type: 'period.closed', time, ...late, data };
}

/** Closes what has come to pass in every contract, then corrects, so that all of it is billed. */
export function closingsOfAll(before: readonly Fact[]): WireFact[] {
  const facts = [...before];
  const closings: WireFact[] = [];
  const record = (closing: WireFact): void => {
    const judged = judge(facts, JSON.stringify(closing));
    if (!('fact' in judged)) throw new Error(`${closing.type} was refused: ${judged.code}`);
    facts.push(judged.fact);
    closings.push(closing);
  };
  const times = before.flatMap((fact) => (/^(lead|call|shift)\./.test(fact.type) ? [fact.time] : []));
  const last = times.reduce((a, b) => (a > b ? a : b), 0n) + 4n * DAY;
  for (const { data } of new Known(before).facts('contract.signed')) {
    const { contractId } = data;
    const contract = contractNamed(before, contractId);
    let time = '';
    for (let i = 1; i <= MOST_PERIODS; i++) {
      const next = nextToClose(new Known(facts), contractId);
      if (i > 1 && startOfPeriod(contract, next) > last) break;
      const closing = closingOf(facts, contractId, `end-${contractId}-${i}`, 1);
      record(closing);
      time = closing.time;
    }
    const id = `last-${contractId}`;
    record({ specversion: '1.0', id, source: 'crm', type: 'correction.issued', time, data: { contractId } });
  }
  return closings;
}
