import type { CheckReport, Seal } from '../ports/seal.js';
import type { Port } from '../server.js';

/** The seal of a log in which nothing is sealed yet. */
export class MemorySeal implements Port<Seal> {
  readonly sealed: Seal['sealed'] = () => Promise.resolve({ size: 0, position: 0n });
  readonly checkpoints: Seal['checkpoints'] = () => Promise.resolve({ items: [] });
  readonly latest: Seal['latest'] = () => Promise.resolve(undefined);
  readonly keys: Seal['keys'] = () => Promise.resolve({ origin: 'paidonce/test', keys: [] });
  readonly renewKey: Seal['renewKey'] = () => this.keys();
  readonly inclusion: Seal['inclusion'] = () => Promise.resolve(undefined);
  readonly consistency: Seal['consistency'] = () => Promise.resolve(undefined);

  async *check(): AsyncGenerator<CheckReport, void> {
    yield await Promise.resolve({ kind: 'done', events: 0, sealed: 0, findings: 0, seconds: 0 });
  }
}
