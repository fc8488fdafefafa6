import type { Formats } from './terminal/formats.js';
import type { Output } from './terminal/output.js';
import type { Language } from './texts/language.js';
import type { Texts } from './texts/texts.js';

/** What a command speaks with: where it reads and writes, and in which language. */
export interface Context {
  readonly language: Language;
  readonly texts: Texts;
  readonly formats: Formats;
  /** What was asked for. */
  readonly out: Output;
  /** Everything else: progress, refusals, advice. */
  readonly err: Output;
  readonly stdin: AsyncIterable<Buffer>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
