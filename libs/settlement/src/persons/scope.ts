import type { Client } from '../contract/contract.js';

/** Where leads are matched with each other: a client's product, a campaign, or all of a client. */
export interface Scope {
  /** Dense number, from 0. */
  readonly number: number;
  readonly client: Client;
}
