import type { Client } from '../contract/contract.js';
import type { Lead } from './lead.js';

/** Where leads are matched with each other: a client's product, a campaign, or all of a client. */
export class Scope {
  /** Leads by key, those included that their keys join to nobody. */
  readonly #leads = new Map<string, Lead[]>();

  constructor(
    readonly client: Client,
    readonly name: string,
  ) {}

  leadsWith(key: string): readonly Lead[] {
    return this.#leads.get(key) ?? [];
  }

  enter(lead: Lead): void {
    for (const key of lead.keys) {
      const leads = this.#leads.get(key);
      if (leads) leads.push(lead);
      else this.#leads.set(key, [lead]);
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
