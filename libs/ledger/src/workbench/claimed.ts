import { factTypes, type Fact, type FactType } from '@paidonce/facts';

/** A fact that says something of what is billed, whole, also where it was scanned: it has a row of its own, or takes one away. */
export interface ClaimedFact {
  readonly position: number;
  readonly clientId: string;
  readonly fact: Fact;
}

const claimed: ReadonlySet<FactType> = new Set<FactType>([
  'dispute.opened',
  'dispute.resolved',
  'dispute.withdrawn',
  'lead.returned',
  'return.decided',
  'payment.received',
  'fact.retracted',
]);

/** Whether facts of a type say something of what is billed: disputes, returns, what was ruled on them, payments. */
export function isClaimedType(type: FactType): boolean {
  return claimed.has(type);
}

/** The same by the place of the type in the catalogue: it is asked of every fact that is scanned. */
export const claimedCodes: Uint8Array = Uint8Array.from(factTypes, (type) => Number(claimed.has(type)));
