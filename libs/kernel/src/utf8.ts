import { Buffer } from 'node:buffer';

/** Longer texts are written by the runtime, shorter ones faster by a loop. */
const SHORT = 48;
const ASCII_END = 0x80;

/** Texts as UTF-8, one after another in the same bytes. */
export class Utf8 {
  bytes: Buffer = Buffer.allocUnsafe(1 << 12);

  /** Writes a text over the one before; answers how many bytes it has. Lone surrogates become U+FFFD. */
  write(text: string): number {
    if (text.length * 3 > this.bytes.length) this.bytes = Buffer.allocUnsafe(text.length * 3);
    return text.length > SHORT ? this.bytes.write(text, 0, 'utf8') : this.#writeShort(text);
  }

  #writeShort(text: string): number {
    const { bytes } = this;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= ASCII_END) return bytes.write(text, 0, 'utf8');
      bytes[i] = unit;
    }
    return text.length;
  }
}
