import type { RecordedEvent } from '@paidonce/event-store';
import type { DataOf, Fact } from '@paidonce/facts';
import type { Statement } from '@paidonce/settlement';
import { factEvent } from '../read/fact-event.js';
import { STATEMENT_ISSUED } from '../read/streams.js';
import type { FactEvent } from '../workbench/shelf.js';
import type { FollowedFact, FollowWatch, Void } from '../workbench/workbench.js';
import { readStored } from '../workbench/stored-fact.js';
import { isClaimed, type ClaimedFact } from './claims.js';
import { isListed, type DirectoryFact } from './directory.js';
import { TouchRows } from './touch-rows.js';

/** A lead, and where it belongs. */
export interface LeadPlace {
  readonly leadId: string;
  readonly campaignId: string;
  readonly clientId: string;
}

/** What following a batch of events came to, beside the sums, before it is written. Of most facts that is only what they touch. */
export class Unwritten implements FollowWatch {
  readonly facts: FactEvent[] = [];
  readonly touches = new TouchRows();
  readonly leads: LeadPlace[] = [];
  readonly listed: DirectoryFact[] = [];
  readonly claims: ClaimedFact[] = [];
  /** Statements that following came to. */
  readonly statements: Statement[] = [];
  readonly voids: Void[] = [];

  /** Where in the events those are that issued statements. */
  readonly #issued: number[] = [];
  /** Where in the facts the last one is that was read again. */
  #next = 0;

  constructor(readonly events: readonly RecordedEvent[]) {
    for (const [i, event] of events.entries()) {
      const fact = factEvent(event);
      if (fact) this.facts.push(fact);
      else if (event.type === STATEMENT_ISSUED) this.#issued.push(i);
    }
  }

  /** Events that issued statements, without those whose closings count for nothing: a statement stands right behind its closing. */
  get issuing(): readonly RecordedEvent[] {
    const nothing = new Set(this.voids.map(({ event }) => event.position));
    return this.#issued
      .filter((i) => !nothing.has(Number(this.events[i - 1]?.position)))
      .map((i) => this.events[i] as RecordedEvent);
  }

  /** Whether there is nothing but touches, leads and sums to write. */
  get isPlain(): boolean {
    return this.listed.length + this.claims.length + this.voids.length + this.#issued.length === 0;
  }

  followed({ position, clientId, fact, subjects }: FollowedFact): void {
    this.touches.add(subjects, position);
    if (fact.type === 'lead.registered') {
      const { leadId, campaignId } = fact.data as DataOf<'lead.registered'>;
      this.leads.push({ leadId: String(leadId), campaignId: String(campaignId), clientId });
    } else if (isListed(fact)) this.listed.push({ clientId, fact });
    if (isClaimed(fact.type)) this.claims.push({ position, clientId, fact: this.#read(position) });
  }

  /** The whole fact at a position that comes after those that were asked for before: of one that was scanned, not all is at hand. */
  #read(position: number): Fact {
    while ((this.facts[this.#next]?.position ?? Infinity) < position) this.#next++;
    return readStored((this.facts[this.#next] as FactEvent).text).read.fact;
  }

  issued(statement: Statement): void {
    this.statements.push(statement);
  }

  void(fact: Void): void {
    this.voids.push(fact);
  }
}
