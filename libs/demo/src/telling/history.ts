import type { Fact, FactOf, FactType } from '@paidonce/facts';
import { Agenda } from './agenda.js';
import { written, type Moment } from './clock.js';

/** Which system states a fact. */
export type Source = 'telephony' | 'crm' | 'client' | 'billing';

/** `(source, id)`, as other facts refer to it. */
export interface Identity {
  readonly source: string;
  readonly id: string;
}

/** A fact of a demo history: it always says when it was recorded. */
export type DemoFact = Fact & { readonly recordedtime: string };

/** A fact that is to be recorded, or a step of the story that plans what comes after it. */
type Plan = DemoFact | (() => void);

/** A history while it is told: facts are entered in any order and come out in the order of recording. */
export class History {
  readonly #agenda = new Agenda<Plan>();
  readonly #counts = new Map<string, number>();

  constructor(
    /** Keeps the identities of one demo case apart from those of the others. */
    readonly name: string,
    /** Nothing is recorded later: the day on which the demo is looked at. */
    readonly end: Moment,
  ) {}

  /** Enters a fact; answers its identity. */
  record<T extends FactType>(
    source: Source,
    type: T,
    data: FactOf<T>['data'],
    at: Moment,
    recordedAt: Moment = at,
  ): Identity {
    const count = (this.#counts.get(type) ?? 0) + 1;
    this.#counts.set(type, count);
    const identity = { id: `${type}-${count}`, source: `${this.name}/${source}` };
    const fact: FactOf<T> & { recordedtime: string } = {
      specversion: '1.0',
      ...identity,
      type,
      time: written(at),
      recordedtime: written(Math.max(at, recordedAt)),
      data,
    };
    this.#agenda.add(Math.max(at, recordedAt), fact as unknown as DemoFact);
    return identity;
  }

  /** Has a step of the story taken when its time comes. */
  plan(at: Moment, step: () => void): void {
    this.#agenda.add(at, step);
  }

  /** Takes a step for each of the moments, which rise, and keeps one of them in mind at a time. */
  follow(moments: Iterator<Moment>, step: (at: Moment) => void): void {
    const next = moments.next();
    if (next.done) return;
    this.plan(next.value, () => {
      step(next.value);
      this.follow(moments, step);
    });
  }

  /** Everything that is recorded up to the end, in order. */
  *facts(): Generator<DemoFact, void, undefined> {
    for (let next = this.#agenda.next(); next && next.at <= this.end; next = this.#agenda.next()) {
      if (typeof next.content === 'function') next.content();
      else yield next.content;
    }
  }
}
