import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { ExitCode } from '../failure.js';

/** The commands that run the server themselves. Nothing of the server is loaded before. */
export function addServerCommands(program: Command, context: Context, finish: (exitCode: ExitCode) => void): void {
  const { start: startHelp, projector: projectorHelp, rebuild: rebuildHelp } = context.texts.help;
  program
    .command('start')
    .summary(startHelp.summary)
    .description(startHelp.description)
    .addHelpText('after', `\n${startHelp.after}`)
    .action(async () => {
      const { startServer } = await import('./start.command.js');
      finish(await startServer(context));
    });
  program
    .command('projector')
    .summary(projectorHelp.summary)
    .description(projectorHelp.description)
    .addHelpText('after', `\n${projectorHelp.after}`)
    .action(async () => {
      const { runAlone } = await import('./projector.command.js');
      finish(await runAlone(context));
    });
  program
    .command('rebuild')
    .summary(rebuildHelp.summary)
    .description(rebuildHelp.description)
    .option('--quiet', context.texts.help.quiet)
    .addHelpText('after', `\n${rebuildHelp.after}`)
    .action(async (options: { readonly quiet?: boolean }) => {
      const { rebuildAll } = await import('./rebuild.command.js');
      finish(await rebuildAll(context, options));
    });
  const { keys, keysRewrap } = context.texts.help;
  program
    .command('keys')
    .summary(keys.summary)
    .description(keys.description)
    .command('rewrap')
    .summary(keysRewrap.summary)
    .description(keysRewrap.description)
    .addHelpText('after', `\n${keysRewrap.after}`)
    .action(async () => {
      const { rewrap } = await import('./rewrap.command.js');
      finish(await rewrap(context));
    });
}
