import type { NewEvent } from '@paidonce/event-store';
import { RULES_VERSION, type Statement } from '@paidonce/settlement';
import { nameBasedId } from './name-based-id.js';
import type { Origin } from '../ledger.js';
import { STATEMENT_ISSUED } from '../read/streams.js';
import type { WrittenFact } from './written-fact.js';

/** The namespace of event ids: the same fact always has the same one. */
const FACTS = '6b7f7c0e-6a1c-5c39-9f5a-2f0f3a5d7c11';
const STATEMENTS = '1d0a4a6e-0b0f-5b52-8f0e-6f9e3f1c2b7d';

/** The event that a fact is. */
export function eventOf({ type, source, id, text }: WrittenFact, origin: Origin): NewEvent {
  return { id: nameBasedId(FACTS, JSON.stringify([source, id])), type, data: text, metadata: metadataOf(origin) };
}

/** The event of the statement that a closing issues. */
export function issuedEvent(statement: Statement, closing: NewEvent, { actor, correlationId }: Origin): NewEvent {
  const { contractId, number } = statement;
  const metadata = { actor: actor.name, correlationId, causationId: closing.id, rules: RULES_VERSION };
  return {
    id: nameBasedId(STATEMENTS, JSON.stringify([contractId, number])),
    type: STATEMENT_ISSUED,
    data: JSON.stringify(statement),
    metadata: JSON.stringify(metadata),
  };
}

/** Of the origin that was asked for last, which thousands of facts share. */
let last: { readonly origin: Origin; readonly metadata: string } | undefined;

function metadataOf(origin: Origin): string {
  if (last?.origin !== origin) {
    const { actor, correlationId, causationId } = origin;
    last = { origin, metadata: JSON.stringify({ actor: actor.name, correlationId, causationId }) };
  }
  return last.metadata;
}
