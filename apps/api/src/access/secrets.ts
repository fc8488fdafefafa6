import { createHash, randomBytes } from 'node:crypto';

/** A secret that nobody guesses: 256 random bits. The prefix lets scanners of leaked secrets know it. */
export function newSecret(): string {
  return `paidonce_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a secret, and compared. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
