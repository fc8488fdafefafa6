import { leadsOf, type DemoOptions } from '../demo-case.js';
import { BillingOffice } from './billing-office.js';
import { CallCentre, type Calling } from './call-centre.js';
import { ClientOffice } from './client-office.js';
import type { Moment } from './clock.js';
import { History } from './history.js';
import { People } from './people.js';
import { Random } from './random.js';
import { Regulars } from './regulars.js';

/** Everybody who takes part in a demo case. */
export interface Cast {
  readonly leads: number;
  readonly random: Random;
  readonly history: History;
  readonly people: People;
  readonly regulars: Regulars;
  readonly centre: CallCentre;
  readonly client: ClientOffice;
  readonly billing: BillingOffice;
}

export interface Setting {
  readonly name: string;
  readonly end: Moment;
  /** Where the phone numbers of its people begin: a million further on than those of the case before. */
  readonly firstPhone: number;
  readonly books?: string;
  readonly calling: (random: Random) => Omit<Calling, 'random'>;
}

export function castOf({ name, end, firstPhone, books, calling }: Setting, options: DemoOptions): Cast {
  const random = new Random(options.seed);
  const history = new History(name, end);
  return {
    leads: leadsOf(options),
    random,
    history,
    people: new People(random, firstPhone, books),
    regulars: new Regulars(random),
    centre: new CallCentre(history, { random, ...calling(random) }),
    client: new ClientOffice(history, random),
    billing: new BillingOffice(history, random),
  };
}
