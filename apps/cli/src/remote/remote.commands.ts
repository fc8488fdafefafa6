import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { ExitCode } from '../failure.js';
import type { CloseOptions } from './close.command.js';
import type { EraseOptions } from './erase.command.js';
import type { ExportOptions } from './export.command.js';
import type { ImportOptions } from './import.command.js';
import { DEFAULT_SERVER } from './remote-server.js';

/** The commands that ask a server. Each is loaded when it runs. */
export function addRemoteCommands(program: Command, context: Context, finish: (exitCode: ExitCode) => void): void {
  const { help } = context.texts;
  const add = (name: string, say: { summary: string; description: string; usage: string; after: string }): Command =>
    program
      .command(name)
      .summary(say.summary)
      .description(say.description)
      .usage(say.usage)
      .option('--server <url>', help.server, DEFAULT_SERVER)
      .option('--token <token>', help.token)
      .addHelpText('after', `\n${say.after}`);
  add('import', help.import)
    .argument('<history...>', help.import.history)
    .option('--live', help.import.live)
    .option('--json', help.import.json)
    .option('--quiet', help.quiet)
    .action(async (files: string[], options: ImportOptions) => {
      const { importHistory } = await import('./import.command.js');
      finish(await importHistory(context, files, options));
    });
  add('export', help.export)
    .option('-o, --output <file>', help.export.output)
    .option('--after <position>', help.export.position)
    .option('--from <time>', help.export.from)
    .option('--to <time>', help.export.to)
    .option('--type <type...>', help.export.type)
    .option('--client <id>', help.export.client)
    .option('--contract <id>', help.export.contract)
    .option('--positions', help.export.positions)
    .option('--unsealed', help.export.unsealed)
    .option('--quiet', help.quiet)
    .action(async (options: ExportOptions) => {
      const { exportHistory } = await import('./export.command.js');
      finish(await exportHistory(context, options));
    });
  add('close', help.close)
    .argument('<contract>', help.close.contract)
    .argument('[period]', help.close.period)
    .option('--json', help.close.json)
    .action(async (contract: string, period: string | undefined, options: CloseOptions) => {
      const { closePeriod } = await import('./close.command.js');
      finish(await closePeriod(context, contract, period, options));
    });
  add('erase', help.erase)
    .requiredOption('--lead <id>', help.erase.lead)
    .requiredOption('--reason <text>', help.erase.reason)
    .action(async (options: EraseOptions) => {
      const { erase } = await import('./erase.command.js');
      finish(await erase(context, options));
    });
}
