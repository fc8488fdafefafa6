/**
 * Bits of a layer, a power of two, and how many subjects it takes: with 12 bits for each, of 100 that it never saw it takes about one for seen. A layer has what some
 * 100,000 facts touch.
 */
const LAYER_BITS = 1 << 22;
const LAYER_SUBJECTS = Math.floor(LAYER_BITS / 12);
const PROBES = 4;
const BLOCK_BITS = 256;
const BLOCK_MASK = BLOCK_BITS - 1;
const BITS_A_PROBE = 8;
/** 512 KB each: some 15 million facts. */
const MOST_LAYERS = 128;

/** Stretches that nobody told of and that are kept apart: each is asked about with every subject. */
const MOST_UNKNOWN = 8;

/** A stretch of the log: what lies behind one position, up to another. */
export interface Stretch {
  readonly behind: number;
  readonly upTo: number;
}

/** What the facts of a stretch touch. */
interface Layer {
  readonly bits: Uint32Array;
  readonly behind: number;
  upTo: number;
}

const NOWHERE: readonly Stretch[] = [];

/**
 * What the facts of the log touch up to a position, in little memory (a Bloom filter): nearly every fact touches something that no fact has
 * touched before, which then need not be looked for; and what was touched is looked for where that was.
 */
export class Touched {
  readonly #layers: Layer[] = [];
  /** Stretches that somebody else has followed, where anything may be touched. */
  readonly #unknown: { readonly behind: number; upTo: number }[] = [];
  #left = 0;
  #reach = 0;
  #isFull = false;

  /** Takes note of what facts behind one position and up to another touch. */
  note(before: number, position: number, subjects: Iterable<number>): void {
    if (position <= this.#reach || this.#isFull) return;
    if (before > this.#reach) this.#passOver(before);
    const had = Math.max(0, this.#layers.length - 1);
    for (const subject of subjects) {
      this.#isFull = !this.#add(subject);
      if (this.#isFull) return;
    }
    for (const layer of this.#layers.slice(had)) layer.upTo = position;
    this.#reach = position;
  }

  #passOver(position: number): void {
    const last = this.#unknown.at(-1);
    if (last && this.#unknown.length === MOST_UNKNOWN) last.upTo = position;
    else this.#unknown.push({ behind: this.#reach, upTo: position });
    this.#reach = position;
  }

  /** Where facts up to a position may touch a subject: stretches in their order; none where none does. */
  touching(subject: number, upTo: number): readonly Stretch[] {
    let found: Stretch[] | undefined;
    for (const stretch of this.#unknown) if (stretch.behind < upTo) (found ??= []).push(stretch);
    for (const layer of this.#layers) if (layer.behind < upTo && isIn(layer.bits, subject)) (found ??= []).push(layer);
    if (upTo > this.#reach) (found ??= []).push({ behind: this.#reach, upTo });
    return found ? joined(found, upTo) : NOWHERE;
  }

  #add(subject: number): boolean {
    if (this.#left === 0) {
      if (this.#layers.length >= MOST_LAYERS) return false;
      this.#layers.push({ bits: new Uint32Array(LAYER_BITS / 32), behind: this.#reach, upTo: this.#reach });
      this.#left = LAYER_SUBJECTS;
    }
    const { bits: layer } = this.#layers.at(-1) as Layer;
    const block = blockOf(subject);
    for (let i = 0, bits = bitsOf(subject); i < PROBES; i++, bits >>>= BITS_A_PROBE) {
      const word = block + ((bits & BLOCK_MASK) >>> 5);
      layer[word] = (layer[word] as number) | (1 << (bits & 31));
    }
    this.#left--;
    return true;
  }
}

/** Stretches in their order, none of which meets another one, and none goes on behind a position. */
function joined(stretches: Stretch[], end: number): readonly Stretch[] {
  const apart: { readonly behind: number; upTo: number }[] = [];
  for (const { behind, upTo } of stretches.sort((a, b) => a.behind - b.behind)) {
    const last = apart.at(-1);
    if (last && behind <= last.upTo) last.upTo = Math.max(last.upTo, Math.min(upTo, end));
    else apart.push({ behind, upTo: Math.min(upTo, end) });
  }
  return apart;
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
