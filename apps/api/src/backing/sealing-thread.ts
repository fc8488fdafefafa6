import { Worker } from 'node:worker_threads';
import type { PersonSealer, PlainPerson } from '@paidonce/vault';

/** Where the keys are found. It can be handed to a thread. */
export interface SealingSettings {
  readonly databaseUrl: string;
  /** Where the master key lies, unless it is in the environment. */
  readonly dataFolder: string;
  readonly acceptLostKeys: boolean;
  /** Whether the log lies in the database of the keys. */
  readonly besideLog: boolean;
}

export interface SealingRequest {
  readonly number: number;
  readonly persons: readonly PlainPerson[];
}

/** An error as it comes out of the thread: its class is lost on the way. */
export interface SealingFailure {
  readonly name: string;
  readonly message: string;
  readonly code: unknown;
}

export type SealingAnswer = { readonly number: number } & (
  { readonly sealed: readonly string[] } | { readonly failed: SealingFailure }
);

interface Waiting {
  readonly resolve: (sealed: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/** Seals persons in a thread of its own, so that what is posted meanwhile is decided; started when it is first needed, and again when it has died. */
export class SealingThread implements PersonSealer {
  #thread: Worker | undefined;
  #number = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(
    readonly settings: SealingSettings,
    readonly file: URL = new URL('./sealing.worker.js', import.meta.url),
  ) {}

  sealPersons(persons: readonly PlainPerson[]): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const number = ++this.#number;
      this.#waiting.set(number, { resolve, reject });
      this.#thread ??= this.#start();
      this.#thread.postMessage({ number, persons } satisfies SealingRequest);
    });
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    const thread = new Worker(this.file, { workerData: this.settings });
    thread.on('message', (answer: SealingAnswer) => {
      const waiting = this.#waiting.get(answer.number);
      this.#waiting.delete(answer.number);
      if ('sealed' in answer) waiting?.resolve(answer.sealed);
      else waiting?.reject(errorOf(answer.failed));
    });
    const end = (error: Error): void => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      this.#failAll(error);
    };
    thread.on('error', (error: unknown) => {
      end(errorOf(Object(error) as SealingFailure));
    });
    thread.once('exit', () => {
      end(new Error('the thread that seals has ended'));
    });
    return thread;
  }

  /** Nobody is left waiting for a thread that is gone. */
  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function errorOf({ name, message, code }: SealingFailure): Error {
  return Object.assign(new Error(message), { name, ...(code !== undefined && { code }) });
}
