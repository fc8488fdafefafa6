import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { ExitCode } from '../failure.js';
import { DEFAULT_SERVER } from '../remote/remote-server.js';
import { addBundleCommands } from './bundle.commands.js';
import type { JournalOptions } from './journal.command.js';
import { addReplayCommands } from './replay.commands.js';
import { addSealCommands } from './seal.commands.js';

/** `paidonce audit …`. Each command is loaded when it runs. */
export function addAuditCommands(program: Command, context: Context, finish: (exitCode: ExitCode) => void): void {
  const { help } = context.texts;
  const audit = program.command('audit').summary(help.audit.summary).description(help.audit.description);
  addBundleCommands(audit, context, finish);
  addSealCommands(audit, context, finish);
  addReplayCommands(program, audit, context, finish);
  const say = help.auditJournal;
  audit
    .command('journal')
    .summary(say.summary)
    .description(say.description)
    .option('--actor <token>', say.actor)
    .option('--kind <kind>', say.kind)
    .option('--action <action>', say.action)
    .option('--subject <subject>', say.subject)
    .option('--client <id>', say.client)
    .option('--outcome <outcome>', say.outcome)
    .option('--from <time>', say.from)
    .option('--to <time>', say.to)
    .option('--limit <number>', say.limit, '50')
    .option('--json', say.json)
    .option('--server <url>', help.server, DEFAULT_SERVER)
    .option('--token <token>', help.token)
    .addHelpText('after', `\n${say.after}`)
    .action(async (options: JournalOptions) => {
      const { auditJournal } = await import('./journal.command.js');
      finish(await auditJournal(context, options));
    });
}
