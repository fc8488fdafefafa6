import { factTypes, type FactType } from '@paidonce/facts';

/** Types of facts as the small numbers that the fact table keeps. */
export const typeCode = Object.fromEntries(factTypes.map((type, code) => [type, code])) as Readonly<
  Record<FactType, number>
>;

export function typeOfCode(code: number): FactType {
  const type = factTypes[code];
  if (!type) throw new Error(`no type of fact has the number ${code}`);
  return type;
}

/** `detail` of `lead.arrived`. */
export const arrivals = ['arrived', 'onboarded', 'installed'] as const;
/** `detail` of `return.decided`, `dispute.resolved` and `dispute.withdrawn`. */
export const ruling = { refused: 0, accepted: 1, rejected: 0, withdrawn: 0, upheld: 1 } as const;
