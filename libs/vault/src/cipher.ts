import { createCipheriv, createDecipheriv } from 'node:crypto';
import { randomBytesOf } from './random-bytes.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The header as it is, and what AES-256-GCM gives: a random 96-bit nonce, the ciphertext, the tag. Opens only with the same `context`. */
export function encrypt(secret: Buffer, content: Buffer, context: Buffer, header: Buffer): Buffer {
  const nonce = randomBytesOf(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, secret, nonce);
  cipher.setAAD(context);
  const body = cipher.update(content);
  cipher.final();
  return Buffer.concat([header, nonce, body, cipher.getAuthTag()]);
}

/** What was encrypted, given without the header; undefined where the key or the context is another one, or a bit was changed. */
export function decrypt(secret: Buffer, sealed: Buffer, context: Buffer): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, secret, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const body = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return body;
}
