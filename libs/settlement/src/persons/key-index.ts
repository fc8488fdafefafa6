import type { Text } from '@paidonce/kernel';
import { grow, Names } from '../state/names.js';
import type { LeadIndex } from './lead-index.js';
import type { Lead } from './lead.js';
import type { Scope } from './scope.js';

const NOBODY = -1;
/** From here down the numbers of lists. */
const LISTS = -2;

/** Which leads have a key, scope by scope. Keys are numbers, from 0: there are as many of them as leads, or more. */
export class KeyIndex {
  readonly #keys = new Names();
  /** By key: the number of the one lead that has it, which is what most keys have, or below `NOBODY` that of a list. */
  #leads = new Int32Array(1 << 10).fill(NOBODY);
  readonly #lists: number[][] = [];

  constructor(readonly leads: LeadIndex) {}

  /** The number of a key (`kind:value`) in a scope, given to it when it is first met. */
  numberOf(scope: Scope, key: Text): number {
    const number = this.#keys.add(scope.number, key);
    const { length } = this.#leads;
    if (number >= length) this.#leads = grow(this.#leads, new Int32Array(length * 2).fill(NOBODY, length));
    return number;
  }

  /** The number of a key in a scope, or -1. */
  find(scope: Scope, key: string): number {
    return this.#keys.find(scope.number, key);
  }

  textOf(key: number): string {
    return this.#keys.textOf(key);
  }

  /** Leads that have a key, those included that it joins to nobody. */
  leadsWith(key: number): readonly Lead[] {
    return this.#numbersWith(key).map((number) => this.leads.at(number));
  }

  /** The first of the leads that have a key and something else besides. */
  firstWith(key: number, matches: (lead: Lead) => boolean): Lead | undefined {
    for (const number of this.#numbersWith(key)) {
      const lead = this.leads.at(number);
      if (matches(lead)) return lead;
    }
    return undefined;
  }

  /** Gives a lead its keys; answers whether another has one of them. */
  enter(lead: number, keys: readonly number[]): boolean {
    let meets = false;
    for (const key of keys) {
      const known = this.#leads[key] as number;
      if (known === NOBODY) this.#leads[key] = lead;
      else if (known >= 0) this.#leads[key] = LISTS - (this.#lists.push([known, lead]) - 1);
      else this.#lists[LISTS - known]?.push(lead);
      if (known !== NOBODY) meets = true;
    }
    return meets;
  }

  leave(lead: number, keys: readonly number[]): void {
    for (const key of keys) {
      const known = this.#leads[key] as number;
      if (known === lead) this.#leads[key] = NOBODY;
      else if (known <= LISTS) this.#lists[LISTS - known] = this.#numbersWith(key).filter((other) => other !== lead);
    }
  }

  #numbersWith(key: number): readonly number[] {
    const known = this.#leads[key] ?? NOBODY;
    if (known === NOBODY) return [];
    return known >= 0 ? [known] : (this.#lists[LISTS - known] ?? []);
  }
}
