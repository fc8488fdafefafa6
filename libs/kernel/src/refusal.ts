/**
 * Why a fact is refused. The codes stand in order of precedence: where a fact breaks several rules, the first code is
 * the one that is named.
 */
export const refusalCodes = [
  'invalid',
  'conflict',
  'duplicate',
  'unknown-reference',
  'terms',
  'period-order',
  'period-not-over',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** A fact that breaks a rule: it changes nothing, and `path` names the member at fault (`data.seconds.talk`). */
export interface Refusal {
  readonly code: RefusalCode;
  readonly path: string;
  readonly message: string;
}

export function refuse(code: RefusalCode, path: string, message: string): Refusal {
  return { code, path, message };
}
