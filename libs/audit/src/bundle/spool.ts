import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const AT_ONCE = 1 << 20;

/** A file that is written once and read once: what an archive tells the length of before its bytes. */
export class Spool {
  #written = 0;
  #waiting: string[] = [];
  #waitingLength = 0;

  constructor(
    readonly path: string,
    readonly file: FileHandle,
  ) {}

  /** Bytes that were added. */
  get size(): number {
    return this.#written;
  }

  async add(text: string): Promise<void> {
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    this.#written += Buffer.byteLength(text);
    if (this.#waitingLength > AT_ONCE) await this.#write();
  }

  async close(): Promise<void> {
    await this.#write();
    await this.file.close();
  }

  /** The first bytes of what was written. */
  async *blocks(size: number): AsyncGenerator<Buffer, void> {
    if (size === 0) return;
    for await (const block of createReadStream(this.path, { end: size - 1, highWaterMark: AT_ONCE }))
      yield block as Buffer;
  }

  async #write(): Promise<void> {
    const text = this.#waiting.join('');
    [this.#waiting, this.#waitingLength] = [[], 0];
    if (text !== '') await this.file.write(text);
  }
}

/** Spools in a folder that goes with them. */
export class SpoolFolder {
  readonly #spools: Spool[] = [];

  private constructor(readonly path: string) {}

  static async open(): Promise<SpoolFolder> {
    return new SpoolFolder(await mkdtemp(join(tmpdir(), 'paidonce-bundle-')));
  }

  async spool(name: string): Promise<Spool> {
    const path = join(this.path, name);
    const spool = new Spool(path, await open(path, 'wx', 0o600));
    this.#spools.push(spool);
    return spool;
  }

  async remove(): Promise<void> {
    for (const { file } of this.#spools) await file.close().catch(() => undefined);
    await rm(this.path, { recursive: true, force: true });
  }
}
