import type { NewEvent } from '@paidonce/event-store';
import type { Fact } from '@paidonce/facts';
import { RULES_VERSION, type Statement } from '@paidonce/settlement';
import { nameBasedId } from './name-based-id.js';
import { metadataOf } from '../event-metadata.js';
import type { Origin } from '../ledger.js';
import { STATEMENT_ISSUED } from '../read/streams.js';

/** The namespace of event ids: the same fact always has the same one. */
const FACTS = '6b7f7c0e-6a1c-5c39-9f5a-2f0f3a5d7c11';
const STATEMENTS = '1d0a4a6e-0b0f-5b52-8f0e-6f9e3f1c2b7d';

/** The event that a fact is, and the one of the statement that it issues. */
export function eventsOf(fact: Fact, statement: Statement | undefined, origin: Origin): NewEvent[] {
  const { type, source, id } = fact;
  const eventId = nameBasedId(FACTS, JSON.stringify([source, id]));
  const recorded = { id: eventId, type, data: JSON.stringify(fact), metadata: metadataOf(origin) };
  if (!statement) return [recorded];
  const { contractId, number } = statement;
  const issued = {
    id: nameBasedId(STATEMENTS, JSON.stringify([contractId, number])),
    type: STATEMENT_ISSUED,
    data: JSON.stringify(statement),
    metadata: metadataOf(origin, { causationId: recorded.id, rules: RULES_VERSION }),
  };
  return [recorded, issued];
}
