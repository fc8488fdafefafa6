import type { FactType } from '@paidonce/facts';
import { formatInstant } from '@paidonce/kernel';
import type { Contract } from '../contract/contract.js';
import type { Settlement } from '../engine.js';
import { typeOfCode } from '../recording/codes.js';
import type { World } from '../recording/world.js';
import { fateOf } from './account.js';
import type { Fate, Identity, Item } from './item.js';
import { itemsOf } from './items.js';

/** A fact on record, where it belongs, and what became of it over all clauses. */
export interface CountedFact extends Identity {
  /** Its number among the facts on record, from 0. */
  readonly number: number;
  readonly type: FactType;
  /** RFC 3339; of a shift, when it was reported. */
  readonly time: string;
  /** Null of what is of no contract, such as persons. */
  readonly contractId: string | null;
  /** The period of the contract that its time falls in. */
  readonly period: string | null;
  readonly fate: Fate;
  readonly items: readonly Item[];
}

/** Every fact on record, in the order of recording, each once. */
export function* census({ world }: Pick<Settlement, 'world'>): Generator<CountedFact, void> {
  for (let number = 0; number < world.facts.size; number++) {
    const occurredAt = world.facts.occurredAt(number);
    const contract = contractOf(world, number);
    const items = itemsOf(world, number);
    yield {
      ...world.facts.identityOf(number),
      number,
      type: typeOfCode(world.facts.typeOf(number)),
      time: formatInstant(occurredAt),
      contractId: contract?.id ?? null,
      period: contract?.periods.at(occurredAt).name ?? null,
      fate: fateOf(world, number, items),
      items,
    };
  }
}

function contractOf(world: World, number: number): Contract | undefined {
  const subject = world.facts.subjectOf(number);
  switch (typeOfCode(world.facts.typeOf(number))) {
    case 'contract.signed':
    case 'contract.amended':
    case 'contract.terminated':
    case 'payment.received':
    case 'period.closed':
    case 'correction.issued':
      return world.contractList[subject];
    case 'campaign.launched':
    case 'campaign.closed':
      return world.campaignList[subject]?.contract;
    case 'call.completed':
    case 'call.scored':
      return world.calls.campaignOf(subject).contract;
    case 'shift.worked':
      return world.shiftList[subject]?.campaign.contract;
    case 'lead.registered':
    case 'lead.identified':
    case 'lead.confirmed':
    case 'lead.transferred':
    case 'lead.arrived':
    case 'lead.not-arrived':
    case 'lead.returned':
    case 'return.decided':
      return world.leads.at(subject).campaign.contract;
    // What takes a fact back is of its contract.
    case 'fact.retracted':
      return contractOf(world, subject);
    case 'client.registered':
    case 'person.linked':
    case 'person.separated':
    case 'key.shared':
    case 'dispute.opened':
    case 'dispute.resolved':
    case 'dispute.withdrawn':
      return undefined;
  }
}
