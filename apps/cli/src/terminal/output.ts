import { once } from 'node:events';
import { styleText } from 'node:util';

/** The part of a stream that output needs; the standard streams and any `Writable` have it. */
export interface Sink extends NodeJS.EventEmitter {
  write(text: string): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(): boolean;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

const ENOUGH = 1 << 16;
const WIDEST = 110;

/** Text for a stream: gathered, so that a million short lines are a thousand writes, and no faster than they are read. */
export class Output {
  #text = '';

  constructor(readonly sink: Sink) {}

  get isTerminal(): boolean {
    return this.sink.isTTY === true;
  }

  /** Columns that text may take: those of the terminal, but no longer lines than an eye can follow. */
  get width(): number {
    return Math.min(this.sink.columns ?? WIDEST, WIDEST);
  }

  write(text: string): void {
    this.#text += text;
  }

  line(text = ''): void {
    this.#text += `${text}\n`;
  }

  /** Whether it is time to flush. */
  get isFull(): boolean {
    return this.#text.length >= ENOUGH;
  }

  /** Hands over what was gathered; settles when the stream can take more. */
  async flush(): Promise<void> {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    if (!this.sink.write(text)) await once(this.sink, 'drain');
  }

  /** Colours on terminals that have them and want them (`NO_COLOR`). */
  styled(style: Style, text: string): string {
    if (!this.isTerminal || this.sink.hasColors?.() !== true) return text;
    return styleText(style, text);
  }
}
