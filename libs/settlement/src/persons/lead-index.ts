import type { Text } from '@paidonce/kernel';
import type { Campaign, Client } from '../contract/contract.js';
import { grow, Names } from '../state/names.js';
import { Lead } from './lead.js';

/**
 * Leads by id. Their numbers are those of their ids, in the order of registration. What was registered is kept in columns;
 * a lead becomes an object when something becomes of it, which is seldom.
 */
export class LeadIndex {
  readonly #ids = new Names();
  /** The number of its campaign, and where its keys end among all. */
  #campaigns = new Int32Array(1 << 10);
  #ends = new Int32Array(1 << 10);
  #keys = new Int32Array(1 << 10);
  readonly #made: (Lead | undefined)[] = [];

  /** `campaigns` are all there are, by their numbers. */
  constructor(readonly campaigns: readonly Campaign[]) {}

  get size(): number {
    return this.#ids.size;
  }

  /** The number of a lead, or -1. */
  find(id: Text): number {
    return this.#ids.find(0, id);
  }

  get(id: Text): Lead | undefined {
    const number = this.find(id);
    return number < 0 ? undefined : this.at(number);
  }

  /** Registers a lead under an id that none has yet; answers its number. */
  add(id: Text, campaign: Campaign, keys: readonly number[]): number {
    const number = this.#ids.add(0, id);
    if (number >= this.#ends.length) {
      this.#campaigns = grow(this.#campaigns, new Int32Array(number * 2));
      this.#ends = grow(this.#ends, new Int32Array(number * 2));
    }
    let end = this.#start(number);
    while (end + keys.length > this.#keys.length) this.#keys = grow(this.#keys, new Int32Array(this.#keys.length * 2));
    for (const key of keys) this.#keys[end++] = key;
    this.#campaigns[number] = campaign.number;
    this.#ends[number] = end;
    return number;
  }

  /** A lead by its number. */
  at(number: number): Lead {
    return (this.#made[number] ??= new Lead(
      number,
      this.#ids,
      this.campaignOf(number),
      Array.from(this.#keys.subarray(this.#start(number), this.#ends[number])),
    ));
  }

  /** A lead that something became of; `undefined` where nothing is known but its registration. */
  known(number: number): Lead | undefined {
    return this.#made[number];
  }

  *all(): Generator<Lead> {
    for (let number = 0; number < this.size; number++) yield this.at(number);
  }

  /** Leads that something became of, in the order of registration. */
  *allKnown(): Generator<Lead> {
    for (const lead of this.#made) if (lead) yield lead;
  }

  campaignOf(number: number): Campaign {
    return this.campaigns[this.#campaigns[number] as number] as Campaign;
  }

  clientOf(number: number): Client {
    return this.campaignOf(number).contract.client;
  }

  idOf(number: number): string {
    return this.#ids.textOf(number);
  }

  #start(number: number): number {
    return number === 0 ? 0 : (this.#ends[number - 1] as number);
  }
}
