import type { Text } from '@paidonce/kernel';
import type { Client } from '../contract/contract.js';
import type { ChainCutter } from '../results/chain.js';
import { KeyIndex } from './key-index.js';
import type { LeadIndex } from './lead-index.js';
import type { Lead, Link } from './lead.js';
import { Person } from './person.js';
import type { Scope } from './scope.js';

/**
 * Which leads are one person: those of one scope that share a key or a link, transitively. Kept as facts come; what
 * joins relabels the smaller side, what separates works out the person concerned anew.
 */
export class Persons {
  readonly #scopes = new Map<string, Scope>();
  readonly #keys: KeyIndex;
  /** Standing `key.shared` facts by client and key. */
  readonly #shared = new Map<Client, Map<string, Set<number>>>();

  constructor(
    readonly cutter: ChainCutter,
    readonly leads: LeadIndex,
  ) {
    this.#keys = new KeyIndex(leads);
  }

  scope(client: Client, name: string): Scope {
    const id = JSON.stringify([client.id, name]);
    let scope = this.#scopes.get(id);
    if (!scope) this.#scopes.set(id, (scope = { number: this.#scopes.size, client }));
    return scope;
  }

  /** Keys (`kind:value`) of a scope as the numbers that leads have them by. */
  keyNumbers(scope: Scope, keys: readonly Text[]): number[] {
    const numbers = keys.map((key) => this.#keys.numberOf(scope, key));
    return numbers.length > 1 ? numbers.filter((number, i) => numbers.indexOf(number) === i) : numbers;
  }

  /** A lead is registered with its keys, which may join it to others. */
  register(lead: number, keys: readonly number[]): void {
    if (this.#keys.enter(lead, keys)) this.#joinByKeys(this.leads.at(lead));
  }

  /** Gives a lead its keys, which may join it to others and set it apart from others. */
  identify(lead: Lead, keys: readonly number[]): void {
    const before = lead.keys;
    if (before.length === keys.length && before.every((key, i) => key === keys[i])) return;
    this.#keys.leave(lead.number, before);
    lead.keys = keys;
    this.#keys.enter(lead.number, keys);
    if (before.length > 0) this.#regroup(lead.person);
    this.#joinByKeys(lead);
  }

  /** A key of many people joins nobody from now on. */
  share(client: Client, key: string, fact: number): void {
    const shared = this.#sharedOf(client);
    const facts = shared.get(key);
    if (facts) facts.add(fact);
    else {
      shared.set(key, new Set([fact]));
      this.#regroupAll(this.#leadsWith(client, key));
    }
  }

  unshare(client: Client, key: string, fact: number): void {
    const facts = this.#sharedOf(client).get(key);
    if (!facts?.delete(fact) || facts.size > 0) return;
    this.#sharedOf(client).delete(key);
    for (const lead of this.#leadsWith(client, key)) this.#joinByKeys(lead);
  }

  /** The keys of these leads join them to nobody from now on. */
  separate(leads: readonly Lead[], fact: number): void {
    for (const lead of leads) lead.separations = [...lead.separations, fact];
    this.#regroupAll(leads);
  }

  unseparate(lead: Lead, fact: number): void {
    lead.separations = lead.separations.filter((separation) => separation !== fact);
    this.#joinByKeys(lead);
  }

  link(link: Link): void {
    for (const lead of link.leads) {
      lead.links = [...lead.links, link];
      this.#join(link.leads[0] ?? lead, lead);
    }
  }

  unlink(link: Link): void {
    for (const lead of link.leads) lead.links = lead.links.filter((other) => other !== link);
    this.#regroupAll(link.leads);
  }

  /** Works out the persons of some leads anew, each once. */
  #regroupAll(leads: readonly Lead[]): void {
    for (const person of new Set(leads.map((lead) => lead.person))) this.#regroup(person);
  }

  #sharedOf(client: Client): Map<string, Set<number>> {
    let shared = this.#shared.get(client);
    if (!shared) this.#shared.set(client, (shared = new Map<string, Set<number>>()));
    return shared;
  }

  #leadsWith(client: Client, key: string): Lead[] {
    return [...this.#scopes.values()]
      .filter((scope) => scope.client === client)
      .flatMap((scope) => [...this.#keys.leadsWith(this.#keys.find(scope, key))]);
  }

  #joins(lead: Lead, key: number): boolean {
    if (lead.separations.length > 0) return false;
    const shared = this.#shared.get(lead.client);
    return shared === undefined || shared.size === 0 || !shared.has(this.#keys.textOf(key));
  }

  #joinByKeys(lead: Lead): void {
    for (const key of lead.keys) {
      if (!this.#joins(lead, key)) continue;
      // All leads that a key joins are one person already, so that the first of them stands for all.
      const other = this.#keys.firstWith(key, (known) => known !== lead && known.separations.length === 0);
      if (other) this.#join(other, lead);
    }
  }

  #join(a: Lead, b: Lead): void {
    if (a.person === b.person) return;
    const isLarger = a.person.leads.length >= b.person.leads.length;
    const [larger, smaller] = isLarger ? [a.person, b.person] : [b.person, a.person];
    for (const lead of smaller.leads) {
      this.#move(lead, larger);
      larger.leads.push(lead);
    }
  }

  #move(lead: Lead, to: Person): void {
    for (const entry of lead.entries) this.cutter.remove(entry);
    lead.person = to;
    for (const entry of lead.entries) this.cutter.insert(entry);
  }

  /** Works out which leads of a person still are one; the largest part stays, the others become persons of their own. */
  #regroup(person: Person): void {
    const [largest, ...others] = this.#partsOf(person).sort((a, b) => b.length - a.length);
    if (largest) person.leads = largest;
    for (const part of others) {
      const apart = new Person(part[0] as Lead);
      apart.leads = part;
      for (const lead of part) this.#move(lead, apart);
    }
  }

  #partsOf(person: Person): Lead[][] {
    const left = new Set(person.leads);
    const parts: Lead[][] = [];
    const seenKeys = new Set<number>();
    for (const first of person.leads) {
      if (!left.delete(first)) continue;
      const part = [first];
      for (const lead of part) {
        for (const other of this.#neighbours(lead, seenKeys)) if (left.delete(other)) part.push(other);
      }
      parts.push(part);
    }
    return parts;
  }

  /** Leads joined to one directly; each key is followed once. */
  *#neighbours(lead: Lead, seenKeys: Set<number>): Generator<Lead> {
    for (const link of lead.links) yield* link.leads;
    for (const key of lead.keys) {
      if (!this.#joins(lead, key) || seenKeys.has(key)) continue;
      seenKeys.add(key);
      for (const other of this.#keys.leadsWith(key)) if (other.separations.length === 0) yield other;
    }
  }
}
