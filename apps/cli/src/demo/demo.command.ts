import { demoCases } from '@paidonce/demo';
import type { Context } from '../context.js';
import { exitCodes, usageFailure, type ExitCode } from '../failure.js';
import { wrapped } from '../terminal/table.js';
import { settleDemo } from './settled-demo.js';

export interface DemoOptions {
  readonly case?: string;
  readonly seed: number;
  /** By default as many as the generator thinks fit. */
  readonly leads?: number;
  /** Settles the three and shows what comes of them. */
  readonly settle?: boolean;
}

/** Writes the history of a demo case, or lists the cases. */
export async function demo(context: Context, options: DemoOptions): Promise<ExitCode> {
  const { out, texts } = context;
  if (options.settle) return settleDemo(context);
  if (options.case === undefined) {
    listCases(context);
    return exitCodes.ok;
  }
  const chosen = demoCases.find(({ name }) => name === options.case);
  if (!chosen) throw usageFailure(texts.demo.noSuchCase(options.case, demoCases.map(({ name }) => name).join(', ')));
  for (const fact of chosen.generate(options)) {
    out.line(JSON.stringify(fact));
    if (out.isFull) await out.flush();
  }
  return exitCodes.ok;
}

function listCases({ out, texts, language }: Context): void {
  out.line(out.styled('bold', texts.demo.title));
  out.line();
  for (const { name, title, meaning } of demoCases) {
    out.line(`  ${out.styled('bold', name)} · ${title[language]}`);
    out.line(wrapped(out, meaning[language], '    '));
    out.line();
  }
  out.line(texts.demo.hint);
}
