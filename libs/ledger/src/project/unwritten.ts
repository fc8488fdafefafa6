import type { RecordedEvent } from '@paidonce/event-store';
import type { Statement } from '@paidonce/settlement';
import { factEvent } from '../read/fact-event.js';
import { STATEMENT_ISSUED } from '../read/streams.js';
import type { FactEvent } from '../workbench/shelf.js';
import type { FollowedFact, FollowWatch, Void } from '../workbench/workbench.js';
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
  readonly facts: readonly FactEvent[];
  readonly touches = new TouchRows();
  readonly leads: LeadPlace[] = [];
  readonly listed: DirectoryFact[] = [];
  /** Statements that following came to. */
  readonly statements: Statement[] = [];
  readonly voids: Void[] = [];

  constructor(readonly events: readonly RecordedEvent[]) {
    this.facts = events.flatMap((event) => factEvent(event) ?? []);
  }

  /** Events that issued statements, without those whose closings count for nothing: a statement stands right behind its closing. */
  get issuing(): readonly RecordedEvent[] {
    const nothing = new Set(this.voids.map(({ event }) => event.position));
    return this.events.filter(
      ({ type }, i) => type === STATEMENT_ISSUED && !nothing.has(Number(this.events[i - 1]?.position)),
    );
  }

  /** Whether there is nothing but touches, leads and sums to write. */
  get isPlain(): boolean {
    return this.listed.length + this.voids.length === 0 && !this.events.some(({ type }) => type === STATEMENT_ISSUED);
  }

  followed({ position, clientId, fact, subjects }: FollowedFact): void {
    this.touches.add(subjects, position);
    if (fact.type === 'lead.registered') {
      const { leadId, campaignId } = fact.data;
      this.leads.push({ leadId, campaignId, clientId });
    } else if (isListed(fact)) this.listed.push({ clientId, fact });
  }

  issued(statement: Statement): void {
    this.statements.push(statement);
  }

  void(fact: Void): void {
    this.voids.push(fact);
  }
}
