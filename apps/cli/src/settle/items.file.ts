import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Context } from '../context.js';
import { Failure, exitCodes, messageOf, systemCode } from '../failure.js';
import { Output } from '../terminal/output.js';

/** Standard output, as the name of a file. */
export const STANDARD_OUTPUT = '-';

/** Writes a file, or standard output for `-`. Throws a Failure that names the file where it cannot be written. */
export async function withFile(context: Context, path: string, write: (file: Output) => Promise<void>): Promise<void> {
  if (path === STANDARD_OUTPUT) {
    await write(context.out);
    return;
  }
  const stream = createWriteStream(path);
  try {
    await once(stream, 'open');
    const file = new Output(stream);
    await write(file);
    await file.flush();
    stream.end();
    await once(stream, 'close');
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new Failure(exitCodes.cannotWrite, context.texts.errors.cannotWrite(path, messageOf(error)));
  }
}
