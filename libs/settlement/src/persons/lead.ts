import type { Campaign, Client } from '../contract/contract.js';
import type { Cell } from '../book/cell.js';
import type { Dispute } from '../recording/dispute.js';
import type { Entry } from '../results/entry.js';
import type { Person } from './person.js';
import type { Scope } from './scope.js';

/** Leads that `person.linked` joined by hand, within one scope. */
export interface Link {
  readonly fact: number;
  readonly leads: readonly Lead[];
}

/** What one lead fact said of who the lead is. */
export interface Identity {
  readonly fact: number;
  readonly keys: readonly string[];
}

/** One person's case in one campaign, with what its person and its results are worked out from. */
export class Lead {
  /** Confirmed, transferred, arrived, not-arrived, returned and decided, in the order of recording. */
  readonly facts: number[] = [];
  /** Calls that a clause of a once group bills for this lead. */
  readonly calls = new Set<number>();
  readonly disputes: Dispute[] = [];
  /** The registration first, then what identified it, in the order of recording. */
  readonly identities: Identity[] = [];
  /** Keys that count, of the identity that holds. */
  keys: readonly string[] = [];
  /** Standing `person.separated` facts. */
  readonly separations = new Set<number>();
  readonly links = new Set<Link>();
  /** What its results owe through once groups, in their order. */
  entries: readonly Entry[] = [];
  /** What its results owe outside once groups. */
  direct: readonly { readonly cell: Cell; readonly quantity: number }[] = [];
  person: Person;

  constructor(
    readonly number: number,
    readonly id: string,
    readonly campaign: Campaign,
    readonly scope: Scope,
    makePerson: (lead: Lead) => Person,
  ) {
    this.person = makePerson(this);
  }

  get client(): Client {
    return this.campaign.contract.client;
  }

  /** Whether it is known who the lead is: without a key or a link nobody can promise not to pay for the person twice. */
  get isIdentified(): boolean {
    return this.keys.length > 0 || this.links.size > 0;
  }
}
