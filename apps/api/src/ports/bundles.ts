import type { Bundle, BundleScope } from '@paidonce/audit';

export type { Bundle, BundleScope };

/** Evidence to take away. */
export abstract class Bundles {
  /** Throws `NothingIssued`, `NotAsSealed`, `NotSealedYet` of `@paidonce/audit`. */
  abstract write(scope: BundleScope): Promise<Bundle>;
}
