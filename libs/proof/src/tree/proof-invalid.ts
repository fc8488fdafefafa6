/** A proof that proves nothing: it has too few or too many hashes, or is of places that no tree has. */
export class ProofInvalid extends Error {
  override readonly name = 'ProofInvalid';
}

export function checkCount(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new ProofInvalid(`${what} is no count: ${value}`);
}
