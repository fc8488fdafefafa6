import type { FastifyRequest } from 'fastify';
import type { Recorder, Origin } from '../ports/ledger.js';
import type { Token } from '../ports/token-store.js';
import { mayRecord, STAFF, type Role } from './roles.js';

/** Who asks. */
export type Principal = Pick<Token, 'id' | 'name' | 'role' | 'clientId' | 'sources'>;

const principals = new WeakMap<FastifyRequest, Principal>();

export function authenticated(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}

export function principalOf(request: FastifyRequest): Principal | undefined {
  return principals.get(request);
}

function isStaff(role: Role): boolean {
  return (STAFF as readonly Role[]).includes(role);
}

/** May see what belongs to a client. */
export function sees(principal: Principal, clientId: string): boolean {
  return principal.role !== 'client' || principal.clientId === clientId;
}

/** May see who a lead is: staff, and the client whose lead it is. */
export function seesPersons({ role }: Principal): boolean {
  return isStaff(role) || role === 'client';
}

export function recorderOf({ id, name, role, clientId }: Principal, mayImport = false): Recorder {
  return {
    ...{ name, id, role },
    mayImport,
    ...(!isStaff(role) && { mayRecord: mayRecord[role] }),
    ...(clientId !== null && { onlyClient: clientId }),
  };
}

/** Sources of the facts that somebody may post; `undefined`: all. Clients have their own, so that they cannot take identities of others' facts. */
export function sourcesOf({
  role,
  clientId,
  sources,
}: Pick<Principal, 'role' | 'clientId' | 'sources'>): readonly string[] | undefined {
  return sources ?? (role === 'client' ? [`client/${clientId}`] : undefined);
}

/** Of facts as they were posted, with sources and ids of their own; those of commands are the server's. */
export function postingOriginOf(request: FastifyRequest, principal: Principal, mayImport: boolean): Origin {
  const origin = originOf(request, principal, mayImport);
  return { ...origin, actor: { ...origin.actor, onlySources: sourcesOf(principal) } };
}

export function originOf(request: FastifyRequest, principal: Principal, mayImport = false): Origin {
  return { actor: recorderOf(principal, mayImport), correlationId: request.id };
}

/** Of what something of ours has led to: a command, a draft. */
export function causedBy(causationId: string, origin: Origin): Origin {
  return { ...origin, causationId };
}
