import type { FactType, Offered, ReadFact, ScannedFact } from '@paidonce/facts';
import { fingerprint, type Fingerprint, type Text } from '@paidonce/kernel';
import type { PaymentModel } from '@paidonce/payment-models';
import { Calls } from '../calls/calls.js';
import type { Counting } from '../book/counting.js';
import type { Campaign, Client, Contract } from '../contract/contract.js';
import { LeadIndex } from '../persons/lead-index.js';
import type { Lead, Link } from '../persons/lead.js';
import { Persons } from '../persons/persons.js';
import { LeadRules } from '../results/assess-lead.js';
import { ChainCutter } from '../results/chain.js';
import { Results } from '../results/results.js';
import { Operator } from '../shifts/operator.js';
import type { Shift } from '../shifts/shift.js';
import type { FactRow } from '../state/fact-table.js';
import { Names } from '../state/names.js';
import type { SettlementState } from '../state/state.js';
import { typeCode, typeOfCode } from './codes.js';
import type { Recorders } from './recorder.js';
import type { Dispute } from './dispute.js';

/** Where key sharing, links and separations are found again when they are taken back: by the fact's position. */
interface Undo {
  readonly shared: Map<number, { readonly client: Client; readonly keys: readonly string[] }>;
  readonly links: Map<number, readonly Link[]>;
  readonly separated: Map<number, readonly Lead[]>;
  readonly disputes: Map<number, Dispute>;
  readonly rulings: Map<number, string>;
  readonly payments: Map<number, string>;
}

/** What decides whether a fact with a known identity is the same fact again. */
type Content = Pick<FactRow, 'type' | 'occurredAt' | 'fingerprint'>;

type Recordable = Pick<Offered, 'occurredAt' | 'recordedAt'> & {
  readonly fact: { readonly type: FactType; readonly source: Text; readonly id: Text };
};

/** Everything recorded so far, in the form that recording and settling need. */
export class World {
  readonly clients = new Map<string, Client>();
  readonly contracts = new Map<string, Contract>();
  readonly campaigns = new Map<string, Campaign>();
  readonly shifts = new Map<string, Shift>();
  /** Standing disputes by id, and every ruling on an id. */
  readonly disputes = new Map<string, Dispute>();
  readonly rulings = new Map<string, number[]>();
  readonly payments = new Set<string>();
  /** By number, which is what facts keep of their subject. */
  readonly contractList: Contract[] = [];
  readonly campaignList: Campaign[] = [];
  readonly leads = new LeadIndex(this.campaignList);
  readonly shiftList: Shift[] = [];
  readonly undo: Undo = {
    shared: new Map(),
    links: new Map(),
    separated: new Map(),
    disputes: new Map(),
    rulings: new Map(),
    payments: new Map(),
  };
  readonly cutter: ChainCutter;
  readonly persons: Persons;
  readonly calls: Calls;
  readonly rules: LeadRules;
  readonly results: Results;
  /** Clients, by the positions of facts whose rows do not tell, and by the ids of disputes. */
  readonly accounts = new Map<number, string>();
  readonly disputeAccounts = new Map<string, string>();
  readonly counting: Counting = { on: true, changed: new Set() };
  readonly #operators = new Map<string, Operator>();
  readonly #reasons: string[] = [];
  /** Campaigns that were asked for, by the numbers of their ids. */
  readonly #campaignIds = new Names();
  readonly #campaignsByName: Campaign[] = [];
  readonly #fingerprint: Fingerprint = { high: 0, low: 0 };
  /** Of the fact whose content was asked for last, like the fingerprint. */
  #type = 0;
  /** Facts on record that the state does not hold. */
  #elsewhere = 0;
  /** The latest moment at which anything was recorded: where a history stands. */
  recordedUpTo = -Infinity;

  constructor(
    readonly state: SettlementState,
    readonly models: readonly PaymentModel[],
    readonly recorders: Recorders,
  ) {
    const { facts } = state;
    this.cutter = new ChainCutter(facts);
    this.persons = new Persons(this.cutter, this.leads);
    this.calls = new Calls(state.calls, facts, this.campaignList, this.leads);
    this.rules = new LeadRules(facts, (detail) => this.#reasons[detail] ?? '');
    this.results = new Results(this.rules, this.cutter, this.calls.groupedCallsOf);
  }

  get facts(): SettlementState['facts'] {
    return this.state.facts;
  }

  /**
   * What decides whether a fact with a known identity is the same fact again, and is recorded with it: asked for each
   * fact before anything else. `undefined` where the data is nested too deep to be read. `known` is the fingerprint of
   * data that was received in another form than it is kept in.
   */
  contentOf(read: ReadFact, known?: Fingerprint): Content | undefined {
    try {
      if (known) Object.assign(this.#fingerprint, known);
      else fingerprint(read.received, this.#fingerprint);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
    this.#type = typeCode[read.fact.type];
    return { type: this.#type, occurredAt: read.occurredAt, fingerprint: this.#fingerprint };
  }

  /** The same of a fact whose fingerprint came with it. */
  contentOfScanned({ code, occurredAt, fingerprint: { high, low } }: ScannedFact): Content {
    this.#fingerprint.high = high;
    this.#fingerprint.low = low;
    this.#type = code;
    return { type: code, occurredAt, fingerprint: this.#fingerprint };
  }

  /** Puts the fact whose content was asked for last on record; answers its position. */
  append(read: Recordable, subject: number, detail = 0): number {
    const { fact, occurredAt, recordedAt } = read;
    if (recordedAt > this.recordedUpTo) this.recordedUpTo = recordedAt;
    return this.facts.add(fact.source, fact.id, {
      type: this.#type,
      occurredAt,
      recordedAt,
      fingerprint: this.#fingerprint,
      subject,
      detail,
    });
  }

  /** Facts on record, those that the state does not hold included. */
  get position(): number {
    return this.facts.size + this.#elsewhere;
  }

  /** Says how many facts are on record, where the state holds only some of them. */
  standAt(position: number): void {
    this.#elsewhere = position - this.facts.size;
  }

  /** The campaign of an id, which nearly every fact names. */
  campaignOf(id: Text): Campaign | undefined {
    const known = this.#campaignIds.find(0, id);
    if (known >= 0) return this.#campaignsByName[known];
    const campaign = this.campaigns.get(String(id));
    if (campaign) this.#campaignsByName[this.#campaignIds.add(0, id)] = campaign;
    return campaign;
  }

  operator(client: Client, operatorId: string): Operator {
    const key = JSON.stringify([client.id, operatorId]);
    let operator = this.#operators.get(key);
    if (!operator) this.#operators.set(key, (operator = new Operator(this.facts)));
    return operator;
  }

  /** A number for the reason of a return. */
  reasonNumber(reason: string): number {
    const known = this.#reasons.indexOf(reason);
    return known >= 0 ? known : this.#reasons.push(reason) - 1;
  }

  /** Undoes what a recorded fact did; `mark` marks it as retracted. */
  takeBack(position: number, mark: () => void): void {
    const recorder = this.recorders[typeOfCode(this.facts.typeOf(position))];
    if (recorder.takeBack) recorder.takeBack(this, position, mark);
    else mark();
  }

  reassess(lead: Lead): void {
    this.results.reassess(lead, this.position);
  }
}
