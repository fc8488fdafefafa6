import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { run } from '../run.js';
import type { Sink } from '../terminal/output.js';

export interface Told {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: readonly (string | Buffer)[] | AsyncIterable<Buffer>;
}

/** Runs a command in this process, as it runs in one of its own. */
export async function paidonce(argv: readonly string[], circumstances: Circumstances = {}): Promise<Told> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await run(argv, {
    environment: circumstances.environment ?? {},
    stdin: blocksOf(circumstances.stdin ?? []),
    stdout: collecting(out),
    stderr: collecting(err),
  });
  return { status, out: out.join(''), err: err.join('') };
}

function blocksOf(stdin: NonNullable<Circumstances['stdin']>): AsyncIterable<Buffer> {
  return Symbol.asyncIterator in stdin ? stdin : chunks(stdin);
}

async function* chunks(texts: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text as string));
}

/** A slow reader: it always asks to wait. */
export function collecting(texts: string[]): Sink {
  return new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write(text: string, _encoding, done) {
      texts.push(text);
      setImmediate(done);
    },
  });
}

/** A folder of files that is there for one test. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'paidonce-'));

  file(name: string, content: string | Buffer): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** A file of `test/cases`. */
export function caseFile(name: string): string {
  return join(import.meta.dirname, '../../../../test/cases', name);
}
