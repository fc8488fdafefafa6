import { once } from 'node:events';
import { createWriteStream, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Context } from '../context.js';
import { Failure, exitCodes, messageOf, systemCode } from '../failure.js';
import { Output } from '../terminal/output.js';

/**
 * Writes a file whole or not at all: it bears another name until it is complete and on the disk. Gzipped where its name ends in `.gz`.
 * Throws a Failure that names the file where it cannot be written.
 */
export async function withReplacedFile(
  context: Context,
  path: string,
  write: (file: Output) => Promise<void>,
): Promise<void> {
  try {
    const target = existsSync(path) ? realpathSync(path) : path;
    // Devices and pipes have no content that could be replaced.
    const isReplaced = !existsSync(target) || statSync(target).isFile();
    const part = isReplaced ? `${target}.part-${process.pid}` : target;
    try {
      await writeFile(part, { isPacked: /\.gz$/i.test(path), isReplaced }, write);
      if (isReplaced) renameSync(part, target);
    } catch (error) {
      if (isReplaced) rmSync(part, { force: true });
      throw error;
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new Failure(exitCodes.cannotWrite, context.texts.errors.cannotWrite(path, messageOf(error)));
  }
}

async function writeFile(
  path: string,
  { isPacked, isReplaced }: { readonly isPacked: boolean; readonly isReplaced: boolean },
  write: (file: Output) => Promise<void>,
): Promise<void> {
  const file = createWriteStream(path, { flush: isReplaced });
  await once(file, 'open');
  const gzip = isPacked ? createGzip() : undefined;
  const end = gzip ?? file;
  const written = gzip ? pipeline(gzip, file) : finished(file);
  try {
    const output = new Output(end);
    // A stream that has failed says so to `written` alone.
    await Promise.race([write(output).then(() => output.flush()), written]);
    end.end();
    await written;
  } catch (error) {
    end.destroy();
    file.destroy();
    await written.catch(() => undefined);
    throw error;
  }
}
