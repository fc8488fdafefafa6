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

interface Waiting {
  resolve(result: ScanResult): void;
  reject(error: unknown): void;
}

/** A thread that scans lines while this one settles those before. Answers come in the order of the requests. */
export class ScanThread {
  readonly #worker = new Worker(new URL('./scan.worker.js', import.meta.url));
  readonly #waiting: Waiting[] = [];

  constructor() {
    this.#worker.on('message', (result: ScanResult) => this.#waiting.shift()?.resolve(result));
    this.#worker.on('error', (error) => {
      for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
    });
  }

  scan(request: ScanRequest): Promise<ScanResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
