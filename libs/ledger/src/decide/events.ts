import type { ProposedEvent } from '@paidonce/event-store';
import type { Fact } from '@paidonce/facts';
import { RULES_VERSION, type Statement } from '@paidonce/settlement';
import { nameBasedId } from './name-based-id.js';
import type { Origin } from '../ledger.js';
import { STATEMENT_ISSUED } from '../read/streams.js';

/** The namespace of event ids: the same fact always has the same one. */
const FACTS = '6b7f7c0e-6a1c-5c39-9f5a-2f0f3a5d7c11';
const STATEMENTS = '1d0a4a6e-0b0f-5b52-8f0e-6f9e3f1c2b7d';

/** The event that a fact is, and the one of the statement that it issues: both or none are in the log. */
export function eventsOf(fact: Fact, statement: Statement | undefined, origin: Origin): ProposedEvent[] {
  const { type, source, id } = fact;
  const { actor, correlationId, causationId } = origin;
  const metadata = JSON.stringify({ actor: actor.name, correlationId, causationId });
  const recorded = { id: nameBasedId(FACTS, JSON.stringify([source, id])), type, data: JSON.stringify(fact), metadata };
  return statement ? [recorded, { ...statementEvent(JSON.stringify(statement), recorded), joined: true }] : [recorded];
}

/** The event of a statement, issued by the event of a closing. */
export function statementEvent(
  statement: string,
  closing: { readonly id: string; readonly metadata: string },
): ProposedEvent {
  const { actor, correlationId } = JSON.parse(closing.metadata) as { actor?: string; correlationId?: string };
  return {
    id: nameBasedId(STATEMENTS, closing.id),
    type: STATEMENT_ISSUED,
    data: statement,
    metadata: JSON.stringify({ actor, correlationId, causationId: closing.id, rules: RULES_VERSION }),
  };
}
