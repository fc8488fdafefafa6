import type { Settlement } from '@paidonce/settlement';

/** Where a contract is: how its times and amounts are written. */
export interface Place {
  readonly timeZone: string;
  /** Digits after the point of its currency. */
  readonly digits: number;
}

/** The place of a contract; of what belongs to none, no place in particular. */
export function placeOf({ world }: Settlement, contractId: string | null | undefined): Place {
  const contract = world.contracts.get(contractId ?? '');
  if (!contract) return { timeZone: 'UTC', digits: 0 };
  return { timeZone: contract.calendar.timeZone, digits: contract.shared.digits };
}
