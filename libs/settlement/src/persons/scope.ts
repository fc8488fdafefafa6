import type { Client } from '../contract/contract.js';
import { Lead } from './lead.js';

/** Where leads are matched with each other: a client's product, a campaign, or all of a client. */
export class Scope {
  /** Leads by key, those included that their keys join to nobody. */
  readonly #leads = new Map<string, Lead | readonly Lead[]>();

  constructor(
    readonly client: Client,
    readonly name: string,
  ) {}

  leadsWith(key: string): readonly Lead[] {
    const found = this.#leads.get(key);
    if (found === undefined) return [];
    return found instanceof Lead ? [found] : found;
  }

  enter(lead: Lead): void {
    for (const key of lead.keys) {
      // One lead without a list around it: that is what most keys have.
      const known = this.#leads.get(key);
      if (known === undefined) this.#leads.set(key, lead);
      else if (known instanceof Lead) this.#leads.set(key, [known, lead]);
      else (known as Lead[]).push(lead);
    }
  }

  leave(lead: Lead): void {
    for (const key of lead.keys) {
      const rest = this.leadsWith(key).filter((other) => other !== lead);
      if (rest.length > 0) this.#leads.set(key, rest);
      else this.#leads.delete(key);
    }
  }
}
