import pino from 'pino';
import { rewrapKeys } from '../../../api/src/backing/rewrap-keys.js';
import { readSettings } from '../../../api/src/settings/settings.js';
import type { Context } from '../context.js';
import { exitCodes, type ExitCode } from '../failure.js';
import { unobstructed } from './unobstructed.js';

/** Wraps all keys of personal data anew by the current master key. */
export async function rewrap({ out, texts, formats, environment }: Context): Promise<ExitCode> {
  const log = pino({ level: 'warn' }, pino.destination(2));
  const keys = await unobstructed(rewrapKeys(readSettings(environment), log, environment));
  out.line(texts.rewrap.done(formats.counted(keys, texts.rewrap.keys)));
  return exitCodes.ok;
}
