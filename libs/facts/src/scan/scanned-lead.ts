import { Token } from '@paidonce/kernel';
import {
  placesIn,
  setOptional,
  setText,
  setTexts,
  type DataOf,
  type ScannedData,
  type TapeRecord,
} from './scanned-data.js';

const person = ['phone', 'email', 'externalId', 'name'] as const;

/** What was scanned of a `lead.registered` or `lead.identified`. Of a sealed person there is nothing to be seen but `personKeys`. */
export class ScannedIdentity implements ScannedData, DataOf<'lead.identified'> {
  readonly #leadId: number;
  readonly #campaignId: number;
  readonly #places: readonly number[];
  readonly #tokens = person.map(() => new Token());
  readonly leadId = new Token();
  /** Of a registration only. */
  readonly campaignId = new Token();
  readonly person: Record<(typeof person)[number], Token | undefined> = {
    phone: undefined,
    email: undefined,
    externalId: undefined,
    name: undefined,
  };
  readonly #keys: Token[] = [];
  readonly #personKeys: number;
  personKeys: readonly Token[] | undefined;

  constructor(type: 'lead.registered' | 'lead.identified') {
    const place = placesIn(type);
    this.#leadId = place('leadId');
    this.#campaignId = type === 'lead.registered' ? place('campaignId') : this.#leadId;
    this.#places = person.map((name) => place(`person.${name}`));
    this.#personKeys = place('personKeys');
  }

  read(record: TapeRecord): void {
    setText(this.leadId, record, this.#leadId);
    setText(this.campaignId, record, this.#campaignId);
    const [phone, email, externalId, name] = this.#tokens as [Token, Token, Token, Token];
    const places = this.#places as readonly [number, number, number, number];
    this.person.phone = setOptional(phone, record, places[0]);
    this.person.email = setOptional(email, record, places[1]);
    this.person.externalId = setOptional(externalId, record, places[2]);
    this.person.name = setOptional(name, record, places[3]);
    this.personKeys = setTexts(this.#keys, record, this.#personKeys);
  }
}

type OutcomeType = 'lead.confirmed' | 'lead.transferred' | 'lead.arrived' | 'lead.returned' | 'return.decided';

type Arrival = DataOf<'lead.arrived'>['as'];
type Decision = DataOf<'return.decided'>['decision'];

const arrivals: readonly Arrival[] = ['arrived', 'onboarded', 'installed'];
const decisions: readonly Decision[] = ['accepted', 'refused'];

/** What was scanned of a fact that says what became of a lead: of other members than its type has, the first option. */
export class ScannedOutcome implements ScannedData, DataOf<'lead.arrived'>, DataOf<'return.decided'> {
  readonly #leadId: number;
  readonly #place: number;
  readonly leadId = new Token();
  as: Arrival = 'arrived';
  decision: Decision = 'accepted';
  /** Why a lead was returned. */
  readonly reason = new Token();

  constructor(readonly type: OutcomeType) {
    const place = placesIn(type);
    this.#leadId = place('leadId');
    this.#place = place(
      { 'lead.arrived': 'as', 'return.decided': 'decision', 'lead.returned': 'reason' }[type as string] ?? 'leadId',
    );
  }

  read(record: TapeRecord): void {
    setText(this.leadId, record, this.#leadId);
    const value = record.cells[record.at + this.#place] as number;
    if (this.type === 'lead.arrived') this.as = arrivals[value] as Arrival;
    else if (this.type === 'return.decided') this.decision = decisions[value] as Decision;
    else if (this.type === 'lead.returned') setText(this.reason, record, this.#place);
  }
}

type NoArrival = DataOf<'lead.not-arrived'>['reason'];

/** What was scanned of a `lead.not-arrived`. */
export class ScannedAnswer implements ScannedData, DataOf<'lead.not-arrived'> {
  readonly #leadId = placesIn('lead.not-arrived')('leadId');
  readonly leadId = new Token();
  /** Nobody asks for it, so that it is not read. */
  readonly reason: NoArrival = 'other';

  read(record: TapeRecord): void {
    setText(this.leadId, record, this.#leadId);
  }
}
