import { factTypes, type FactType } from '@paidonce/facts';

/**
 * `billing`: staff of the call centre. `client`: sees and reports on its own data alone. `recorder`: telephony and CRM, which post
 * facts and read nothing. `auditor` reads everything and changes nothing.
 */
export const roles = ['administrator', 'billing', 'client', 'recorder', 'auditor'] as const;
export type Role = (typeof roles)[number];

const ALL: ReadonlySet<FactType> = new Set(factTypes);

/** Work and outcomes; what is agreed, decided, paid and closed is for people. */
const OF_MACHINES: ReadonlySet<FactType> = new Set<FactType>([
  'lead.registered',
  'lead.identified',
  'person.linked',
  'person.separated',
  'call.completed',
  'call.scored',
  'shift.worked',
  'lead.confirmed',
  'lead.transferred',
  'lead.arrived',
  'lead.not-arrived',
  'lead.returned',
  'fact.retracted',
]);

/** What the client says of leads that it was given, and of what it is billed. */
const OF_CLIENTS: ReadonlySet<FactType> = new Set<FactType>([
  'lead.arrived',
  'lead.not-arrived',
  'lead.returned',
  'dispute.opened',
  'dispute.withdrawn',
]);

export const mayRecord: Readonly<Record<Role, ReadonlySet<FactType>>> = {
  administrator: ALL,
  billing: ALL,
  client: OF_CLIENTS,
  recorder: OF_MACHINES,
  auditor: new Set(),
};

export function rolesThatRecord(type: FactType): Role[] {
  return roles.filter((role) => mayRecord[role].has(type));
}

/** Staff: they see all clients. */
export const STAFF = ['administrator', 'billing'] as const satisfies readonly Role[];
/** Those who read, each what is theirs. */
export const READERS = ['administrator', 'billing', 'client', 'auditor'] as const satisfies readonly Role[];
/** Those who read the data of all clients. */
export const OVERSEERS = ['administrator', 'billing', 'auditor'] as const satisfies readonly Role[];
