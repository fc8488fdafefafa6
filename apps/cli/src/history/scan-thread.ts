import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** A history of so many bytes is settled sooner than a thread for its scanning would be there. */
export const BYTES_ALONE = 4 << 20;

/** Lines to be scanned, with room for what is found: in memory that both threads see. */
export interface ScanRequest {
  readonly bytes: SharedArrayBuffer;
  /** Which of the bytes are lines. */
  readonly start: number;
  readonly end: number;
  readonly cells: Float64Array | undefined;
}

export interface ScanResult extends ScanRequest {
  readonly cells: Float64Array;
  /** How many of the cells were written. */
  readonly places: number;
  /** How many lines there were, blank ones included. */
  readonly lines: number;
}

/** A thread that scans lines while this one settles those before. Answers come in the order of the requests. */
export class ScanThread {
  readonly #worker = new Worker(new URL('./scan.worker.js', import.meta.url));
  readonly #waiting: ((result: ScanResult) => void)[] = [];
  /** Rejects when the thread fails, which is for everybody who waits for it. */
  readonly #failed = new Promise<never>((_resolve, reject) => this.#worker.on('error', reject));

  constructor() {
    this.#worker.on('message', (result: ScanResult) => this.#waiting.shift()?.(result));
    // It ends with the process, where nobody waits for it. Listening to it would keep the process again.
    this.#worker.unref();
    // It is told to who asks for a result, if anybody does.
    this.#failed.catch(() => undefined);
  }

  /** Answers what asks for the result, so that a failure is told where it is waited for. */
  scan(request: ScanRequest): () => Promise<ScanResult> {
    const result = new Promise<ScanResult>((resolve) => this.#waiting.push(resolve));
    this.#worker.ref();
    this.#worker.postMessage(request);
    return () => Promise.race([result, this.#failed]);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/**
 * A thread for the scanning of long files, `undefined` for short ones. It takes a while to be there, which is why it is
 * started before anything else that settling needs is loaded.
 */
export function threadFor(files: readonly string[]): ScanThread | undefined {
  const bytes = files.reduce((sum, file) => sum + bytesOf(file), 0);
  return bytes > BYTES_ALONE ? new ScanThread() : undefined;
}

/** 0 where it cannot be known: what is wrong with the file is told when it is read. */
function bytesOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
