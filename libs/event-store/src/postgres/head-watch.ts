import type { Pool, PoolClient } from 'pg';
import { isLostConnection } from './lost-connection.js';

interface Waiting {
  readonly past: bigint;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Tells when the log has grown: by the flushes of this process, by notifications of others, and by a look at the head row every now and then, which also
 * renews a connection that was lost. Does nothing while nobody waits, but for listening.
 */
export class HeadWatch {
  #head = 0n;
  #listener: PoolClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  readonly #waiting = new Set<Waiting>();

  constructor(
    private readonly pool: Pool,
    private readonly channel: string,
    private readonly readHead: () => Promise<bigint>,
    private readonly pollMilliseconds: number,
  ) {}

  /** The log is known to have come this far. */
  advance(head: bigint): void {
    if (head <= this.#head) return;
    this.#head = head;
    for (const waiting of this.#waiting) if (waiting.past < head) this.#leave(waiting).resolve();
  }

  /** Resolves with the head once it is known to be past a position, or the signal aborts. Throws when the store refuses to be looked at. */
  past(position: bigint, signal: AbortSignal): Promise<bigint> {
    if (signal.aborted || this.#head > position) return Promise.resolve(this.#head);
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#leave(waiting).resolve();
      };
      const waiting: Waiting = {
        past: position,
        resolve: () => {
          signal.removeEventListener('abort', onAbort);
          resolve(this.#head);
        },
        reject,
      };
      signal.addEventListener('abort', onAbort);
      this.#waiting.add(waiting);
      if (this.#timer !== undefined) return;
      this.#timer = setInterval(() => void this.#look(), this.pollMilliseconds);
      void this.#look();
    });
  }

  close(): void {
    for (const waiting of this.#waiting) this.#leave(waiting).reject(new Error('the event store is closed'));
    this.#drop();
  }

  #leave(waiting: Waiting): Waiting {
    this.#waiting.delete(waiting);
    if (this.#waiting.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    return waiting;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#listen();
      this.advance(await this.readHead());
    } catch (error) {
      this.#drop();
      // Of a connection that is lost the next look makes a new one.
      if (!isLostConnection(error)) for (const waiting of this.#waiting) this.#leave(waiting).reject(error);
    } finally {
      this.#looking = false;
    }
  }

  async #listen(): Promise<void> {
    if (this.#listener !== undefined) return;
    const client = await this.pool.connect();
    client.on('error', () => {
      if (this.#listener === client) this.#drop();
    });
    client.on('notification', ({ payload }) => {
      this.advance(BigInt(payload ?? 0));
    });
    this.#listener = client;
    await client.query(`LISTEN "${this.channel}"`);
  }

  #drop(): void {
    this.#listener?.release(true);
    this.#listener = undefined;
  }
}
