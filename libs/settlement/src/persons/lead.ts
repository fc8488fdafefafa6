import type { Campaign, Client } from '../contract/contract.js';
import type { Cell } from '../book/cell.js';
import type { Dispute } from '../recording/dispute.js';
import type { Entry } from '../results/entry.js';
import type { Names } from '../state/names.js';
import { Person } from './person.js';
import type { Scope } from './scope.js';

/** Leads that `person.linked` joined by hand, within one scope. */
export interface Link {
  readonly fact: number;
  readonly leads: readonly Lead[];
}

/** What one lead fact said of who the lead is. */
export interface Identity {
  readonly fact: number;
  readonly keys: readonly number[];
}

/** What a result owes by itself. */
export interface DirectlyOwed {
  readonly cell: Cell;
  readonly quantity: number;
}

/** Shared by all leads that have nothing of a kind: there are many leads, and most of what they may have they have not. */
const NONE: readonly never[] = [];

/** One person's case in one campaign, with what its person and its results are worked out from. */
export class Lead {
  /** Confirmed, transferred, arrived, not-arrived, returned and decided, in the order of recording. */
  facts: readonly number[] = NONE;
  /** Calls that a clause of a once group bills for this lead. */
  calls: readonly number[] = NONE;
  disputes: readonly Dispute[] = NONE;
  /** What `lead.identified` facts said, in the order of recording. */
  identities: readonly Identity[] = NONE;
  /** Keys that count, of the identity that holds. */
  keys: readonly number[] = NONE;
  /** Standing `person.separated` facts. */
  separations: readonly number[] = NONE;
  links: readonly Link[] = NONE;
  /** What its results owe through once groups, in their order. */
  entries: readonly Entry[] = NONE;
  /** What its results owe outside once groups. */
  direct: readonly DirectlyOwed[] = NONE;
  #person: Person | undefined;

  constructor(
    readonly number: number,
    readonly ids: Names,
    readonly campaign: Campaign,
    readonly scope: Scope,
    /** Keys that count, as it was registered. */
    readonly registeredKeys: readonly number[],
  ) {}

  get id(): string {
    return this.ids.textOf(this.number);
  }

  /** Made when it is first asked for: most leads come to nothing. */
  get person(): Person {
    return (this.#person ??= new Person(this));
  }

  set person(person: Person) {
    this.#person = person;
  }

  get client(): Client {
    return this.campaign.contract.client;
  }

  /** Whether it is known who the lead is: without a key or a link nobody can promise not to pay for the person twice. */
  get isIdentified(): boolean {
    return this.keys.length > 0 || this.links.length > 0;
  }
}
