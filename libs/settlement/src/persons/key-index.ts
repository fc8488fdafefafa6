import { Names } from '../state/names.js';
import { Lead } from './lead.js';
import type { Scope } from './scope.js';

/** Which leads have a key, scope by scope. Keys are numbers, from 0: there are as many of them as leads, or more. */
export class KeyIndex {
  readonly #keys = new Names();
  /** By key; one lead without a list around it: that is what most keys have. */
  readonly #leads: (Lead | Lead[] | undefined)[] = [];

  /** The number of a key (`kind:value`) in a scope, given to it when it is first met. */
  numberOf(scope: Scope, key: string): number {
    return this.#keys.add(scope.number, key);
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
    const found = this.#leads[key];
    if (found === undefined) return [];
    return found instanceof Lead ? [found] : found;
  }

  enter(lead: Lead): void {
    for (const key of lead.keys) {
      const known = this.#leads[key];
      if (known === undefined) this.#leads[key] = lead;
      else if (known instanceof Lead) this.#leads[key] = [known, lead];
      else known.push(lead);
    }
  }

  leave(lead: Lead): void {
    for (const key of lead.keys) {
      const rest = this.leadsWith(key).filter((other) => other !== lead);
      this.#leads[key] = rest.length > 0 ? rest : undefined;
    }
  }
}
