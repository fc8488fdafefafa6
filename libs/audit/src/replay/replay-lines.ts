import type { Difference } from './differences.js';

/** What is to be replayed: everything, a client, or a contract of a client; of a period what was billed for it. */
export interface ReplayScope {
  readonly clientId?: string | undefined;
  /** With its client. */
  readonly contractId?: string | undefined;
  readonly period?: string | undefined;
}

/** A statement of the log, compared with what its facts come to. */
export interface ReplayedStatement {
  readonly kind: 'statement';
  readonly clientId: string;
  readonly contractId: string;
  readonly number: number;
  /** Null of a correction. */
  readonly period: string | null;
  /** Where its event stands in the log. */
  readonly position: number;
  /** The version of the rules that it was issued under. */
  readonly rules: string;
  /** To the byte. */
  readonly equal: boolean;
  readonly differences: readonly Difference[];
}

/** Something in the log that cannot have come about by itself. */
export interface Finding {
  readonly kind: 'finding';
  readonly what:
    /** What stands there as a fact is none. */
    | 'unreadable'
    /** The rules refuse a fact, and nothing says that it counts for nothing. */
    | 'refused'
    /** Places of an account are missing or there twice. */
    | 'gap'
    /** A closing has no statement behind it. */
    | 'no-statement'
    /** A statement has no closing before it. */
    | 'no-closing'
    /** A statement was issued under rules that this program does not know. */
    | 'unknown-rules';
  readonly clientId: string;
  readonly position: number;
  readonly message: string;
}

export type ReplayLine =
  | ReplayedStatement
  | Finding
  /** How far it has come, every now and then. */
  | { readonly kind: 'progress'; readonly position: number; readonly of: number }
  | ReplayEnd;

export interface ReplayEnd {
  readonly kind: 'end';
  /** The log was replayed up to there. */
  readonly position: number;
  readonly facts: number;
  readonly statements: number;
  readonly differing: number;
  readonly findings: number;
}
