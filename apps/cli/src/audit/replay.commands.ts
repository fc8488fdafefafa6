import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { ExitCode } from '../failure.js';
import { DEFAULT_SERVER } from '../remote/remote-server.js';
import type { AccountOptions } from './account.command.js';
import type { ChangesOptions } from './changes.command.js';
import type { ReplayOptions } from './replay.command.js';
import type { TimelineOptions } from './timeline.command.js';

/** `paidonce replay`, and what `paidonce audit` recomputes. Each command is loaded when it runs. */
export function addReplayCommands(
  program: Command,
  audit: Command,
  context: Context,
  finish: (exitCode: ExitCode) => void,
): void {
  const { help, replay } = context.texts;
  const say = replay.help;
  const add = (to: Command, name: 'replay' | 'account' | 'timeline' | 'changes'): Command =>
    to
      .command(name)
      .summary(say[name].summary)
      .description(say[name].description)
      .option('--json', say.json)
      .option('--server <url>', help.server, DEFAULT_SERVER)
      .option('--token <token>', help.token)
      .addHelpText('after', `\n${say[name].after}`);
  add(program, 'replay')
    .option('--contract <id>', say.contract)
    .option('--client <id>', say.client)
    .option('--period <period>', say.period)
    .option('--quiet', help.quiet)
    .action(async (options: ReplayOptions) => {
      const { replayStatements } = await import('./replay.command.js');
      finish(await replayStatements(context, options));
    });
  add(audit, 'account')
    .option('--contract <id>', say.contract)
    .option('--client <id>', say.client)
    .option('--period <period>', say.period)
    .option('--known-at <moment>', say.knownAt)
    .option('--count <count>', say.count)
    .option('--type <type>', say.type)
    .action(async (options: AccountOptions) => {
      const { auditAccount } = await import('./account.command.js');
      finish(await auditAccount(context, options));
    });
  add(audit, 'timeline')
    .requiredOption('--lead <id>', say.lead)
    .option('--person', say.person)
    .action(async (options: TimelineOptions) => {
      const { auditTimeline } = await import('./timeline.command.js');
      finish(await auditTimeline(context, options));
    });
  add(audit, 'changes')
    .requiredOption('--contract <id>', say.contract)
    .requiredOption('--since <moment>', say.since)
    .option('--until <moment>', say.until)
    .option('--period <period>', say.period)
    .action(async (options: ChangesOptions) => {
      const { auditChanges } = await import('./changes.command.js');
      finish(await auditChanges(context, options));
    });
}
