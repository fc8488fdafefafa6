import type { Context } from '../context.js';
import { Interrupted } from './answer.js';
import { exchange, type Answered } from './exchange.js';
import type { Outbox } from './outbox.js';
import { Patience } from './patience.js';
import type { RemoteServer } from './remote-server.js';

/**
 * Sends what is added to the outbox until it is closed and all is answered, over as many connections as that takes: facts are
 * recorded once however often they come. Throws a Failure where the server is not there, or denies.
 */
export async function deliver(
  context: Context,
  server: RemoteServer,
  path: string,
  outbox: Outbox,
  answered: Answered,
  patience = new Patience(context, server),
): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' };
  while (await outbox.some()) {
    try {
      await exchange(context, server.request('POST', path, headers), outbox, (place, answer) => {
        patience.restore();
        return answered(place, answer);
      });
      return;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      // A connection that ended while nothing was under way is no trouble.
      if (!outbox.isEmpty) await patience.wait(error);
    }
  }
}
