import { demoCases, type DemoFact } from '@paidonce/demo';
import type { Backing } from '../../../api/src/serve.js';
import { openBacking } from '../../../api/src/backing/open-backing.js';
import { start } from '../../../api/src/start.js';
import type { Context } from '../context.js';
import { DEMO_SEED, settleDemo } from '../demo/settled-demo.js';
import { exitCodes, type ExitCode } from '../failure.js';

/** Runs the server until it is told to stop. The first run loads the demo, unless it is told not to. */
export async function startServer(context: Context): Promise<ExitCode> {
  const { out, err, texts, environment } = context;
  let ledger: Backing['ledger'] | undefined;
  const said: string[] = [];
  const serving = await start(
    environment,
    async (settings, log) => {
      const backing = await openBacking(settings, log);
      ledger = backing.ledger;
      return backing;
    },
    (line) => said.push(line),
  );
  if (!serving || !ledger) {
    for (const line of said) err.line(line);
    await err.flush();
    return process.exitCode === exitCodes.unavailable ? exitCodes.unavailable : exitCodes.usage;
  }
  const wantsDemo = serving.settings.PAIDONCE_DEMO ?? (out.isTerminal && err.isTerminal);
  if (wantsDemo && !(await hasFacts(ledger))) await loadDemo(context, ledger);
  for (const line of said) out.line(line);
  out.line();
  out.line(out.styled('bold', texts.start.next));
  const widest = Math.max(...texts.start.steps.map(([command]) => command.length));
  for (const [command, meaning] of texts.start.steps) out.line(`  ${command.padEnd(widest)}   ${meaning}`);
  await out.flush();
  // Whoever stops it ends the process.
  return new Promise<ExitCode>(() => undefined);
}

/** What was done by others than recording facts is in the log as well. */
async function hasFacts(ledger: Backing['ledger']): Promise<boolean> {
  for await (const _ of ledger.history({})) return true;
  return false;
}

/** Shows what the demo comes to, and records it. */
async function loadDemo(context: Context, ledger: Backing['ledger']): Promise<void> {
  const { out, texts, formats } = context;
  await settleDemo(context);
  await out.flush();
  const origin = { actor: { name: 'demo', mayImport: true }, correlationId: 'demo' };
  let facts = 0;
  for await (const answers of ledger.record(demoLines(), origin)) {
    for (const answer of answers) {
      if (answer.status === 'refused') throw new Error(`the demo is refused: ${answer.refusal.message}`);
      facts++;
    }
  }
  out.line(texts.start.loaded(formats.counted(facts, texts.facts)));
  out.line();
}

/** The facts of each demo case, by the thousand. */
async function* demoLines(): AsyncGenerator<{ line: number; text: string }[], void> {
  let line = 0;
  for (const { generate } of demoCases) {
    let block: { line: number; text: string }[] = [];
    for (const fact of generate({ seed: DEMO_SEED }) as Iterable<DemoFact>) {
      block.push({ line: ++line, text: JSON.stringify(fact) });
      if (block.length < 1000) continue;
      yield await Promise.resolve(block);
      block = [];
    }
    yield block;
  }
}
