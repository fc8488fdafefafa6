import type { Origin } from './ledger.js';

/**
 * What an event tells of where it came from: `actor` is a name that a token was given, `actorId` and `actorRole` say which token and with which
 * rights; absent where the program itself records. `causationId` is what of ours led to it.
 */
export function metadataOf(
  { actor, correlationId, causationId }: Origin,
  more: { readonly causationId?: string; readonly rules?: string } = {},
): string {
  const { name, id, role } = actor;
  return JSON.stringify({ actor: name, actorId: id, actorRole: role, correlationId, causationId, ...more });
}
