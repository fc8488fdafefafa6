/** A power of two. */
const PLACES = 256;

interface Phrase {
  readonly bytes: Buffer;
  readonly text: string;
}

const NONE: Phrase = { bytes: Buffer.alloc(0), text: '' };

/** Texts out of bytes, of which some come again and again: those are the same string each time. */
export class Phrases {
  readonly #known: (Phrase | undefined)[] = Array.from({ length: PLACES }, () => undefined);

  #last: Phrase | undefined;

  read(bytes: Buffer, start: number, end: number): string {
    const { text, bytes: last } = this.#last ?? NONE;
    // Mostly it is the same one again.
    if (isAt(last, bytes, start, end)) return text;
    return (this.#last = this.#find(bytes, start, end)).text;
  }

  #find(bytes: Buffer, start: number, end: number): Phrase {
    const place =
      (Math.imul(bytes[end - 1] ?? 0, 31) + Math.imul(bytes[start + 5] ?? 0, 7) + end - start) & (PLACES - 1);
    const known = this.#known[place];
    if (known && isAt(known.bytes, bytes, start, end)) return known;
    const text = bytes.toString('utf8', start, end);
    const found = { bytes: Buffer.from(bytes.subarray(start, end)), text };
    this.#known[place] = found;
    return found;
  }
}

function isAt(phrase: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== phrase.length) return false;
  for (let i = 0; i < phrase.length; i++) if (bytes[start + i] !== phrase[i]) return false;
  return true;
}
