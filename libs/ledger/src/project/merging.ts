import type { DataSource } from 'typeorm';
import { mergeRuns, TOGETHER } from './merge-runs.js';

/** While no run comes, those of one size are merged however few they are: whoever looks something up asks all of them. */
const FEW = 2;
/** No run comes, where none has come for so long. */
const QUIET_MS = 5_000;

export interface MergingOptions {
  /** How long no run may have come before few are merged, in milliseconds; default 5,000. */
  readonly quietMs?: number;
  /** Told what a merge met. */
  readonly failed?: (error: unknown) => void;
}

/** Merges runs beside the projecting, one merge after the other. What fails is tried again when the next run has been written. */
export class Merging {
  #underWay: Promise<void> | undefined;
  #isAsked = false;
  #together = TOGETHER;
  #isStopped = false;
  #quiet: NodeJS.Timeout | undefined;

  constructor(
    readonly source: DataSource,
    readonly options: MergingOptions = {},
  ) {}

  begin(): void {
    this.#isStopped = false;
    this.#merge(FEW);
  }

  /** A run has been written. */
  wake(): void {
    if (this.#isStopped) return;
    this.#isAsked = true;
    // Where this one has come, others will.
    this.#together = TOGETHER;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#merge(FEW);
    }, this.options.quietMs ?? QUIET_MS).unref();
    this.#merge(TOGETHER);
  }

  /** Merges no more, and waits for the merge that is under way. */
  async end(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#quiet);
    await this.#underWay;
  }

  #merge(together: number): void {
    this.#underWay ??= this.#all(together)
      .catch((error: unknown) => this.options.failed?.(error))
      .finally(() => (this.#underWay = undefined));
  }

  async #all(together: number): Promise<void> {
    this.#together = together;
    let isMerged: boolean;
    do {
      this.#isAsked = false;
      isMerged = await mergeRuns(this.source, this.#together);
    } while (this.#goesOn(isMerged));
  }

  #goesOn(isMerged: boolean): boolean {
    return !this.#isStopped && (isMerged || this.#isAsked);
  }
}
