import type { SingleBar } from 'cli-progress';
import type { Context } from '../context.js';

/** A history that is read sooner than this needs no bar. */
const PATIENCE_MS = 400;

/** How far reading, or what `label` says, has come, on a terminal. */
export class Progress {
  readonly #startedAt = performance.now();
  #done = 0;
  #bar: SingleBar | undefined;

  /** `total` is `undefined` where it cannot be known: standard input, a pipe. */
  constructor(
    readonly context: Context,
    readonly total: number | undefined,
    readonly isOff: boolean,
    readonly label = context.texts.progress.reading,
    /** How a number of what is done is shown; by default as bytes. */
    readonly shown = (done: number): string => megabytes(context, done),
  ) {}

  add(bytes: number): void {
    this.#done += bytes;
  }

  async show(): Promise<void> {
    if (this.isOff) return;
    if (this.#bar) this.#bar.update(this.#done, this.#figures());
    else if (performance.now() - this.#startedAt > PATIENCE_MS) await this.#start();
  }

  stop(): void {
    this.#bar?.stop();
  }

  async #start(): Promise<void> {
    const { default: progress } = await import('cli-progress');
    const known = `  ${this.label} {bar} {percentage}%  {done} / {size}`;
    this.#bar = new progress.SingleBar(
      {
        format: this.total === undefined ? `  ${this.label} {done}` : known,
        stream: this.context.err.sink as unknown as NodeJS.WritableStream,
        barsize: 30,
        hideCursor: true,
        clearOnComplete: true,
        stopOnComplete: false,
      },
      progress.Presets.shades_classic,
    );
    this.#bar.start(this.total ?? 0, this.#done, this.#figures());
  }

  #figures(): { done: string; size: string } {
    return { done: this.shown(this.#done), size: this.shown(this.total ?? 0) };
  }
}

function megabytes({ formats, texts }: Context, bytes: number): string {
  return `${formats.decimal((bytes / 1e6).toFixed(1))} ${texts.progress.megabytes}`;
}
