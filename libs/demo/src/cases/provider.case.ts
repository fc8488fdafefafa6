import type { DemoCase, DemoOptions } from '../demo-case.js';
import { usualPaces, type DemoLead } from '../telling/call-centre.js';
import { castOf, type Cast } from '../telling/cast.js';
import { CALLING, DAYS, HOURS, MINUTES, moment, monthsFrom, within, type Moment } from '../telling/clock.js';
import { colleagues, comesAgain, disputes, reviewed, type Ruling } from '../telling/episodes.js';
import { comingIn } from '../telling/flow.js';
import type { History } from '../telling/history.js';
import type { DemoPerson } from '../telling/people.js';
import { Deck, type Random } from '../telling/random.js';
import { worksShifts } from '../telling/shifts.js';
import { before2026, hotlineBefore2026, hotlineSince2026, since2026 } from './provider.terms.js';

const CLIENT = 'provider';
const CONTRACT = 'provider-contract';
const HOTLINE_CONTRACT = 'provider-hotline-contract';
const NORTH = 'provider-fibre-north';
const SOUTH = 'provider-fibre-south';
const HOTLINE = 'provider-hotline';
const SOUTH_FROM = moment('2025-11-10', '09:00');
const MONTHS = monthsFrom('2025-10-01', 7).map((month, i) => ({
  ...month,
  weight: [10, 12, 14, 8, 11, 12, 10][i] ?? 10,
}));

const SETTING = {
  name: CLIENT,
  end: moment('2026-05-28', '18:00'),
  firstPhone: 0,
  calling: (random: Random) => ({
    operators: 10,
    paces: usualPaces,
    attempts: new Deck(random, [
      [0, 8],
      [1, 6],
      [2, 4],
      [3, 2],
    ]),
  }),
};

type Coming = 'agreed' | 'again' | 'refused' | 'unreachable';

/** What the provider makes of a lead that it was handed. It has ten days to say. */
const answers = [
  ['installed', 14],
  ['installed-reported-late', 4],
  ['installed-after-late-call', 4],
  ['called-too-late', 4],
  ['no-technical-capability', 5],
  ['negative-attitude', 3],
  ['changed-mind', 1],
  ['silent', 2],
  ['wrong-number', 1],
  ['out-of-area', 1],
  ['wrong-date', 1],
] as const;
type Answer = (typeof answers)[number][0];

function decksOf(random: Random) {
  return {
    comings: new Deck<Coming>(random, [
      ['agreed', 17],
      ['again', 2],
      ['refused', 45],
      ['unreachable', 36],
    ]),
    answers: new Deck<Answer>(random, answers),
    rulings: new Deck<Ruling>(random, [
      ['upheld', 1],
      ['rejected', 3],
      ['withdrawn', 1],
    ]),
    reviews: new Deck<'accepted' | 'refused'>(random, [
      ['accepted', 1],
      ['refused', 1],
    ]),
  };
}

class ProviderStory {
  readonly #cast: Cast;
  readonly #decks: ReturnType<typeof decksOf>;

  constructor(options: DemoOptions) {
    this.#cast = castOf(SETTING, options);
    this.#decks = decksOf(this.#cast.random);
  }

