import { totalmem } from 'node:os';

/** Memory of the machine for each fact at hand, which takes some 600 bytes: a quarter of a million for 4 GB. */
const BYTES_A_FACT = 16 << 10;
const [FEWEST, MOST] = [100_000, 1_000_000];

/** How many facts the decider has at hand, with so much memory: what is not has to be looked up again, in an index and in the log. */
export function factsHeld(bytes: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.floor(bytes / BYTES_A_FACT)));
}

/** Memory that a process may have: of its container where that is limited, else of the machine. */
export function memoryOf({ constrainedMemory }: Pick<NodeJS.Process, 'constrainedMemory'>): number {
  const limit = constrainedMemory();
  // What is not limited is told as 0, or as more than there is.
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
