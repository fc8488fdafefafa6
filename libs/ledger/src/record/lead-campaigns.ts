import type { Fact } from '@paidonce/facts';
import type { Shelf } from '../workbench/shelf.js';
import { readStored } from '../workbench/stored-fact.js';
import { subjectHash } from '../workbench/subject-hash.js';

/** Leads that are remembered; then it begins anew. */
const MOST_REMEMBERED = 100_000;

/** The campaigns in which leads were registered: mostly by facts that were read just now, others are looked up in the log. */
export class LeadCampaigns {
  readonly #known = new Map<string, string>();

  constructor(readonly shelf: Shelf) {}

  /** Has the campaigns at hand of the leads that some facts are about. */
  async prepare(facts: readonly Fact[]): Promise<void> {
    if (this.#known.size > MOST_REMEMBERED) this.#known.clear();
    for (const fact of facts) this.#learn(fact);
    const unknown = new Set<string>();
    for (const { data } of facts) {
      if ('leadId' in data && data.leadId !== undefined && !this.#known.has(data.leadId)) unknown.add(data.leadId);
    }
    if (unknown.size === 0) return;
    const subjects = [...unknown].map((leadId) => subjectHash(`lead:${leadId}`));
    const positions = await this.shelf.touching(subjects, Number.MAX_SAFE_INTEGER);
    for (const { text } of await this.shelf.facts(positions)) {
      // Most of what touches leads says what became of them.
      if (text.includes('"lead.registered"')) this.#learn(readStored(text).read.fact);
    }
  }

  of(leadId: string): string | undefined {
    return this.#known.get(leadId);
  }

  #learn(fact: Fact): void {
    if (fact.type === 'lead.registered') this.#known.set(fact.data.leadId, fact.data.campaignId);
  }
}
