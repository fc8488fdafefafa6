import type { CheckReport, LogCheckOptions, ProofFile, PublicKeys, SealedUpTo, SignedNote } from '@paidonce/audit';
import type { Page, Paged } from './ledger.js';

export type { CheckReport, ProofFile, PublicKeys, SignedNote };

/** The log as it is sealed: what was signed, what it proves, and whether it holds. */
export abstract class Seal {
  abstract sealed(): Promise<SealedUpTo>;
  /** The smallest first. */
  abstract checkpoints(page: Page): Promise<Paged<SignedNote>>;
  abstract latest(): Promise<SignedNote | undefined>;
  abstract keys(): Promise<PublicKeys>;
  /** Another key signs from now on. Throws `KeyOfEnvironment` where the key is not ours to make. */
  abstract renewKey(): Promise<PublicKeys>;
  /** That the events at these positions are in the log, at the checkpoint of that size or the first that has them. `undefined`: there is no such event or checkpoint. */
  abstract inclusion(positions: readonly bigint[], size?: number): Promise<ProofFile | undefined>;
  /** Hashes in base64; `undefined` where not so many events are sealed. */
  abstract consistency(from: number, to: number): Promise<readonly string[] | undefined>;
  /** Reads the whole log and tells what is not as it was sealed. */
  abstract check(options: LogCheckOptions): AsyncIterable<CheckReport>;
}
