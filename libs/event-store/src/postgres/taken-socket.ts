import type { Duplex } from 'node:stream';
import type { Connection } from 'pg';

type DataListener = (chunk: Buffer) => void;

/** The socket of a connection while its bytes are read past `pg`, as those of a COPY are. */
export class TakenSocket {
  readonly #stream: Duplex;
  readonly #pgListener: DataListener;

  constructor(
    connection: Connection,
    readonly take: DataListener,
  ) {
    this.#stream = connection.stream;
    this.#pgListener = this.#stream.listeners('data')[0] as DataListener;
    this.#stream.off('data', this.#pgListener);
    this.#stream.on('data', take);
  }

  /** Leaves the server to wait. */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** Gives the socket back, with the bytes that have come and are for `pg` to read. */
  handBack(rest: Buffer): void {
    this.#stream.off('data', this.take);
    this.#stream.on('data', this.#pgListener);
    this.#pgListener(rest);
  }
}
