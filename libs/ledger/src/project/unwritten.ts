import type { RecordedEvent } from '@paidonce/event-store';
import type { DataOf } from '@paidonce/facts';
import type { Statement } from '@paidonce/settlement';
import { factEvent } from '../read/fact-event.js';
import { clientOfStream, STATEMENT_ISSUED } from '../read/streams.js';
import type { FactEvent } from '../workbench/shelf.js';
import type { FollowedFact, FollowWatch, Void } from '../workbench/workbench.js';
import type { AwaitedStatement, Met } from './awaited.js';
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
  /** Statements that following came to. */
  readonly statements: AwaitedStatement[] = [];
  /** Events that issued statements. */
  readonly issuing: RecordedEvent[] = [];
  readonly voids: Void[] = [];
  met: Met | undefined;

  constructor(readonly events: readonly RecordedEvent[]) {
    for (const event of events) {
      const fact = factEvent(event);
      if (fact) this.facts.push(fact);
      else if (event.type === STATEMENT_ISSUED && clientOfStream(event.stream) !== undefined) this.issuing.push(event);
    }
  }

  /** Whether there is nothing but touches, leads and sums to write. */
  get isPlain(): boolean {
    return this.listed.length + this.voids.length + this.statements.length + this.issuing.length === 0;
  }

  followed({ position, clientId, fact, subjects }: FollowedFact): void {
    this.touches.add(subjects, position);
    if (fact.type === 'lead.registered') {
      const { leadId, campaignId } = fact.data as DataOf<'lead.registered'>;
      this.leads.push({ leadId: String(leadId), campaignId: String(campaignId), clientId });
    } else if (isListed(fact)) this.listed.push({ clientId, fact });
  }

  issued(statement: Statement, { position, clientId, revision = -1 }: FactEvent): void {
    const { contractId, number } = statement;
    this.statements.push({ contractId, number, clientId, position, revision, body: JSON.stringify(statement) });
  }

  void(fact: Void): void {
    this.voids.push(fact);
  }

  /** The events that count for nothing, with why. */
  *eventsOfVoids(): Generator<[RecordedEvent, Void]> {
    if (this.voids.length === 0) return;
    const at = new Map(this.events.map((event) => [Number(event.position), event]));
    for (const fact of this.voids) yield [at.get(fact.event.position) as RecordedEvent, fact];
  }
}
