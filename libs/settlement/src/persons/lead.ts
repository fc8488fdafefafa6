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

/** What few leads have: kept apart, since there are many leads. */
interface Rare {
  calls: readonly number[];
  disputes: readonly Dispute[];
  identities: readonly Identity[];
  separations: readonly number[];
  links: readonly Link[];
  direct: readonly DirectlyOwed[];
  registeredKeys: readonly number[];
}

/** One person's case in one campaign, with what its person and its results are worked out from. */
export class Lead {
  /** Confirmed, transferred, arrived, not-arrived, returned and decided, in the order of recording. */
  facts: readonly number[] = NONE;
  /** What its results owe through once groups, in their order. */
  entries: readonly Entry[] = NONE;
  #person: Person | undefined;
  #rare: Rare | undefined;

  constructor(
    readonly number: number,
    readonly ids: Names,
    readonly campaign: Campaign,
    /** Keys that count, of the identity that holds. */
    public keys: readonly number[],
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

  get scope(): Scope {
    return this.campaign.scope;
  }

  /** Whether it is known who the lead is: without a key or a link nobody can promise not to pay for the person twice. */
  get isIdentified(): boolean {
    return this.keys.length > 0 || this.links.length > 0;
  }

  /** Calls that a clause of a once group bills for this lead. */
  get calls(): readonly number[] {
    return this.#rare?.calls ?? NONE;
  }

  set calls(calls: readonly number[]) {
    this.#own().calls = calls;
  }

  get disputes(): readonly Dispute[] {
    return this.#rare?.disputes ?? NONE;
  }

  set disputes(disputes: readonly Dispute[]) {
    this.#own().disputes = disputes;
  }

  /** What `lead.identified` facts said, in the order of recording. */
  get identities(): readonly Identity[] {
    return this.#rare?.identities ?? NONE;
  }

  set identities(identities: readonly Identity[]) {
    this.#own().identities = identities;
  }

  /** Standing `person.separated` facts. */
  get separations(): readonly number[] {
    return this.#rare?.separations ?? NONE;
  }

  set separations(separations: readonly number[]) {
    this.#own().separations = separations;
  }

  get links(): readonly Link[] {
    return this.#rare?.links ?? NONE;
  }

  set links(links: readonly Link[]) {
    this.#own().links = links;
  }

  /** What its results owe outside once groups. */
  get direct(): readonly DirectlyOwed[] {
    return this.#rare?.direct ?? NONE;
  }

  set direct(direct: readonly DirectlyOwed[]) {
    if (this.#rare ?? direct.length > 0) this.#own().direct = direct;
  }

  /** Keys that count, as it was registered: those that it has until it is identified. */
  get registeredKeys(): readonly number[] {
    return this.#rare?.registeredKeys ?? this.keys;
  }

  /** What few leads have; the registered keys are kept from the moment on at which others may take their place. */
  #own(): Rare {
    return (this.#rare ??= {
      calls: NONE,
      disputes: NONE,
      identities: NONE,
      separations: NONE,
      links: NONE,
      direct: NONE,
      registeredKeys: this.keys,
    });
  }
}
