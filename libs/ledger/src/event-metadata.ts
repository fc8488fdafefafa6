import type { NewEvent } from '@paidonce/event-store';
import type { Origin } from './ledger.js';

/**
 * What an event tells of where it came from: `actor` is a name that a token was given, `actorId` and `actorRole` say which token and with which
 * rights; absent where the program itself records. `causationId` is what of ours led to it.
 */
export function metadataOf({ actor, correlationId, causationId }: Origin): string {
  const { name, id, role } = actor;
  return JSON.stringify({ actor: name, actorId: id, actorRole: role, correlationId, causationId });
}

/** The same of an event that another one of the log has led to. */
export function metadataCausedBy(
  { id, metadata }: Pick<NewEvent, 'id' | 'metadata'>,
  more: { readonly rules?: string },
): string {
  return JSON.stringify({ ...(JSON.parse(metadata) as object), causationId: id, ...more });
}
