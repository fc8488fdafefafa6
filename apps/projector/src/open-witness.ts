import { Witness } from '@paidonce/audit';
import type { Logger } from 'pino';
import { nameOf } from './name-of-error.js';
import type { Opened } from './opened.js';

/** Whoever the settings name to keep signed checkpoints, if anybody. */
export function openWitness(url: string | undefined, log: Logger, opened: Opened): Witness | undefined {
  if (url === undefined) return undefined;
  const failed = (error: unknown, retryInMs?: number): void => {
    log.error({ error: nameOf(error), retryInMs }, 'a checkpoint could not be posted to the witness');
  };
  return opened.add(new Witness(url, { failed }), (it) => it.close());
}
