import { HttpException } from '@nestjs/common';
import type { Refusal } from '@paidonce/kernel';
import { present } from '@paidonce/kernel';
import { problemKinds, type ProblemCode } from './catalogue.js';

/** A member that is wrong, and why. */
interface MemberError {
  readonly path: string;
  readonly message: string;
}

export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly [member: string]: unknown;
}

/** An answer that is none: RFC 9457. `more` are members beside those of the RFC. */
export class Problem extends HttpException {
  override readonly name = 'Problem';
  readonly details: ProblemDetails;

  constructor(
    readonly code: ProblemCode,
    detail?: string,
    more: Readonly<Record<string, unknown>> = {},
  ) {
    const { status, title } = present(problemKinds.get(code), `the problem ${code}`);
    const details = { type: `/problems/${code}`, title, status, ...(detail !== undefined && { detail }), ...more };
    super(details, status);
    this.details = details;
  }
}

/** A refused fact; `more` may lead to its place in quarantine. */
export function refused({ code, path, message }: Refusal, more: Readonly<Record<string, unknown>> = {}): Problem {
  return new Problem(code, message, { code, path, ...more });
}

/** Several members of a fact are wrong: the first one decides the code, as in the ledger. */
export function refusedForAll(refusals: readonly [Refusal, ...Refusal[]]): Problem {
  const errors: MemberError[] = refusals.map(({ path, message }) => ({ path, message }));
  return refused(refusals[0], { errors });
}

export function notFound(what: string): Problem {
  return new Problem('not-found', `There is no such ${what}.`);
}
