import type { Instant } from '@paidonce/kernel';
import type { Contract } from '../contract/contract.js';
import type { Lead } from '../persons/lead.js';
import type { World } from './world.js';

/** Calls of a contract that began at or after a moment. */
function* callsOf(world: World, contract: Contract, from: Instant): Generator<number> {
  const { table } = world.calls;
  for (let call = 0; call < table.size; call++) {
    const fact = table.factOf(call);
    if (fact < 0 || world.calls.campaignOf(call).contract !== contract) continue;
    if (world.facts.occurredAt(fact) >= from) yield call;
  }
}

/**
 * Changes the terms of a contract from a moment on, and with them what its facts from then on owe. Costs nothing where
 * no fact reaches so far, as with every change that is made in time.
 */
export function rerate(world: World, contract: Contract, from: Instant, change: () => void): void {
  if (contract.latest < from) {
    change();
    contract.book.touch();
    return;
  }
  const calls = [...callsOf(world, contract, from)];
  for (const call of calls) world.calls.book(call, -1);
  change();
  contract.book.touch();
  contract.book.reratings.push({ from, position: world.position });
  const leads = new Set<Lead>([...world.leads.allKnown()].filter(({ campaign }) => campaign.contract === contract));
  for (const call of calls) {
    const lead = rebook(world, call);
    if (lead) leads.add(lead);
  }
  for (const lead of leads) world.reassess(lead);
  for (const shift of world.shiftList) {
    if (shift.campaign.contract === contract && shift.fact >= 0) shift.operator.place(shift, world.position);
  }
}

/** Books a call anew; answers the lead whose results that may change. */
export function rebook(world: World, call: number): Lead | undefined {
  const paysLead = world.calls.book(call, 1);
  const number = world.calls.table.leadOf(call);
  if (number < 0) return undefined;
  const lead = paysLead ? world.leads.at(number) : world.leads.known(number);
  if (!lead) return undefined;
  const isKnown = lead.calls.includes(call);
  if (!paysLead && !isKnown) return undefined;
  if (!isKnown) lead.calls = [...lead.calls, call];
  if (!paysLead) lead.calls = lead.calls.filter((known) => known !== call);
  return lead;
}

/** Does something that changes what a call owes. */
export function changeCall(world: World, call: number, change: () => void): void {
  const before = world.calls.leadOf(call);
  world.calls.book(call, -1);
  change();
  const lead = rebook(world, call);
  if (before && before !== lead) before.calls = before.calls.filter((known) => known !== call);
  for (const concerned of new Set([before, lead])) if (concerned) world.reassess(concerned);
}
