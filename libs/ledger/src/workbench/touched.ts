/** Bits of a layer, a power of two, and how many subjects it takes: with 12 bits for each, of 100 that it never saw it takes about one for seen. */
const LAYER_BITS = 1 << 24;
const LAYER_SUBJECTS = Math.floor(LAYER_BITS / 12);
const PROBES = 4;
const BLOCK_BITS = 256;
const BLOCK_MASK = BLOCK_BITS - 1;
const BITS_A_PROBE = 8;
/** 2 MB each: some 20 million facts. */
const MOST_LAYERS = 32;

/**
 * What the facts of the log touch up to a position, in little memory (a Bloom filter): nearly every fact touches something that no fact has
 * touched before, which then need not be looked for. Knows that only of a log that it was told of from its beginning.
 */
export class Touched {
  readonly #layers: Uint32Array[] = [];
  #left = 0;
  #reach = 0;

  /** Takes note of what facts behind one position and up to another touch. */
  note(before: number, position: number, subjects: Iterable<number>): void {
    // Somebody else has followed what lies between.
    if (before > this.#reach || position <= this.#reach) return;
    for (const subject of subjects) if (!this.#add(subject)) return;
    this.#reach = position;
  }

  /** False where no fact up to a position touches a subject. */
  mayTouch(subject: number, upTo: number): boolean {
    return upTo > this.#reach || this.#layers.some((layer) => isIn(layer, subject));
  }

  #add(subject: number): boolean {
    if (this.#left === 0) {
      if (this.#layers.length === MOST_LAYERS) return false;
      this.#layers.push(new Uint32Array(LAYER_BITS / 32));
      this.#left = LAYER_SUBJECTS;
    }
    const layer = this.#layers.at(-1) as Uint32Array;
    const block = blockOf(subject);
    for (let i = 0, bits = bitsOf(subject); i < PROBES; i++, bits >>>= BITS_A_PROBE) {
      const word = block + ((bits & BLOCK_MASK) >>> 5);
      layer[word] = (layer[word] as number) | (1 << (bits & 31));
    }
    this.#left--;
    return true;
  }
}

function isIn(layer: Uint32Array, subject: number): boolean {
  const block = blockOf(subject);
  for (let i = 0, bits = bitsOf(subject); i < PROBES; i++, bits >>>= BITS_A_PROBE) {
    if (((layer[block + ((bits & BLOCK_MASK) >>> 5)] as number) & (1 << (bits & 31))) === 0) return false;
  }
  return true;
}

/** The first word of the block in which a subject has all its bits, so that one look into memory answers: from the low bits of its hash. */
function blockOf(subject: number): number {
  return ((subject % 2 ** 32) & (LAYER_BITS / BLOCK_BITS - 1)) * (BLOCK_BITS / 32);
}

/** Which bits of the block: from the high bits of 53. */
function bitsOf(subject: number): number {
  return Math.floor(subject / 2 ** 21) | 0;
}
