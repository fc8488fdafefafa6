import { refusalCodes, type RefusalCode } from '@paidonce/kernel';

/** One kind of problem: its code is the end of its `type`, `/problems/CODE`. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What it means and what to do, for its page. */
  readonly meaning: string;
}

const REFUSED = 422;

const refusals: Readonly<Record<RefusalCode, Omit<ProblemKind, 'status'>>> = {
  invalid: {
    title: 'Not a fact in order',
    meaning:
      'It is not JSON, a member is missing or of the wrong form, or the type is unknown. `path` names the member.',
  },
  conflict: {
    title: 'Another fact has this identity',
    meaning: 'A fact with this `source` and `id` is recorded with other content. Send a new fact under a new `id`.',
  },
  duplicate: {
    title: 'It is recorded already',
    meaning: 'Its natural key (a lead, a call in its campaign, a payment …) is taken by a fact with another identity.',
  },
  'unknown-reference': {
    title: 'It refers to what is not there',
    meaning: 'What the member at `path` names is not recorded, or belongs to another client or contract.',
  },
  terms: {
    title: 'The terms are not in order',
    meaning: 'The terms contradict themselves, the contract or its campaigns.',
  },
  'period-order': { title: 'Not the next period', meaning: 'Periods close in order, each once.' },
  'period-not-over': { title: 'The period is not over', meaning: 'A period closes once it has ended.' },
};

const others = {
  'malformed-request': {
    status: 400,
    title: 'The request cannot be read',
    meaning: 'A parameter, a header or the body is not of the form that the API describes. `errors` names each member.',
  },
  'broken-body': {
    status: 400,
    title: 'The body broke off',
    meaning:
      'The body is not the gzip that it says it is, or it ended too soon. Facts that were answered before are recorded.',
  },
  unauthorized: {
    status: 401,
    title: 'No valid token',
    meaning: 'Send `Authorization: Bearer TOKEN`. An administrator makes tokens by `POST /v1/tokens`.',
  },
  forbidden: { status: 403, title: 'Not with this token', meaning: 'The role of the token does not allow this.' },
  'not-found': { status: 404, title: 'Not there', meaning: 'There is no such thing, or it belongs to another client.' },
  'method-not-allowed': {
    status: 405,
    title: 'Not with this method',
    meaning: 'The address is there, and does something else: `Allow` names its methods.',
  },
  'key-of-environment': {
    status: 409,
    title: 'The key is not made here',
    meaning: 'The key that signs comes from the environment of the server: whoever set it sets another one.',
  },
  'name-taken': {
    status: 409,
    title: 'Another token has this name',
    meaning: 'The name says who recorded something. Choose another one, or revoke the token that has it.',
  },
  'not-acceptable': { status: 406, title: 'Not in this form', meaning: 'No form that `Accept` names is available.' },
  'request-timeout': { status: 408, title: 'The request took too long', meaning: 'It was not received in time.' },
  'in-progress': {
    status: 409,
    title: 'The same request is running',
    meaning: 'A request with this `Idempotency-Key` has not been answered yet. Ask again a little later.',
  },
  'not-as-sealed': {
    status: 409,
    title: 'The log was changed',
    meaning: 'An event of the log is not the one that was sealed: `paidonce audit check` says more.',
  },
  'precondition-failed': {
    status: 412,
    title: 'It was changed meanwhile',
    meaning: '`If-Match` names an older state. Read it again, look at the changes, and send yours with the new `ETag`.',
  },
  'payload-too-large': {
    status: 413,
    title: 'Too large',
    meaning: 'Send many facts as application/x-ndjson, which has no limit.',
  },
  'uri-too-long': {
    status: 414,
    title: 'The address is too long',
    meaning: 'A part of the path is longer than any id.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Not a form that is read here',
    meaning: 'The `Content-Type` or `Content-Encoding` is not one that the API describes for this address.',
  },
  'key-reused': {
    status: REFUSED,
    title: 'The key belongs to another request',
    meaning: 'An `Idempotency-Key` stands for one request. Use a new key for a new one.',
  },
  'precondition-required': {
    status: 428,
    title: 'Say which state you change',
    meaning: 'Send the `ETag` of what you read as `If-Match`, so that nobody overwrites what another has done.',
  },
  'too-many-requests': { status: 429, title: 'Too many requests', meaning: 'Slow down.' },
  internal: {
    status: 500,
    title: 'Something went wrong here',
    meaning: 'It is not your fault. The log has the `requestId`.',
  },
  unavailable: {
    status: 503,
    title: 'Not at the moment',
    meaning: 'The server is starting, stopping or behind. Ask again later.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = RefusalCode | keyof typeof others;

/** Every kind of problem, by its code. */
export const problemKinds: ReadonlyMap<string, ProblemKind> = new Map<string, ProblemKind>([
  ...refusalCodes.map((code): [string, ProblemKind] => [code, { status: REFUSED, ...refusals[code] }]),
  ...Object.entries(others),
]);

/** The kind that says no more than a status does. */
export function codeOfStatus(status: number): ProblemCode {
  for (const [code, kind] of Object.entries(others)) if (kind.status === status) return code as ProblemCode;
  return status >= 500 ? 'internal' : 'malformed-request';
}
