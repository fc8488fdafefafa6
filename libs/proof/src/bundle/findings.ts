import type { Sentence } from '@paidonce/facts';

/** What is checked, in the order in which it is told. */
export const checkNames = [
  'archive',
  'sums',
  'manifest',
  'key',
  'signature',
  'consistency',
  'account',
  'inclusion',
  'facts',
  'statements',
  'replay',
  'amounts',
  'positions',
  'terms',
  'span',
  'persons',
] as const;
export type CheckName = (typeof checkNames)[number];

/** `unknown`: cannot be told from the bundle. */
export type Verdict = 'holds' | 'fails' | 'unknown';

/** Where something was found. Lines count from 1. */
export interface Place {
  readonly member?: string;
  readonly line?: number;
  /** Of an event in the account, from 0. */
  readonly revision?: number;
  readonly contract?: string;
  readonly statement?: number;
  /** Of a line of a statement: period, campaign, clause, model, detail, version of the terms. */
  readonly key?: string;
  readonly byte?: number;
}

/** One thing that was found. */
export interface Finding {
  readonly check: CheckName;
  readonly verdict: Verdict;
  readonly place?: Place;
  readonly says: Sentence;
}

export interface Verification {
  /** Nothing was found that does not hold. */
  readonly holds: boolean;
  readonly findings: readonly Finding[];
}

/** As many of one check are told; of what is thoroughly broken the rest says nothing more. */
const MOST_OF_A_CHECK = 20;

/** Gathers what is found: of each check what fails, or once that it holds. */
export class Findings {
  readonly #found = new Map<CheckName, Finding[]>(checkNames.map((name) => [name, []]));
  /** How many more of a check there are than are told, by verdict. */
  readonly #left = new Map<string, number>();

  fails(check: CheckName, says: Sentence, place?: Place): void {
    this.#add({ check, verdict: 'fails', says, ...(place && { place }) });
  }

  unknown(check: CheckName, says: Sentence, place?: Place): void {
    this.#add({ check, verdict: 'unknown', says, ...(place && { place }) });
  }

  /** Says so unless something was found of this check. */
  holds(check: CheckName, says: Sentence): void {
    const found = this.#found.get(check) as Finding[];
    if (found.every(({ verdict }) => verdict === 'holds')) this.#add({ check, verdict: 'holds', says });
  }

  has(check: CheckName): boolean {
    return (this.#found.get(check) as Finding[]).length > 0;
  }

  get result(): Verification {
    const findings = checkNames.flatMap((name) => {
      const more = (['fails', 'unknown'] as const).flatMap((verdict): Finding[] => {
        const left = this.#left.get(`${name} ${verdict}`);
        if (left === undefined) return [];
        return [
          { check: name, verdict, says: { en: `and ${left} more of this kind`, ru: `и ещё такого же: ${left}` } },
        ];
      });
      return [...(this.#found.get(name) as Finding[]), ...more];
    });
    return { holds: findings.every(({ verdict }) => verdict !== 'fails'), findings };
  }

  #add(finding: Finding): void {
    const { check, verdict } = finding;
    const found = this.#found.get(check) as Finding[];
    const key = `${check} ${verdict}`;
    if (found.filter((other) => other.verdict === verdict).length < MOST_OF_A_CHECK) found.push(finding);
    else this.#left.set(key, (this.#left.get(key) ?? 0) + 1);
  }
}
