import { RevisionConflict, type EventStore } from '@paidonce/event-store';
import { issuedEvent } from '../decide/events.js';
import { eventAt, firstRevisionBehind } from '../read/account-places.js';
import { streamOf } from '../read/streams.js';
import type { AwaitedStatement } from './awaited.js';

/**
 * Issues statements whose closings are on record without them, as a log has them where an append was cut off between the two: such a closing has billed what the
 * statement says, and nobody would ever be told. All events up to a position have been followed. Where more has come to an account since, that is
 * followed first. Answers the statements that are in the log now.
 */
export async function issueLate(
  log: Pick<EventStore, 'append' | 'readStream'>,
  awaited: readonly AwaitedStatement[],
  upTo: bigint,
): Promise<readonly AwaitedStatement[]> {
  const issued: AwaitedStatement[] = [];
  for (const statement of awaited) {
    const stream = streamOf(statement.clientId);
    const last = await eventAt(log, stream);
    if (!last || last.position > upTo) continue;
    const at = BigInt(statement.position);
    const closing = await eventAt(log, stream, await firstRevisionBehind(log, stream, at - 1n));
    if (closing?.position !== at) continue;
    try {
      await log.append(stream, [issuedEvent(statement.body, closing)], last.revision);
      issued.push(statement);
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
  return issued;
}
