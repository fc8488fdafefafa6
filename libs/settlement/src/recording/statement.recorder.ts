import { refuse } from '@paidonce/kernel';
import { issue } from '../book/statement.js';
import { duplicate, unknown, type Recorder } from './recorder.js';

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
    const position = world.append(read, world.contractList.indexOf(contract));
    return issue(contract, next, next, position + 1);
  },
};

export const correctionIssued: Recorder<'correction.issued'> = {
  record(world, read) {
    const { contractId } = read.fact.data;
    const contract = world.contracts.get(contractId);
    if (!contract) return unknown('contractId', 'contract', contractId);
    const last = contract.book.lastClosed;
    if (!last) return refuse('period-order', 'data.contractId', 'no period is closed yet, so there is nothing to correct');
    const position = world.append(read, world.contractList.indexOf(contract));
    return issue(contract, null, last, position + 1);
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
    if (target < 0) return unknown('fact', 'fact', `${source} ${id}`);
    const by = world.append(read, target);
    if (world.facts.retractedBy(target) >= 0) return undefined;
    world.takeBack(target, () => {
      world.facts.retract(target, by);
    });
    return undefined;
  },
};
