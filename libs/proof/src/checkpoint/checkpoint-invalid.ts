/** `malformed`: not a signed checkpoint; `bad-signature`: of a key that is known, but not over this text; `unknown-key`: no key that is known has signed it. */
export type CheckpointFlaw = 'malformed' | 'bad-signature' | 'unknown-key';

/** A checkpoint that is not to be trusted. */
export class CheckpointInvalid extends Error {
  override readonly name = 'CheckpointInvalid';

  constructor(
    readonly reason: CheckpointFlaw,
    message: string,
  ) {
    super(message);
  }
}
