import type { DemoCase, DemoOptions } from '../demo-case.js';
import { usualPaces, type DemoLead } from '../telling/call-centre.js';
import { castOf, type Cast } from '../telling/cast.js';
import { CALLING, DAYS, HOURS, MINUTES, moment, monthsFrom, within, type Moment } from '../telling/clock.js';
import { comesAgain, disputes, reviewed, type Ruling } from '../telling/episodes.js';
import { comingIn } from '../telling/flow.js';
import type { History } from '../telling/history.js';
import type { DemoPerson } from '../telling/people.js';
import { Deck, type Random } from '../telling/random.js';
import { cardsFirst, cardsSince, deposits } from './finance.terms.js';

const CLIENT = 'finance';
const CARDS = 'finance-cards';
const DEPOSITS = 'finance-deposits';
const CREDIT_CARD = 'finance-credit-card';
const DEPOSIT = 'finance-deposit';
const PILOT = 'finance-mortgage-pilot';
const DEPOSITS_FROM = moment('2026-01-19', '09:00');
const DEPOSITS_UNTIL = moment('2026-06-22');
const PILOT_FROM = moment('2026-06-15', '09:00');
const PILOT_LEADS = 120;
const MONTHS = monthsFrom('2026-01-01', 8).map((month, i) => ({
  ...month,
  weight: [8, 12, 13, 12, 9, 12, 11, 10][i] ?? 10,
}));

const SETTING = {
  name: CLIENT,
  end: moment('2026-10-01', '18:00'),
  firstPhone: 1_000_000,
  books: 'TG-',
  calling: (random: Random) => ({
    operators: 12,
    paces: usualPaces,
    scored: 12,
    attempts: new Deck(random, [
      [0, 7],
      [1, 7],
      [2, 4],
      [3, 2],
    ]),
  }),
};

type Coming = 'agreed' | 'again' | 'refused' | 'unreachable';

/** What the company says of a lead, if anything: in time within three weeks, late after that. */
const answers = [
  ['came', 8],
  ['came-reported-late', 5],
  ['came-after-silence', 3],
  ['weaker-offer', 9],
  ['weaker-offer-reported-late', 4],
  ['changed-mind', 3],
  ['unreachable', 3],
  ['silent', 4],
  ['wrong-number', 1],
  ['out-of-area', 1],
  ['no-interest', 1],
  ['wrong-date', 1],
] as const;
type Answer = (typeof answers)[number][0];

function decksOf(random: Random) {
  return {
    comings: new Deck<Coming>(random, [
      ['agreed', 15],
      ['again', 2],
      ['refused', 50],
      ['unreachable', 33],
    ]),
    answers: new Deck<Answer>(random, answers),
    rulings: new Deck<Ruling>(random, [
      ['upheld', 2],
      ['rejected', 2],
      ['withdrawn', 1],
    ]),
    reviews: new Deck<'accepted' | 'refused'>(random, [
      ['accepted', 1],
      ['refused', 1],
    ]),
  };
}

class FinanceStory {
  readonly #cast: Cast;
  readonly #decks: ReturnType<typeof decksOf>;
  #piloted = 0;

  constructor(options: DemoOptions) {
    this.#cast = castOf(SETTING, options);
    this.#decks = decksOf(this.#cast.random);
  }

  tell(): History {
    const { history, leads, random } = this.#cast;
    this.#papersOfCards();
    this.#papersOfDeposits();
    history.follow(comingIn(MONTHS, leads, random), (at) => {
      this.#comesIn(at);
    });
    return history;
  }

