import type { Item, StatementLine } from '@paidonce/settlement';

type Key = Pick<StatementLine, 'forPeriod' | 'campaignId' | 'clauseId' | 'model' | 'detail' | 'termsVersion'>;
type Amounts = Pick<StatementLine, 'kind' | 'quantity' | 'amount'>;

/** A fact of the log, as the server tells of it. */
export interface FactTold {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly position: number | null;
  readonly actor: string | null;
}

export type Difference =
  | {
      readonly in: 'line';
      readonly line: Key;
      readonly issued: Amounts | null;
      readonly replayed: Amounts | null;
      readonly facts: readonly (FactTold & Pick<Item, 'amount'> & { readonly fate: Item['fate'] | 'terms' })[];
      readonly more: number;
    }
  | { readonly in: 'member'; readonly member: string; readonly issued: unknown; readonly replayed: unknown }
  | { readonly in: 'bytes' }
  | { readonly in: 'form'; readonly message: string };

export interface ReplayedStatement {
  readonly kind: 'statement';
  readonly contractId: string;
  readonly number: number;
  readonly position: number;
  readonly equal: boolean;
  readonly differences: readonly Difference[];
}

/** A line of the answer of `GET /v1/audit/replay`. */
export type ReplayLine =
  | ReplayedStatement
  | {
      readonly kind: 'finding';
      readonly what: 'unreadable' | 'refused' | 'gap' | 'no-statement' | 'no-closing' | 'unknown-rules';
      readonly clientId: string;
      readonly position: number;
      readonly message: string;
    }
  | { readonly kind: 'progress'; readonly position: number; readonly of: number }
  | {
      readonly kind: 'end';
      readonly facts: number;
      readonly statements: number;
      readonly differing: number;
      readonly findings: number;
    };
