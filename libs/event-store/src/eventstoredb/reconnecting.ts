import type { Inflow } from './inflow.js';
import { LogUnavailable } from '../event-store.js';
import { Patience } from './retries.js';

/** What came in; the first of every connection is empty. */
export interface Arrival<T> {
  readonly items: readonly T[];
  readonly isConnection: boolean;
  /** Whether nothing more was waiting. */
  readonly isDrained: boolean;
}

/** What comes in over connections that are opened anew when they are lost, until the signal aborts or patience is at its end. */
export async function* reconnecting<T>(
  open: () => Inflow<T>,
  most: number,
  patienceMilliseconds: number,
  signal: AbortSignal,
): AsyncGenerator<Arrival<T>> {
  const isOver = () => signal.aborted;
  const patience = new Patience(patienceMilliseconds);
  while (!isOver()) {
    const flow = open();
    const stop = () => void flow.cancel();
    signal.addEventListener('abort', stop);
    try {
      yield { items: [], isConnection: true, isDrained: false };
      for (;;) {
        const items = await flow.take(most);
        if (items === undefined || isOver()) break;
        patience.restore();
        yield { items, isConnection: false, isDrained: flow.isDrained };
      }
      if (!isOver()) throw new LogUnavailable('it ended the connection');
    } catch (error) {
      if (!isOver()) await patience.endure(error, signal);
    } finally {
      signal.removeEventListener('abort', stop);
      await flow.cancel();
    }
  }
}
