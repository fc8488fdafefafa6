import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** @returns MiB in use once all garbage is collected, with buffers outside the heap */
function heldMemory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** Watches how much more memory the rest of a long work holds than its beginning did, whatever the collector leaves lying. */
export class Growth {
  private readonly atFirst: number;
  private mostLater = 0;

  /** To be made when the work is under way, so that what every such work needs is counted as its beginning. */
  constructor() {
    this.atFirst = heldMemory();
  }

  look(): void {
    this.mostLater = Math.max(this.mostLater, heldMemory());
  }

  /** MiB; below 0 where the work held less later on */
  get most(): number {
    return this.mostLater - this.atFirst;
  }
}
