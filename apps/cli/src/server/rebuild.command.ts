import pino from 'pino';
import { rebuildReadModels } from '../../../api/src/backing/rebuild-read-models.js';
import { readSettings } from '../../../api/src/settings/settings.js';
import type { Context } from '../context.js';
import { exitCodes, type ExitCode } from '../failure.js';
import { unobstructed } from './unobstructed.js';

/** Builds the read models anew from the log. */
export async function rebuildAll(
  { err, out, texts, formats, environment }: Context,
  { quiet = false }: { readonly quiet?: boolean },
): Promise<ExitCode> {
  const settings = readSettings(environment);
  const log = pino({ level: 'warn' }, pino.destination(2));
  const started = performance.now();
  let shown = 0;
  const rebuilding = rebuildReadModels(settings, log, {
    progress: ({ position: at, head }) => {
      const percent = head === 0n ? 100 : Math.floor((100 * Number(at)) / Number(head));
      if (quiet || !err.isTerminal || percent === shown) return;
      shown = percent;
      err.write(`\r  ${texts.rebuild.progress(formats.count(Number(at)), formats.count(Number(head)), percent)}`);
    },
  });
  const position = await unobstructed(rebuilding);
  if (shown > 0) err.write('\r\u001b[K');
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  out.line(texts.rebuild.done(formats.count(Number(position)), formats.decimal(seconds)));
  return exitCodes.ok;
}
