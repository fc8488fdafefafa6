import { Worker } from 'node:worker_threads';

/** Lines to be scanned, with room for what is found: in memory that both threads see. */
export interface ScanRequest {
  readonly bytes: SharedArrayBuffer;
  /** How many of the bytes are lines. */
  readonly length: number;
  readonly cells: Float64Array | undefined;
}

export interface ScanResult {
  readonly bytes: SharedArrayBuffer;
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
    // It is told to who asks for a result, if anybody does.
    this.#failed.catch(() => undefined);
  }

  /** Answers what asks for the result, so that a failure is told where it is waited for. */
  scan(request: ScanRequest): () => Promise<ScanResult> {
    const result = new Promise<ScanResult>((resolve) => this.#waiting.push(resolve));
    this.#worker.postMessage(request);
    return () => Promise.race([result, this.#failed]);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