  #papersOfCards(): void {
    const { billing, history } = this.#cast;
    const start = cardsFirst.effectiveFrom;
    billing.registersClient({ clientId: CLIENT, name: 'Финансовая компания «Тихая гавань»' }, moment(start, '08:30'));
    billing.signs({ contractId: CARDS, clientId: CLIENT, terms: cardsFirst }, moment(start, '08:35'));
    const card = { campaignId: CREDIT_CARD, contractId: CARDS, product: 'Credit card', name: 'Credit card' };
    billing.launches(card, moment(start, '08:40'));
    billing.amends({ contractId: CARDS, terms: cardsSince }, moment('2026-04-22', '14:00'));
    const pilot = {
      budget: '20000.00',
      maxLeads: PILOT_LEADS,
      endsOn: '2026-08-31',
      hypothesis: 'One presentation in fifteen brings somebody to the branch.',
    };
    const mortgage = { campaignId: PILOT, contractId: CARDS, product: 'Mortgage', name: 'Mortgage, pilot', pilot };
    billing.launches({ ...mortgage, clauses: ['presentation', 'branch'] }, PILOT_FROM);
    const closed = { campaignId: PILOT, reason: 'The hypothesis is tested.' };
    history.record('billing', 'campaign.closed', closed, moment('2026-08-31', '18:00'));
    billing.closes(CARDS, MONTHS, 0);
    billing.corrects(CARDS, moment('2026-10-01', '16:00'));
  }

  /** A second contract, which ends in June: who came to the branch for the one is not paid for under the other. */
  #papersOfDeposits(): void {
    const { billing, history } = this.#cast;
    const start = deposits.effectiveFrom;
    billing.signs({ contractId: DEPOSITS, clientId: CLIENT, terms: deposits }, moment(start, '12:00'));
    const deposit = { campaignId: DEPOSIT, contractId: DEPOSITS, product: 'Deposit', name: 'Deposit' };
    billing.launches(deposit, moment(start, '12:05'));
    const end = { contractId: DEPOSITS, endsOn: '2026-06-30', reason: 'The deposit is offered no longer.' };
    history.record('billing', 'contract.terminated', end, moment('2026-06-10', '10:30'));
    billing.closes(DEPOSITS, MONTHS, 5);
    billing.corrects(DEPOSITS, moment('2026-10-01', '16:05'));
  }

  #comesIn(at: Moment): void {
    const { centre, people, regulars, random } = this.#cast;
    const coming = this.#decks.comings.draw();
    const hasDeposits = at > DEPOSITS_FROM && at < DEPOSITS_UNTIL;
    const regular = coming === 'again' && hasDeposits ? regulars.some() : undefined;
    if (regular) {
      const campaignId = regular.campaignId === DEPOSIT ? CREDIT_CARD : DEPOSIT;
      this.#agrees(comesAgain(this.#cast, CLIENT, regular, campaignId, at), at);
      return;
    }
    const person = people.next();
    const contact = people.introduction(person);
    const lead = centre.register(this.#campaignAt(at, hasDeposits), contact, at, !random.chance(3));
    if (coming === 'agreed' || coming === 'again') this.#agrees(lead, at, person);
    else centre.workUp(lead, coming, at);
  }

  #campaignAt(at: Moment, hasDeposits: boolean): string {
    const { random } = this.#cast;
    if (hasDeposits && random.chance(30)) return DEPOSIT;
    if (at <= PILOT_FROM || this.#piloted >= PILOT_LEADS || !random.chance(30)) return CREDIT_CARD;
    this.#piloted++;
    return PILOT;
  }

  /** `person` is somebody who may come again. */
  #agrees(lead: DemoLead, at: Moment, person?: DemoPerson): void {
    const { random, centre, regulars } = this.#cast;
    const { endsAt } = centre.workUp(lead, 'agreed', at);
    centre.confirm(lead, endsAt);
    const transferredAt = within(CALLING, endsAt + random.between(10 * MINUTES, 20 * HOURS), random);
    centre.transfer(lead, transferredAt);
    if (person && lead.campaignId !== PILOT) regulars.remember({ person, ...lead });
    this.#answers(lead, this.#decks.answers.draw(), transferredAt);
  }

  /** What comes of a lead that was handed over at `at`. */
  #answers(lead: DemoLead, answer: Answer, at: Moment): void {
    const { random, client } = this.#cast;
    const soon = at + random.between(3 * DAYS, 16 * DAYS);
    const late = at + random.between(32 * DAYS, 50 * DAYS);
    switch (answer) {
      case 'came':
        client.arrived(lead, 'arrived', soon, soon + random.between(0, 2 * DAYS));
        break;
      case 'came-reported-late':
        client.arrived(lead, 'arrived', soon, late);
        break;
      case 'came-after-silence':
        client.arrived(lead, 'arrived', late, late + DAYS);
        break;
      case 'weaker-offer':
      case 'changed-mind':
      case 'unreachable':
        client.notArrived(lead, answer, soon);
        break;
      case 'weaker-offer-reported-late':
        client.notArrived(lead, 'weaker-offer', late);
        if (lead.campaignId !== DEPOSIT && random.chance(50)) this.#disputesSilence(lead, late + DAYS);
        break;
      case 'wrong-number':
      case 'no-interest':
        client.returns(lead, answer, at + random.between(HOURS, 8 * DAYS));
        break;
      case 'out-of-area': {
        const why = { reason: answer, evidence: 'No branch in the town' };
        reviewed(this.#cast, lead, why, this.#decks.reviews.draw(), at + random.between(DAYS, 8 * DAYS));
        break;
      }
      case 'wrong-date':
        this.#corrects(lead, soon);
        break;
      case 'silent':
        break;
    }
  }

  #disputesSilence(lead: DemoLead, at: Moment): void {
    const deemed = { contractId: CARDS, clauseId: 'branch', fact: { source: 'deemed', id: lead.leadId } };
    disputes(this.#cast, deemed, 'Went to a competitor', this.#decks.rulings.draw(), at);
  }

  /** The visit was reported for the wrong day: it is taken back and reported anew. */
  #corrects(lead: DemoLead, at: Moment): void {
    const { random, client, billing } = this.#cast;
    const { fact, recordedAt } = client.arrived(lead, 'arrived', at, at);
    const retractedAt = billing.retracts(fact, 'Wrong day', recordedAt + random.between(5 * DAYS, 25 * DAYS));
    client.arrived(lead, 'arrived', at - random.between(DAYS, 2 * DAYS), retractedAt + HOURS);
  }
}

export const finance: DemoCase = {
  name: CLIENT,
  title: { en: 'Financial sector', ru: 'Финансовый сектор' },
  meaning: {
    en:
      'Arrived means came to the branch. Few do: offers elsewhere are better, and the company reports late or not at all, ' +
      'so that silence counts as an arrival under one of its two contracts. Presentations are paid as effective calls, a ' +
      'fee and a minimum keep the work going, bonuses reward arrivals and quality. Whoever came to the branch for the ' +
      'card is not paid for again as a depositor.',
    ru:
      'Дошедший — значит пришёл в отделение. Доходят немногие: у других условия лучше, а компания отвечает поздно или ' +
      'никак, и по одному из двух договоров молчание считается приходом. Презентации оплачиваются как результативные ' +
      'звонки, работу поддерживают абонентская плата и минимум, премии — за дошедших и за качество. Кто пришёл в ' +
      'отделение за картой, за того не платят ещё раз как за вкладчика.',
  },
  generate: (options) => new FinanceStory(options).tell().facts(),
};
