import { Chain } from '../results/chain.js';
import type { Lead } from './lead.js';

/** Leads that are one person, with a chain of results a once group. */
export class Person {
  leads: Lead[];
  #chains: readonly Chain[] = [];

  constructor(lead: Lead) {
    this.leads = [lead];
  }

  /** The results of the person in one once group. */
  chain(group: string): Chain {
    let chain = this.#chains.find((known) => known.group === group);
    if (!chain) {
      chain = new Chain(group);
      this.#chains = this.#chains.concat(chain);
    }
    return chain;
  }
}
