import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { ExitCode } from '../failure.js';
import { DEFAULT_SERVER } from '../remote/remote-server.js';
import type { BundleOptions } from './bundle.command.js';
import type { VerifyOptions } from './verify.command.js';

/** `paidonce audit bundle` and `paidonce audit verify`. */
export function addBundleCommands(audit: Command, context: Context, finish: (exitCode: ExitCode) => void): void {
  const { help } = context.texts;
  const { auditBundle: bundle, auditVerify: verify } = help;
  audit
    .command('bundle')
    .summary(bundle.summary)
    .description(bundle.description)
    .requiredOption('--contract <id>', bundle.contract)
    .option('--from <period>', bundle.from)
    .option('--to <period>', bundle.to)
    .requiredOption('--out <file>', bundle.out)
    .option('--persons', bundle.persons)
    .option('--staff', bundle.staff)
    .option('--quiet', help.quiet)
    .option('--server <url>', help.server, DEFAULT_SERVER)
    .option('--token <token>', help.token)
    .addHelpText('after', `\n${bundle.after}`)
    .action(async (options: BundleOptions) => {
      const { auditBundle } = await import('./bundle.command.js');
      finish(await auditBundle(context, options));
    });
  audit
    .command('verify')
    .summary(verify.summary)
    .description(verify.description)
    .argument('<bundle>', verify.bundle)
    .option('--key <key...>', verify.key)
    .option('--json', verify.json)
    .option('--quiet', help.quiet)
    .addHelpText('after', `\n${verify.after}`)
    .action(async (file: string, options: VerifyOptions) => {
      const { auditVerify } = await import('./verify.command.js');
      finish(await auditVerify(context, file, options));
    });
}
