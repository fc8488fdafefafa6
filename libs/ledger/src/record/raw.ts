import { createHash, type Hash } from 'node:crypto';

/** Bytes that were posted and are no fact that can be read. */
export interface Raw {
  /** Its first 128 KB. */
  readonly beginning: Buffer;
  /** How many it had in all. */
  readonly bytes: number;
  /** SHA-256 of all of them. */
  readonly digest: Buffer;
}

/** What is kept of bytes that are no text: enough to see what they are, and not so much that whoever sends nothing else fills the disk. */
const KEPT_BYTES = 1 << 17;

/** Takes bytes as they come: what they are all together is known, and their beginning kept. */
export class RawBytes {
  #beginning: Buffer[] = [];
  #kept = 0;
  #bytes = 0;
  #hash: Hash | undefined;

  /** The bytes may be overwritten once this has returned. */
  add(part: Buffer): void {
    (this.#hash ??= createHash('sha256')).update(part);
    this.#bytes += part.length;
    const more = part.subarray(0, KEPT_BYTES - this.#kept);
    if (more.length === 0) return;
    this.#beginning.push(Buffer.from(more));
    this.#kept += more.length;
  }

  /** What came since it was asked for last. */
  take(): Raw {
    const digest = (this.#hash ?? createHash('sha256')).digest();
    const raw = { beginning: Buffer.concat(this.#beginning), bytes: this.#bytes, digest };
    [this.#beginning, this.#kept, this.#bytes, this.#hash] = [[], 0, 0, undefined];
    return raw;
  }
}

export function rawOf(bytes: Buffer): Raw {
  const raw = new RawBytes();
  raw.add(bytes);
  return raw.take();
}
