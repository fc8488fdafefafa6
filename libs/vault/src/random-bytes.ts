import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 65_536;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Random bytes of the operating system's generator, of which many are fetched at a time: a call for a few bytes costs
 * as much as a cipher.
 */
export function randomBytesOf(length: number): Buffer {
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const taken = Buffer.from(pool.subarray(used, used + length));
  // What was given out must not be found here later: it may be a key.
  pool.fill(0, used, used + length);
  used += length;
  return taken;
}
