import type { Origin } from '../ledger.js';
import type { QuarantineStore, Refused } from '../office/index.js';

interface Waiting {
  readonly refused: Refused;
  readonly resolve: (id: string | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Takes refused facts into quarantine: those that come while the last ones are being written go there together. */
export class Refusals {
  readonly #waiting = new Map<Origin, Waiting[]>();
  #isWriting = false;

  constructor(readonly quarantine: Pick<QuarantineStore, 'add'>) {}

  /** Resolves with its number in the quarantine once it lies there durably; with null where that is full. */
  keep(refused: Refused, origin: Origin): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(origin);
      if (waiting) waiting.push({ refused, resolve, reject });
      else this.#waiting.set(origin, [{ refused, resolve, reject }]);
      if (!this.#isWriting) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    // Facts that are refused by their form are so in one go.
    await new Promise(setImmediate);
    for (const [origin, waiting] of this.#waiting) {
      this.#waiting.delete(origin);
      await this.#writeAll(origin, waiting);
    }
    this.#isWriting = false;
  }

  async #writeAll(origin: Origin, waiting: readonly Waiting[]): Promise<void> {
    try {
      const ids = await this.quarantine.add(
        waiting.map(({ refused }) => refused),
        origin,
      );
      for (const [i, { resolve }] of waiting.entries()) resolve(ids[i] ?? null);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
