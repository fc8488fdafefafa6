import type { RecordedEvent } from '@paidonce/event-store';
import type { Statement } from '@paidonce/settlement';
import type { Fact } from '@paidonce/facts';
import { isClaimedType, type ClaimedFact } from '../workbench/claimed.js';
import type { FactEvent } from '../workbench/shelf.js';
import type { FollowedFact, FollowWatch, Void } from '../workbench/following.js';
import type { IssuedEvent } from './blocks/log-block.js';
import { isListed, type DirectoryFact } from './directory.js';

/** Takes what followed facts touch. */
export interface Touches {
  add(subjects: readonly number[], position: number): void;
}

/** What following some events came to, beside the sums, before it is written. Of most facts that is only what they touch. */
export class Unwritten implements FollowWatch {
  readonly listed: DirectoryFact[] = [];
  readonly claims: ClaimedFact[] = [];
  /** Statements that following came to. */
  readonly statements: Statement[] = [];
  readonly voids: Void[] = [];
  /** Facts of which a copy is kept. */
  readonly copied: FactEvent[] = [];
  readonly #issued: IssuedEvent[] = [];

  constructor(readonly touches: Touches) {}

  issuedBy(events: readonly IssuedEvent[]): void {
    this.#issued.push(...events);
  }

  /** Events that issued statements, without those whose closings count for nothing: a statement stands right behind its closing. */
  get issuing(): readonly RecordedEvent[] {
    const nothing = new Set(this.voids.map(({ event }) => event.position));
    return this.#issued.filter(({ closing }) => !nothing.has(closing)).map(({ event }) => event);
  }

  /** Whether there is nothing but touches and sums to write. */
  get isPlain(): boolean {
    const { listed, claims, voids, copied } = this;
    return listed.length + claims.length + voids.length + copied.length + this.#issued.length === 0;
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

  issued(statement: Statement): void {
    this.statements.push(statement);
  }

  void(fact: Void): void {
    this.voids.push(fact);
  }
}
