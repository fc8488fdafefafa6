import { accessSync, constants, statSync } from 'node:fs';
import { LineSplitter, textSplitter, type ScannedLines, type Unreadable } from '@paidonce/facts';
import type { Context } from '../context.js';
import { Failure, exitCodes, messageOf, systemCode, usageFailure } from '../failure.js';
import { fileBlocks, unpacked, type Blocks } from './blocks.js';
import { Progress } from './progress.js';
import type { ScanThread } from './scan-thread.js';
import { ScannedBatches, type ScannedReader } from './scanned-batches.js';

/** Standard input, as the name of a file. */
export const STANDARD_INPUT = '-';

/** Takes the lines of all files, which in turn are one history. */
export interface HistoryReader {
  /** Some lines of a file, of which `before` were read before. */
  scanned(lines: ScannedLines, file: string, before: number): void;
  unreadable(reason: Unreadable, file: string, number: number): void;
  /** After each block: time to write what was gathered. */
  pause(): Promise<void> | undefined;
}

/** Takes the lines of all files as texts. Blank ones are left out. */
export interface TextHistoryReader extends Pick<HistoryReader, 'unreadable' | 'pause'> {
  line(text: string, file: string, number: number): void;
}

export interface ReadingOptions {
  readonly quiet: boolean;
  /** What the progress bar says is being done; by default reading. */
  readonly label?: string;
  /** Scans the lines, where it was started already; it ends with the reading. */
  readonly thread?: ScanThread | undefined;
}

/** Takes the blocks of one file. */
interface BlockReader {
  /** Where a block is read into best; it is there until it was pushed. */
  room?(): Buffer;
  push(block: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** Reads files in turn, their lines scanned. Throws a Failure that names the file where one cannot be read. */
export async function readHistory(
  context: Context,
  files: readonly string[],
  reader: HistoryReader,
  options: ReadingOptions,
): Promise<void> {
  let current = '';
  const scannedReader: ScannedReader = {
    scanned: (lines, before) => {
      reader.scanned(lines, current, before);
    },
    unreadable: (reason, number) => {
      reader.unreadable(reason, current, number);
    },
  };
  const batches = new ScannedBatches(scannedReader, options.thread);
  const scanning = (file: string): BlockReader => {
    current = file;
    const splitter = new LineSplitter(batches);
    return {
      room: () => batches.room(),
      async push(block) {
        splitter.push(block);
        await batches.proceed();
      },
      async end() {
        splitter.end();
        await batches.endFile();
      },
    };
  };
  try {
    await readFiles(context, files, scanning, () => reader.pause(), options);
  } finally {
    await batches.end();
  }
}

/** Reads files in turn, their lines as texts. Throws a Failure that names the file where one cannot be read. */
export async function readTexts(
  context: Context,
  files: readonly string[],
  reader: TextHistoryReader,
  options: ReadingOptions,
): Promise<void> {
  const reading = (file: string): BlockReader => {
    const splitter = textSplitter({
      line: (text, number) => {
        reader.line(text, file, number);
      },
      unreadable: (reason, number) => {
        reader.unreadable(reason, file, number);
      },
    });
    return {
      push(block) {
        splitter.push(block);
        return Promise.resolve();
      },
      end() {
        splitter.end();
        return Promise.resolve();
      },
    };
  };
  await readFiles(context, files, reading, () => reader.pause(), options);
}

async function readFiles(
  context: Context,
  files: readonly string[],
  readerOf: (file: string) => BlockReader,
  pause: () => Promise<void> | undefined,
  options: ReadingOptions,
): Promise<void> {
  const bytes = sizeOf(context, files);
  const progress = new Progress(context, bytes, options.quiet || !context.err.isTerminal, options.label);
  try {
    for (const file of files) await readFile(context, file, readerOf(file), pause, progress);
  } finally {
    progress.stop();
  }
}

async function readFile(
  context: Context,
  file: string,
  reader: BlockReader,
  pause: () => Promise<void> | undefined,
  progress: Progress,
): Promise<void> {
  const source: Blocks = file === STANDARD_INPUT ? context.stdin : fileBlocks(file, reader.room?.bind(reader));
  const blocks = unpacked(source, (count) => {
    progress.add(count);
  });
  try {
    for (;;) {
      const next = await blocks.next().catch((error: unknown) => {
        throw inputFailure(context, file, error);
      });
      if (next.done) break;
      await reader.push(next.value);
      await pause();
      await progress.show();
    }
  } finally {
    await blocks.return();
  }
  await reader.end();
  await pause();
}

/** The bytes of one file as they are. Throws a Failure that names the file where it cannot be read. */
export async function* blocksIn(context: Context, file: string, options: ReadingOptions): AsyncGenerator<Buffer, void> {
  const bytes = sizeOf(context, [file]);
  const progress = new Progress(context, bytes, options.quiet || !context.err.isTerminal, options.label);
  try {
    for await (const block of file === STANDARD_INPUT ? context.stdin : fileBlocks(file)) {
      yield block;
      progress.add(block.length);
      await progress.show();
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw inputFailure(context, file, error);
  } finally {
    progress.stop();
  }
}

/** Bytes of all files, `undefined` where that cannot be known; every file is looked at before the first one is read. */
function sizeOf(context: Context, files: readonly string[]): number | undefined {
  if (files.filter((file) => file === STANDARD_INPUT).length > 1) {
    throw usageFailure(context.texts.errors.standardInputTwice);
  }
  let bytes: number | undefined = 0;
  for (const file of files) {
    const size = file === STANDARD_INPUT ? undefined : sizeOfFile(context, file);
    bytes = bytes === undefined || size === undefined ? undefined : bytes + size;
  }
  return bytes;
}

function sizeOfFile(context: Context, file: string): number | undefined {
  try {
    accessSync(file, constants.R_OK);
    const status = statSync(file);
    if (status.isDirectory()) throw Object.assign(new Error('directory'), { code: 'EISDIR' });
    return status.isFile() ? status.size : undefined;
  } catch (error) {
    throw inputFailure(context, file, error);
  }
}

function inputFailure(context: Context, file: string, error: unknown): Failure {
  const { errors } = context.texts;
  const name = file === STANDARD_INPUT ? errors.standardInput : file;
  return new Failure(exitCodes.noInput, errors.cannotRead(name, whyUnreadable(context, error)));
}

function whyUnreadable(context: Context, error: unknown): string {
  const { errors } = context.texts;
  const code = systemCode(error);
  switch (code) {
    case 'ENOENT':
      return errors.noSuchFile;
    case 'EACCES':
    case 'EPERM':
      return errors.notAllowed;
    case 'EISDIR':
      return errors.isDirectory;
    default:
      if (code?.startsWith('Z_') === true) return errors.brokenGzip;
      return messageOf(error);
  }
}
