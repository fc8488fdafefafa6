import type { Contact, DemoPerson } from './people.js';
import type { Random } from './random.js';

/** Somebody who agreed, and how the call centre knows them. */
export interface Regular {
  readonly person: DemoPerson;
  readonly contact: Contact;
  readonly campaignId: string;
  readonly leadId: string;
}

const MOST = 60;

/** The people who agreed lately: some of them leave their details again, elsewhere. */
export class Regulars {
  readonly #known: Regular[] = [];
  #next = 0;

  constructor(readonly random: Random) {}

  /** The latest take the places of the oldest: nobody is remembered for ever. */
  remember(regular: Regular): void {
    this.#known[this.#next] = regular;
    this.#next = (this.#next + 1) % MOST;
  }

  some(): Regular | undefined {
    return this.#known.length === 0 ? undefined : this.random.pick(this.#known);
  }
}
