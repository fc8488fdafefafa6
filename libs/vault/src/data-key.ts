import { hash } from 'node:crypto';
import type { KeyId } from './key-store.js';
import { randomBytesOf } from './random-bytes.js';

export const KEY_NUMBER_BYTES = 8;
export const SECRET_BYTES = 32;
const KEY_ID_DIGITS = 32;

/** A key that things are sealed with. */
export interface DataKey {
  /**
   * Random, and no secret: whatever is sealed carries it, so that a key that was erased and one that took its place are
   * told apart.
   */
  readonly number: Buffer;
  readonly secret: Buffer;
}

export function newDataKey(): DataKey {
  return { number: randomBytesOf(KEY_NUMBER_BYTES), secret: randomBytesOf(SECRET_BYTES) };
}

/** A hash, since the id of a lead may be of any length and of any characters. */
function keyIdOf(text: string): KeyId {
  return hash('sha256', text, 'hex').slice(0, KEY_ID_DIGITS);
}

/** The key of one lead. */
export function leadKeyId(leadId: string): KeyId {
  return keyIdOf(`lead:${leadId}`);
}

/** The key that digests and sealed texts derive from. */
export const STORE_KEY_ID = keyIdOf('store');
