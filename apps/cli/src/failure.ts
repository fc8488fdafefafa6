/** Exit statuses; those above 2 are the ones of BSD's `sysexits`. */
export const exitCodes = {
  ok: 0,
  /** Input was refused, or what was asked for is not in it. */
  refused: 2,
  /** What was issued is not what the log comes to. */
  differs: 3,
  usage: 64,
  noInput: 66,
  /** A server cannot be reached, broke off, or is none of ours. */
  unavailable: 69,
  internal: 70,
  cannotWrite: 73,
  /** A server denies the token. */
  denied: 77,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a message for the person who gave it. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

export function usageFailure(message: string): Failure {
  return new Failure(exitCodes.usage, message);
}

/** The code of a system error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const code = member(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

export function messageOf(error: unknown): string {
  return String(member(error, 'message') ?? error);
}

/** Errors of another realm (a worker, a test) are no instances of this one's `Error`. */
function member(error: unknown, name: 'code' | 'message'): unknown {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;
}
