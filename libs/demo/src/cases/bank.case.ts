import type { DemoCase, DemoOptions } from '../demo-case.js';
import type { DemoLead, Ending, Paces } from '../telling/call-centre.js';
import { castOf, type Cast } from '../telling/cast.js';
import { CALLING, DAYS, HOURS, MINUTES, moment, monthsFrom, within, type Moment } from '../telling/clock.js';
import { colleagues, comesAgain, disputes, reviewed, type Ruling } from '../telling/episodes.js';
import { comingIn } from '../telling/flow.js';
import type { History, Identity } from '../telling/history.js';
import type { DemoPerson } from '../telling/people.js';
import { Deck, type Random } from '../telling/random.js';
import { BY_THE_MINUTE_FROM, byResult, byTheMinute } from './bank.terms.js';

const CLIENT = 'bank';
const CONTRACT = 'bank-contract';
const COLD = 'bank-card-cold';
const WEBSITE = 'bank-card-website';
const CHANGE = moment(BY_THE_MINUTE_FROM);
/** Paid by result, the call centre works when it suits it; paid by the minute, evenly. */
const MONTHS = monthsFrom('2026-01-01', 8).map((month, i) => ({ ...month, weight: [14, 5, 14, 7][i] ?? 10 }));

const PACES: Paces = {
  secretary: { script: [12, 30], hold: [10, 60], talk: [0, 20] },
  later: { script: [20, 40], hold: [0, 0], talk: [15, 60] },
  refused: { script: [40, 80], hold: [0, 0], talk: [30, 170] },
  agreed: { script: [60, 100], hold: [0, 40], talk: [180, 460] },
};

const SETTING = {
  name: CLIENT,
  end: moment('2026-09-25', '18:00'),
  firstPhone: 2_000_000,
  calling: (random: Random) => ({
    operators: 14,
    paces: PACES,
    attempts: new Deck(random, [
      [0, 6],
      [1, 7],
      [2, 5],
      [3, 2],
    ]),
    outages: [
      {
        from: moment('2026-05-29', '14:00'),
        to: moment('2026-05-29', '20:00'),
        repairedAt: moment('2026-06-04', '10:00'),
      },
    ],
  }),
};

/** Who agrees: somebody new, or somebody who has agreed before in the other campaign. */
type Agreeing = 'new' | 'again';

/** Who refuses: one in fifty comes to the bank all the same. */
type Refusing = 'for good' | 'walks in';

/** What becomes of an application. */
const outcomes = [
  ['onboarded', 7],
  ['declined', 5],
  ['silent', 2],
  ['reported-late', 1],
  ['wrong-number', 1],
  ['already-client', 1],
  ['no-interest', 1],
  ['disputed', 1],
  ['misheard', 1],
] as const;
type Outcome = (typeof outcomes)[number][0];
/** What leaves an application as it is: such people are paid for, and free when they come again. */
const LASTING: ReadonlySet<Outcome> = new Set<Outcome>(['onboarded', 'declined', 'silent', 'reported-late']);

function decksOf(random: Random) {
  return {
    agreeing: new Deck<Agreeing>(random, [
      ['new', 11],
      ['again', 1],
    ]),
    refusing: new Deck<Refusing>(random, [
      ['for good', 49],
      ['walks in', 1],
    ]),
    outcomes: new Deck<Outcome>(random, outcomes),
    rulings: new Deck<Ruling>(random, [
      ['upheld', 2],
      ['rejected', 2],
      ['withdrawn', 1],
    ]),
    reviews: new Deck<'accepted' | 'refused'>(random, [
      ['accepted', 2],
      ['refused', 1],
    ]),
  };
}

/** How many agree, refuse and are not reached: small decks, so that a month differs little from the next by chance. */
const endings = {
  byResult: [
    ['agreed', 1],
    ['refused', 4],
    ['unreachable', 3],
  ],
  /** Paid by the minute, everybody on the list is worked through, and more agree. */
  byTheMinute: [
    ['agreed', 2],
    ['refused', 7],
    ['unreachable', 5],
  ],
} as const;

class BankStory {
  readonly #cast: Cast;
  readonly #decks: ReturnType<typeof decksOf>;
  #endings: Deck<Ending>;

  constructor(options: DemoOptions) {
    this.#cast = castOf(SETTING, options);
    const { random } = this.#cast;
    this.#decks = decksOf(random);
    this.#endings = new Deck<Ending>(random, endings.byResult);
  }

