import { Chain } from '../results/chain.js';
import type { Lead } from './lead.js';

/** Leads that are one person, with a chain of results a once group. */
export class Person {
  readonly leads = new Set<Lead>();
  readonly chains = new Map<string, Chain>();

  constructor(lead?: Lead) {
    if (lead) this.leads.add(lead);
  }

  chain(group: string): Chain {
    let chain = this.chains.get(group);
    if (!chain) this.chains.set(group, (chain = new Chain()));
    return chain;
  }
}
