import { Argument, type Command } from 'commander';
import type { Context } from '../context.js';
import type { ExitCode } from '../failure.js';
import { DEFAULT_SERVER } from '../remote/remote-server.js';
import type { KeysOptions } from './keys.command.js';
import type { CheckOptions } from './log-check.command.js';
import type { ProveOptions } from './prove.command.js';

/** `paidonce audit check`, `prove` and `keys`. */
export function addSealCommands(audit: Command, context: Context, finish: (exitCode: ExitCode) => void): void {
  const { help, seal } = context.texts;
  const { check, prove, keys } = seal.help;
  const remote = (name: string, say: { readonly summary: string; readonly description: string }): Command =>
    audit
      .command(name)
      .summary(say.summary)
      .description(say.description)
      .option('--server <url>', help.server, DEFAULT_SERVER)
      .option('--token <token>', help.token);
  remote('check', check)
    .option('--key <key...>', check.key)
    .option('--json', check.json)
    .option('--quiet', help.quiet)
    .addHelpText('after', `\n${check.after}`)
    .action(async (options: CheckOptions) => {
      const { auditCheck } = await import('./log-check.command.js');
      finish(await auditCheck(context, options));
    });
  remote('prove', prove)
    .option('--fact <source/id>', prove.fact)
    .option('--statement <contract/number>', prove.statement)
    .option('--position <position>', prove.position)
    .option('--checkpoint <size>', prove.checkpoint)
    .option('-o, --output <file>', prove.output)
    .option('--verify <file>', prove.verify)
    .option('--key <key...>', prove.key)
    .addHelpText('after', `\n${prove.after}`)
    .action(async (options: ProveOptions) => {
      const { auditProve } = await import('./prove.command.js');
      finish(await auditProve(context, options));
    });
  remote('keys', keys)
    .addArgument(new Argument('[rotate]', keys.rotate).choices(['rotate']))
    .option('--rotate', keys.rotate)
    .option('--json', help.json)
    .action(async (action: 'rotate' | undefined, options: KeysOptions) => {
      const { auditKeys } = await import('./keys.command.js');
      finish(await auditKeys(context, action === 'rotate', options));
    });
}
