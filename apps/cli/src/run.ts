import { CommanderError } from 'commander';
import type { Context } from './context.js';
import { Failure, exitCodes, systemCode, type ExitCode } from './failure.js';
import { buildProgram } from './program.js';
import { Formats } from './terminal/formats.js';
import { chooseLanguage } from './terminal/language.js';
import { Output, type Sink } from './terminal/output.js';
import { textsOf } from './texts/texts.js';

/** What a process has around it. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Buffer>;
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** Runs the command that the arguments name; answers the exit status. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const language = chooseLanguage(argv, surroundings.environment);
  const context: Context = {
    language,
    texts: await textsOf(language),
    formats: new Formats(language),
    out: new Output(surroundings.stdout),
    err: new Output(surroundings.stderr),
    environment: surroundings.environment,
    get stdin() {
      return surroundings.stdin;
    },
  };
  let exitCode: ExitCode = exitCodes.ok;
  try {
    const program = buildProgram(context, (status) => {
      exitCode = status;
    });
    await program.parseAsync(argv, { from: 'user' });
    await context.out.flush();
  } catch (error) {
    // Who reads no further, as `head` does, has what was wanted.
    if (systemCode(error) === 'EPIPE') return exitCode;
    exitCode = tell(context, error, argv);
    await context.out.flush();
  }
  await context.err.flush();
  return exitCode;
}

function tell(context: Context, error: unknown, argv: readonly string[]): ExitCode {
  const { err, texts } = context;
  if (error instanceof CommanderError) return tellUsage(context, error, argv);
  if (error instanceof Failure) {
    err.line(`paidonce: ${error.message}`);
    return error.exitCode;
  }
  err.line(`paidonce: ${texts.errors.internal}`);
  err.line(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.internal;
}

/** Says what is wrong with the arguments; `--help` and `--version` come here too, after they have been answered. */
function tellUsage({ err, texts }: Context, error: CommanderError, argv: readonly string[]): ExitCode {
  if (error.exitCode === 0) return exitCodes.ok;
  // Without any command the help was shown instead.
  if (error.code === 'commander.help') return exitCodes.usage;
  const { usage, didYouMean, seeHelp } = texts.errors;
  const [what = error.message, advice] = error.message.replace(/^error: /, '').split('\n');
  const names = [...what.matchAll(/'([^']*)'/g)].map((match) => match[1]).join(' ');
  err.line(`paidonce: ${usage[error.code]?.(names) ?? what}`);
  const near = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(advice ?? '')?.[1];
  if (near !== undefined) err.line(didYouMean(near));
  const command = argv.find((argument) => /^[a-z]+$/.test(argument));
  const isCommand = command !== undefined && error.code !== 'commander.unknownCommand';
  err.line(seeHelp(isCommand ? `paidonce ${command}` : 'paidonce'));
  return exitCodes.usage;
}