  tell(): History {
    const { history, leads, random } = this.#cast;
    this.#papers();
    this.#papersOfHotline();
    const neighbours = Math.floor(leads / 250);
    const office = { clientId: CLIENT, campaignId: NORTH, phone: 4_000_000 };
    const times = { from: moment('2025-12-03', '11:00'), knownAt: moment('2026-01-20', '15:00') };
    colleagues(this.#cast, { ...office, ...times }, neighbours, (lead, at) => {
      this.#agrees(lead, at);
    });
    history.follow(comingIn(MONTHS, leads - neighbours, random), (at) => {
      this.#comesIn(at);
    });
    return history;
  }

  #papers(): void {
    const { billing } = this.#cast;
    const start = before2026.effectiveFrom;
    billing.registersClient({ clientId: CLIENT, name: 'Интернет-провайдер «Северный луч»' }, moment(start, '08:30'));
    billing.signs({ contractId: CONTRACT, clientId: CLIENT, terms: before2026 }, moment(start, '08:35'));
    const fibre = { contractId: CONTRACT, product: 'Fibre at home' };
    billing.launches({ campaignId: NORTH, ...fibre, name: 'Fibre, northern districts' }, moment(start, '08:40'));
    billing.launches({ campaignId: SOUTH, ...fibre, name: 'Fibre, southern districts' }, SOUTH_FROM);
    billing.amends({ contractId: CONTRACT, terms: since2026 }, moment('2025-12-15', '12:00'));
    billing.closes(CONTRACT, MONTHS, 0);
    billing.corrects(CONTRACT, moment('2026-05-27', '16:00'));
  }

  #papersOfHotline(): void {
    const { billing, history, random } = this.#cast;
    const signedAt = moment(before2026.effectiveFrom, '08:50');
    const contractId = HOTLINE_CONTRACT;
    billing.signs({ contractId, clientId: CLIENT, terms: hotlineBefore2026 }, signedAt);
    billing.launches({ campaignId: HOTLINE, contractId, product: 'Hotline', name: 'Hotline' }, signedAt + MINUTES);
    billing.amends({ contractId, terms: hotlineSince2026 }, moment('2025-12-15', '12:05'));
    const forgotten = { from: moment('2026-01-26'), reportedAt: moment('2026-02-06', '11:20') };
    worksShifts(history, random, { campaignId: HOTLINE, operators: 3, months: MONTHS, forgotten });
    billing.closes(contractId, MONTHS, 5);
    billing.corrects(contractId, moment('2026-05-27', '16:05'));
  }

  #comesIn(at: Moment): void {
    const { random, centre, people, regulars } = this.#cast;
    const coming = this.#decks.comings.draw();
    const regular = coming === 'again' && at > SOUTH_FROM ? regulars.some() : undefined;
    if (regular) {
      const campaignId = regular.campaignId === NORTH ? SOUTH : NORTH;
      this.#agrees(comesAgain(this.#cast, CLIENT, regular, campaignId, at), at);
      return;
    }
    const person = people.next();
    const contact = people.introduction(person);
    const campaignId = at > SOUTH_FROM && random.chance(45) ? SOUTH : NORTH;
    const isKnown = !random.chance(3);
    const lead = centre.register(campaignId, contact, at, isKnown);
    if (coming === 'agreed' || coming === 'again') this.#agrees(lead, at, person);
    else centre.workUp(lead, coming, at);
  }

  /** `person` is somebody who may come again. */
  #agrees(lead: DemoLead, at: Moment, person?: DemoPerson): void {
    const { random, centre, regulars } = this.#cast;
    const { endsAt } = centre.workUp(lead, 'agreed', at);
    centre.confirm(lead, endsAt);
    const transferredAt = within(CALLING, endsAt + random.between(10 * MINUTES, 6 * HOURS), random);
    centre.transfer(lead, transferredAt);
    if (person) regulars.remember({ person, ...lead });
    this.#answers(lead, this.#decks.answers.draw(), transferredAt);
  }

  /** What comes of a lead that was handed over at `at`. */
  #answers(lead: DemoLead, answer: Answer, at: Moment): void {
    const { random, client } = this.#cast;
    const soon = at + random.between(2 * DAYS, 7 * DAYS);
    switch (answer) {
      case 'installed':
        if (random.chance(30)) client.arrived(lead, 'onboarded', at + DAYS, at + DAYS);
        client.arrived(lead, 'installed', soon, soon);
        break;
      case 'installed-reported-late':
        client.arrived(lead, 'installed', soon, at + random.between(12 * DAYS, 35 * DAYS));
        break;
      case 'installed-after-late-call':
      case 'called-too-late':
        this.#callsLate(lead, answer, at);
        break;
      case 'no-technical-capability':
      case 'negative-attitude':
      case 'changed-mind':
        client.notArrived(lead, answer, soon);
        break;
      case 'wrong-number':
        client.returns(lead, answer, at + random.between(HOURS, 5 * DAYS));
        break;
      case 'out-of-area': {
        const why = { reason: answer, evidence: 'The map of the network' };
        reviewed(this.#cast, lead, why, this.#decks.reviews.draw(), at + random.between(DAYS, 6 * DAYS));
        break;
      }
      case 'wrong-date':
        this.#corrects(lead, soon);
        break;
      case 'silent':
        break;
    }
  }

  /** The provider calls when its ten days are over: the lead counts as arrived by then, whatever comes of the call. */
  #callsLate(lead: DemoLead, answer: 'installed-after-late-call' | 'called-too-late', at: Moment): void {
    const { random, client } = this.#cast;
    const calledAt = at + random.between(12 * DAYS, 30 * DAYS);
    if (answer === 'called-too-late') {
      client.notArrived(lead, 'not-called-in-time', calledAt);
      if (!random.chance(40)) return;
      const deemed = { contractId: CONTRACT, clauseId: 'installed', fact: { source: 'deemed', id: lead.leadId } };
      disputes(this.#cast, deemed, 'Nobody was connected', this.#decks.rulings.draw(), calledAt + DAYS);
      return;
    }
    const installedAt = calledAt + random.between(2 * DAYS, 6 * DAYS);
    client.arrived(lead, 'installed', installedAt, installedAt + random.between(0, 2 * DAYS));
  }

  /** The installation is reported with a wrong date: it is taken back and reported anew, for another month now and then. */
  #corrects(lead: DemoLead, at: Moment): void {
    const { random, client, billing } = this.#cast;
    const { fact, recordedAt } = client.arrived(lead, 'installed', at, at);
    const noticedAt = recordedAt + random.between(8 * DAYS, 25 * DAYS);
    const retractedAt = billing.retracts(fact, 'Wrong date of installation', noticedAt);
    client.arrived(lead, 'installed', at + random.between(2 * DAYS, 6 * DAYS), retractedAt + HOURS);
  }
}

export const provider: DemoCase = {
  name: CLIENT,
  title: { en: 'Internet provider', ru: 'Интернет-провайдер' },
  meaning: {
    en:
      'Arrived means installed. A lead handed over is paid in part, the installation tops it up to its price. The ' +
      'provider has ten days to answer and often calls later: then the lead counts as arrived, and an installation ' +
      'after that costs nothing more. Leads are lost to missing technical capability, negative attitude and late ' +
      'calls. VAT rises from 20 to 22 %, operators of the hotline are paid by the hour.',
    ru:
      'Дошедший — значит инсталлированный. За переданную заявку платят часть цены, инсталляция доплачивается до полной. ' +
      'На ответ у провайдера десять дней, а звонит он часто позже: тогда лид считается дошедшим, и инсталляция после ' +
      'этого уже ничего не стоит. Лиды теряются из-за отсутствия технической возможности, негатива и поздних звонков. ' +
      'НДС растёт с 20 до 22 %, операторы горячей линии оплачиваются по часам.',
  },
  generate: (options) => new ProviderStory(options).tell().facts(),
};
