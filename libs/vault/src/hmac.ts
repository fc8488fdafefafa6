import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/**
 * What a text of this many UTF-16 units takes in UTF-8 at most fits beside the block; a longer one gets a buffer of its
 * own.
 */
const COMMON_LENGTH = 2_048;
const scratch = Buffer.alloc(BLOCK_BYTES + 3 * COMMON_LENGTH);

/**
 * HMAC-SHA-256 (RFC 2104) with one key, written by its definition over one-shot hashes: `createHmac` sets up two native
 * objects for each of millions of short texts, and takes twice as long. A spec compares them.
 */
export class Hmac {
  readonly #inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  readonly #outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c);

  /** The key has at most 64 bytes. */
  constructor(key: Buffer) {
    if (key.length > BLOCK_BYTES) throw new RangeError(`a key of HMAC has at most ${BLOCK_BYTES} bytes here`);
    for (const [i, byte] of key.entries()) {
      this.#inner[i] = byte ^ 0x36;
      this.#outer[i] = byte ^ 0x5c;
    }
  }

  /** 64 lower-case hexadecimal digits. */
  hexOf(text: string): string {
    const block = text.length <= COMMON_LENGTH ? scratch : Buffer.alloc(BLOCK_BYTES + 3 * text.length);
    block.set(this.#inner);
    const bytes = block.write(text, BLOCK_BYTES);
    this.#outer.write(hash('sha256', block.subarray(0, BLOCK_BYTES + bytes), 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.#outer, 'hex');
  }
}
