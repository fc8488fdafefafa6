import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import type { Context } from './context.js';
import { usageFailure, type ExitCode } from './failure.js';
import { addAuditCommands } from './audit/audit.commands.js';
import { addRemoteCommands } from './remote/remote.commands.js';
import { addServerCommands } from './server/server.commands.js';
import { languages } from './texts/language.js';
import type { SettleOptions } from './settle/settle.command.js';
import type { ExplainOptions } from './explain/explain.command.js';
import type { DemoOptions } from './demo/demo.command.js';
import type { FactsOptions } from './catalogue/facts.command.js';
import type { ModelsOptions } from './catalogue/models.command.js';

/** Receives the exit status of the command that ran. */
type Finish = (exitCode: ExitCode) => void;

const MOST_LEADS = 1_000_000;
const MOST_SEED = 0xffff_ffff;

/** The command line. Each command is loaded when it runs: `settle` pays for no other. */
export function buildProgram(context: Context, finish: Finish): Command {
  const { help } = context.texts;
  const program = spokenProgram(context)
    .name('paidonce')
    .description(help.program)
    .usage(help.usage)
    .helpCommand(false)
    .addOption(new Option('--lang <lang>', help.lang).choices(languages))
    .option('-V, --version', help.version)
    .on('option:version', () => {
      context.out.line(versionOf(import.meta.dirname));
      throw new CommanderError(0, 'commander.version', '');
    })
    .addHelpText('after', `\n${help.programAfter}`);
  addSettle(program, context, finish);
  addExplain(program, context, finish);
  addCatalogue(program, context, finish);
  addDemo(program, context, finish);
  addServerCommands(program, context, finish);
  addRemoteCommands(program, context, finish);
  addAuditCommands(program, context, finish);
  return program;
}

/** A program that says nothing by itself: what it has to say comes in the language of the context. */
function spokenProgram({ texts, out, err }: Context): Command {
  const { headings, help } = texts.help;
  return new Command()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        out.write(text);
      },
      writeErr: (text) => {
        err.write(text);
      },
      outputError: () => undefined,
      getOutHelpWidth: () => out.width,
      getErrHelpWidth: () => err.width,
    })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => headings[title] ?? title,
      subcommandTerm: (command) => command.name(),
      // What may be chosen is said in the description.
      optionDescription: (option) => option.description,
    })
    .helpOption('-h, --help', help);
}

function addSettle(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts;
  const say = help.settle;
  program
    .command('settle')
    .summary(say.summary)
    .description(say.description)
    .usage(say.usage)
    .argument('<history...>', say.history)
    .option('--json', say.json)
    .option('--period <period>', say.period)
    .option('--contract <id>', say.contract)
    .option('--items <file>', say.items)
    .option('--account', say.account)
    .option('--quiet', help.quiet)
    .addHelpText('after', `\n${say.after}`)
    .action(async (files: string[], options: SettleOptions) => {
      const { threadFor } = await import('./history/scan-thread.js');
      const thread = threadFor(files);
      const { settle } = await import('./settle/settle.command.js');
      finish(await settle(context, files, options, thread));
    });
}

function addExplain(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts;
  const say = help.explain;
  program
    .command('explain')
    .summary(say.summary)
    .description(say.description)
    .usage(say.usage)
    .argument('<history...>', say.history)
    .option('--line <line>', say.line)
    .option('--fact <fact>', say.fact)
    .option('--all', say.all)
    .option('--json', help.json)
    .option('--quiet', help.quiet)
    .addHelpText('after', `\n${say.after}`)
    .action(async (files: string[], options: ExplainOptions) => {
      const { explain } = await import('./explain/explain.command.js');
      finish(await explain(context, files, options));
    });
}

function addCatalogue(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts;
  program
    .command('models')
    .summary(help.models.summary)
    .description(help.models.description)
    .usage(help.models.usage)
    .argument('[code]', help.models.code)
    .option('--json', help.json)
    .action(async (code: string | undefined, options: ModelsOptions) => {
      const { models } = await import('./catalogue/models.command.js');
      finish(models(context, code, options));
    });
  program
    .command('facts')
    .summary(help.facts.summary)
    .description(help.facts.description)
    .usage(help.facts.usage)
    .argument('[type]', help.facts.type)
    .option('--schema', help.facts.schema)
    .option('--json', help.json)
    .addHelpText('after', `\n${help.facts.after}`)
    .action(async (type: string | undefined, options: FactsOptions) => {
      const { facts } = await import('./catalogue/facts.command.js');
      finish(facts(context, type, options));
    });
}

function addDemo(program: Command, context: Context, finish: Finish): void {
  const { help } = context.texts;
  program
    .command('demo')
    .summary(help.demo.summary)
    .description(help.demo.description)
    .usage(help.demo.usage)
    .option('--case <name>', help.demo.case)
    .option('--seed <number>', help.demo.seed, wholeNumber(context, '--seed', 0, MOST_SEED), 7)
    .option('--leads <number>', help.demo.leads, wholeNumber(context, '--leads', 1, MOST_LEADS))
    .option('--settle', help.demo.settle)
    .addHelpText('after', `\n${help.demo.after}`)
    .action(async (options: DemoOptions) => {
      const { demo } = await import('./demo/demo.command.js');
      finish(await demo(context, options));
    });
}

function wholeNumber({ texts, formats }: Context, option: string, least: number, most: number) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw usageFailure(texts.errors.noWholeNumber(option, text, formats.count(least), formats.count(most)));
  };
}

/** The version of the package that this file belongs to. */
function versionOf(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return versionOf(dirname(folder));
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
