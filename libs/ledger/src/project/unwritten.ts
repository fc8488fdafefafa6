import type { RecordedEvent } from '@paidonce/event-store';
import type { Statement } from '@paidonce/settlement';
import type { Fact } from '@paidonce/facts';
import { isClaimedType, type ClaimedFact } from '../workbench/claimed.js';
import type { FactEvent } from '../workbench/shelf.js';
import type { FollowedFact, FollowWatch, Placed, Void } from '../workbench/following.js';
import type { AwaitedStatement } from './awaited.js';
import { isListed, type DirectoryFact } from './directory.js';

/** Takes what followed facts touch. */
export interface Touches {
  add(subjects: readonly number[], position: number): void;
}

/** An event that counts for nothing, and why. */
export interface VoidEvent {
  readonly event: RecordedEvent;
  readonly code: string;
  readonly message: string;
}

/** What following some events came to, beside the sums, before it is written. Of most facts that is only what they touch. */
export class Unwritten implements FollowWatch {
  readonly listed: DirectoryFact[] = [];
  readonly claims: ClaimedFact[] = [];
  /** Statements that following came to. */
  readonly statements: AwaitedStatement[] = [];
  /** Events that issued statements. */
  readonly issuing: RecordedEvent[] = [];
  readonly voids: Void[] = [];
  /** Events that count for nothing, as the log has them; all of `voids` once {@link findVoids} was called. */
  readonly voidEvents: VoidEvent[] = [];
  /** Facts of which a copy is kept. */
  readonly copied: FactEvent[] = [];

  constructor(readonly touches: Touches) {}

  /** Has the events at hand that count for nothing and came since this was asked last. */
  async findVoids(find: (positions: readonly number[]) => Promise<readonly RecordedEvent[]>): Promise<void> {
    const fresh = this.voids.slice(this.voidEvents.length);
    if (fresh.length === 0) return;
    const events = await find(fresh.map(({ event }) => event.position));
    const at = new Map(events.map((event) => [Number(event.position), event]));
    for (const { event, code, message } of fresh)
      this.voidEvents.push({ event: at.get(event.position) as RecordedEvent, code, message });
  }

  /** Whether there is nothing but touches and sums to write. */
  get isPlain(): boolean {
    const { listed, claims, voids, copied, statements, issuing } = this;
    return [listed, claims, voids, copied, statements, issuing].every(({ length }) => length === 0);
  }

  followed({ position, clientId, fact, subjects }: FollowedFact): void {
    this.touches.add(subjects, position);
    if (isListed(fact)) this.listed.push({ clientId, fact });
  }

  /** Takes up a fact that has rows of its own, and was worked out by others. */
  listedBy({ position, clientId }: FactEvent, fact: Fact): void {
    if (isListed(fact)) this.listed.push({ clientId, fact });
    if (isClaimedType(fact.type)) this.claims.push({ position, clientId, fact });
  }

  claimed(fact: ClaimedFact): void {
    this.claims.push(fact);
  }

  issued(statement: Statement, { position, clientId }: Placed): void {
    const { contractId, number } = statement;
    this.statements.push({ contractId, number, clientId, position, body: JSON.stringify(statement) });
  }

  void(fact: Void): void {
    this.voids.push(fact);
  }
}
