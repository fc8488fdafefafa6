import type { Text } from '@paidonce/kernel';
import { Names } from '../state/names.js';
import type { Lead } from './lead.js';

/** Leads by id. Their numbers are those of their ids, in the order of registration. */
export class LeadIndex {
  readonly list: Lead[] = [];
  readonly #ids = new Names();

  get(id: Text): Lead | undefined {
    return this.list[this.#ids.find(0, id)];
  }

  has(id: Text): boolean {
    return this.#ids.find(0, id) >= 0;
  }

  add(id: Text, make: (number: number, ids: Names) => Lead): Lead {
    const lead = make(this.#ids.add(0, id), this.#ids);
    this.list.push(lead);
    return lead;
  }
}
