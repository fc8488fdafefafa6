import { refuse, type Instant } from '@paidonce/kernel';
import { issue, type Statement } from '../book/statement.js';
import type { Contract } from '../contract/contract.js';
import type { Lead } from '../persons/lead.js';
import { duplicate, unknown, type Recorder } from './recorder.js';
import type { World } from './world.js';

/**
 * Issues a statement over the facts before a moment. Later facts change nothing of what earlier ones owe, but for one
 * thing: a report of the same local day that comes before another one of its lead, where the client has contracts in
 * several time zones and the period of one of them ends within that day (section 4).
 */
function asKnownBefore(world: World, { client }: Contract, end: Instant, issueIt: () => Statement): Statement {
  const zones = new Set(client.contracts.map(({ calendar }) => calendar.timeZone));
  const straddling = zones.size < 2 ? [] : [...client.postponed].filter((lead) => straddles(lead, end));
  for (const lead of straddling) world.results.reassess(lead, world.position, end);
  world.cutter.cut(world.position);
  const statement = issueIt();
  for (const lead of straddling) world.results.reassess(lead, world.position + 1);
  world.cutter.cut(world.position + 1);
  return statement;
}

function straddles(lead: Lead, end: Instant): boolean {
  return lead.entries.some(({ at, rank }) => at < end && rank >= end);
}

export const periodClosed: Recorder<'period.closed'> = {
  record(world, read) {
    const { contractId, period } = read.fact.data;
    const contract = world.contracts.get(contractId);
    if (!contract) return unknown('contractId', 'contract', contractId);
    const next = contract.book.nextPeriod;
    if (period !== next.name) {
      return refuse('period-order', 'data.period', `the next period to close is ${next.name}`);
    }
    if (read.recordedAt < next.end) {
      return refuse('period-not-over', 'data.period', `${next.name} ends at ${contract.calendar.format(next.end)}`);
    }
    world.append(read, world.contractList.indexOf(contract));
    return asKnownBefore(world, contract, next.end, () => issue(contract, next, next, world.position));
  },
};

export const correctionIssued: Recorder<'correction.issued'> = {
  record(world, read) {
    const { contractId } = read.fact.data;
    const contract = world.contracts.get(contractId);
    if (!contract) return unknown('contractId', 'contract', contractId);
    const last = contract.book.lastClosed;
    if (!last)
      return refuse('period-order', 'data.contractId', 'no period is closed yet, so there is nothing to correct');
    world.append(read, world.contractList.indexOf(contract));
    return asKnownBefore(world, contract, last.end, () => issue(contract, null, last, world.position));
  },
};

export const paymentReceived: Recorder<'payment.received'> = {
  record(world, read) {
    const { paymentId, clientId, contractId } = read.fact.data;
    if (world.payments.has(paymentId)) return duplicate('paymentId', 'payment', paymentId);
    const client = world.clients.get(clientId);
    if (!client) return unknown('clientId', 'client', clientId);
    const contract = world.contracts.get(contractId);
    if (contract?.client !== client) return unknown('contractId', 'contract of this client', contractId);
    world.undo.payments.set(world.append(read, world.contractList.indexOf(contract)), paymentId);
    world.payments.add(paymentId);
    return undefined;
  },
  takeBack(world, position, mark) {
    mark();
    world.payments.delete(world.undo.payments.get(position) ?? '');
  },
};

/** What is retracted stays on record; retracting it again changes nothing. That it may be is checked before. */
export const factRetracted: Recorder<'fact.retracted'> = {
  record(world, read) {
    const { source, id } = read.fact.data.fact;
    const target = world.facts.find(source, id);
    if (target < 0) return unknown('fact', 'fact', `${source}/${id}`);
    const by = world.append(read, target);
    if (world.facts.retractedBy(target) >= 0) return undefined;
    world.takeBack(target, () => {
      world.facts.retract(target, by);
    });
    return undefined;
  },
};