  tell(): History {
    const { history, leads, random, billing } = this.#cast;
    this.#papers();
    const employees = Math.floor(leads / 250);
    const office = { clientId: CLIENT, campaignId: COLD, phone: 4_000_002 };
    const times = { from: moment('2026-02-10', '10:00'), knownAt: moment('2026-03-25', '12:30') };
    colleagues(this.#cast, { ...office, ...times }, employees, (lead, at) => {
      this.#agrees(lead, at);
    });
    history.plan(CHANGE, () => {
      this.#endings = new Deck<Ending>(random, endings.byTheMinute);
    });
    history.follow(comingIn(MONTHS, leads - employees, random), (at) => {
      this.#comesIn(at);
    });
    billing.receivesAdvances({ clientId: CLIENT, contractId: CONTRACT }, MONTHS, Math.ceil(leads / 20) * 100);
    return history;
  }

  #papers(): void {
    const { billing } = this.#cast;
    const start = byResult.effectiveFrom;
    billing.registersClient({ clientId: CLIENT, name: 'Банк «Лунный берег»' }, moment(start, '08:30'));
    billing.signs({ contractId: CONTRACT, clientId: CLIENT, terms: byResult }, moment(start, '08:35'));
    const campaign = { contractId: CONTRACT, product: 'Debit card' };
    billing.launches({ campaignId: COLD, ...campaign, name: 'Debit card, cold calls' }, moment(start, '08:40'));
    billing.launches({ campaignId: WEBSITE, ...campaign, name: 'Debit card, website' }, moment(start, '08:45'));
    billing.amends({ contractId: CONTRACT, terms: byTheMinute }, moment('2026-04-20', '15:00'));
    billing.closes(CONTRACT, MONTHS, 0);
    billing.corrects(CONTRACT, moment('2026-09-24', '16:00'));
  }

  #comesIn(at: Moment): void {
    const { random, centre, people, regulars } = this.#cast;
    const ending = this.#endings.draw();
    const regular = ending === 'agreed' && this.#decks.agreeing.draw() === 'again' ? regulars.some() : undefined;
    if (regular) {
      const campaignId = regular.campaignId === COLD ? WEBSITE : COLD;
      this.#agrees(comesAgain(this.#cast, CLIENT, regular, campaignId, at), at);
      return;
    }
    const person = people.next();
    const contact = people.introduction(person);
    const campaignId = random.pick([COLD, WEBSITE]);
    if (ending === 'agreed') {
      const isKnown = !random.chance(4);
      this.#agrees(centre.register(campaignId, contact, at, isKnown), at, person);
      return;
    }
    const lead = centre.register(campaignId, contact, at);
    const { endsAt } = centre.workUp(lead, ending, at);
    if (ending === 'refused' && this.#decks.refusing.draw() === 'walks in') this.#walksIn(lead, endsAt);
  }

  /** Somebody who said no on the phone comes to the bank all the same. */
  #walksIn(lead: DemoLead, after: Moment): void {
    const { random, client } = this.#cast;
    const cameAt = after + random.between(3 * DAYS, 12 * DAYS);
    client.arrived(lead, 'arrived', cameAt, cameAt + random.between(0, 4 * DAYS));
  }

  /** `person` is somebody who may come again. */
  #agrees(lead: DemoLead, at: Moment, person?: DemoPerson): void {
    const { random, centre, regulars } = this.#cast;
    const call = centre.workUp(lead, 'agreed', at);
    const application = centre.confirm(lead, call.endsAt);
    const outcome = this.#decks.outcomes.draw();
    if (outcome === 'misheard') {
      this.#callsBack(lead, application, call.endsAt);
      return;
    }
    const transferredAt = within(CALLING, call.endsAt + random.between(10 * MINUTES, 20 * HOURS), random);
    centre.transfer(lead, transferredAt);
    if (person && LASTING.has(outcome)) regulars.remember({ person, ...lead });
    const billed =
      call.endsAt < CHANGE ? { clauseId: 'application', fact: application } : { clauseId: 'minute', fact: call.fact };
    this.#answers(lead, outcome, transferredAt, billed);
  }

  /** No consent is heard in the recording: the application is taken back, and the person called once more. */
  #callsBack(lead: DemoLead, application: Identity, at: Moment): void {
    const { random, centre, billing } = this.#cast;
    const heardAt = at + random.between(2 * DAYS, 6 * DAYS);
    const retractedAt = billing.retracts(application, 'No consent in the recording', heardAt);
    const { endsAt } = centre.call(lead, 'agreed', within(CALLING, retractedAt + DAYS, random));
    centre.confirm(lead, endsAt);
    centre.transfer(lead, endsAt + HOURS);
  }

  #answers(
    lead: DemoLead,
    outcome: Exclude<Outcome, 'misheard'>,
    at: Moment,
    billed: { readonly clauseId: string; readonly fact: Identity },
  ): void {
    const { random, client } = this.#cast;
    const soon = at + random.between(2 * DAYS, 9 * DAYS);
    switch (outcome) {
      case 'onboarded':
        client.arrived(lead, 'onboarded', soon, soon + random.between(0, 3 * DAYS));
        break;
      case 'reported-late':
        client.arrived(lead, 'onboarded', soon, at + random.between(16 * DAYS, 40 * DAYS));
        break;
      case 'declined':
        client.notArrived(lead, random.pick(['changed-mind', 'weaker-offer', 'unreachable']), soon);
        break;
      case 'wrong-number':
        client.returns(lead, outcome, at + random.between(HOURS, 5 * DAYS));
        break;
      case 'no-interest':
        client.returns(lead, outcome, soon);
        break;
      case 'already-client': {
        const why = { reason: outcome, evidence: 'The list of card holders' };
        reviewed(this.#cast, lead, why, this.#decks.reviews.draw(), at + random.between(DAYS, 6 * DAYS));
        break;
      }
      case 'disputed': {
        const disputed = { contractId: CONTRACT, ...billed };
        disputes(this.#cast, disputed, 'Another product was offered', this.#decks.rulings.draw(), soon + 4 * DAYS);
        break;
      }
      case 'silent':
        break;
    }
  }
}

export const bank: DemoCase = {
  name: CLIENT,
  title: { en: 'Large bank', ru: 'Крупный банк' },
  meaning: {
    en:
      'Paid by result until April 2026, by the minute of work since May. By result an application costs more, and they ' +
      'come when it suits the call centre; by the minute one costs 23 % less, and they flow steadily. Clients who arrive ' +
      'after they were paid for as applications cost nothing, also those who come again in the other campaign.',
    ru:
      'До апреля 2026 года оплата за результат, с мая — за минуты работы. За результат заявка стоит дороже, и поток ' +
      'неровный; за минуты она дешевле на 23 %, и поток стабилен. Дошедшие, за которых уже заплачено как за заявки, ' +
      'не стоят ничего — и те, кто пришёл ещё раз из другой кампании.',
  },
  generate: (options) => new BankStory(options).tell().facts(),
};
