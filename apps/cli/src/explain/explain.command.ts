import {
  explainFact,
  explainLine,
  type FactReport,
  type Identity,
  type LineReference,
  type Settlement,
  type Statement,
} from '@paidonce/settlement';
import type { Context } from '../context.js';
import { exitCodes, usageFailure, type ExitCode } from '../failure.js';
import { settleHistory, type RefusedLine } from '../history/settle-history.js';
import { printable } from '../terminal/printable.js';
import { writeFactReport } from './fact.report.js';
import { billedOn, writeLineJson, writeLineReport } from './line.report.js';
import { placeOf } from './place.js';
import { factText, factsNamed, lineReferenceText, parseLineReference } from './reference.js';
import { suggestFacts, suggestLines } from './suggestions.js';

export interface ExplainOptions {
  readonly line?: string;
  readonly fact?: string;
  readonly all?: true;
  readonly json?: true;
  readonly quiet?: true;
}

type Question =
  | { readonly kind: 'line'; readonly reference: LineReference }
  /** What the text may mean, the likeliest first. */
  | { readonly kind: 'fact'; readonly facts: readonly [Identity, ...Identity[]] };

/** A history as far as it is settled. */
interface Settled {
  readonly settlement: Settlement;
  readonly statements: readonly Statement[];
  /** Refused lines that state the fact in question. */
  readonly refusals: readonly RefusedLine[];
}

/** Explains a line or a fact. Refused lines change nothing, here as everywhere. */
export async function explain(context: Context, files: readonly string[], options: ExplainOptions): Promise<ExitCode> {
  const question = questionOf(context, options);
  const settled = await settleFor(context, files, question, options.quiet === true);
  return question.kind === 'line'
    ? answerLine(context, settled, question.reference, options)
    : answerFact(context, settled, question.facts, options);
}

function questionOf({ texts }: Context, { line, fact }: ExplainOptions): Question {
  if ((line === undefined) === (fact === undefined)) throw usageFailure(texts.explain.askForOne);
  if (line !== undefined) {
    const reference = parseLineReference(line);
    if (!reference) throw usageFailure(texts.explain.badLine(line));
    return { kind: 'line', reference };
  }
  const [first, ...others] = factsNamed(fact ?? '');
  if (!first) throw usageFailure(texts.explain.badFact(fact ?? ''));
  return { kind: 'fact', facts: [first, ...others] };
}

async function settleFor(
  context: Context,
  files: readonly string[],
  question: Question,
  quiet: boolean,
): Promise<Settled> {
  const statements: Statement[] = [];
  const refusals: RefusedLine[] = [];
  let refused = 0;
  const settlement = await settleHistory(
    context,
    files,
    {
      statement: (statement) => statements.push(statement),
      refused: (line) => {
        refused++;
        if (question.kind === 'fact' && question.facts.some((fact) => states(line, fact))) refusals.push(line);
      },
    },
    { quiet },
  );
  if (refused > 0) {
    const { err, formats, texts } = context;
    err.line(err.styled('yellow', texts.explain.refusedLines(formats.counted(refused, texts.refusals.lines))));
    err.line();
  }
  return { settlement, statements, refusals };
}

function states({ text }: RefusedLine, { source, id }: Identity): boolean {
  try {
    const value = JSON.parse(text) as Partial<Identity> | null;
    return value?.source === source && value.id === id;
  } catch {
    return false;
  }
}

async function answerLine(
  context: Context,
  { settlement, statements }: Settled,
  reference: LineReference,
  options: ExplainOptions,
): Promise<ExitCode> {
  const report = explainLine(settlement, reference);
  if (!report) {
    context.err.line(context.texts.explain.noLine(printable(lineReferenceText(reference))));
    suggestLines(context, settlement, statements, reference);
    return exitCodes.refused;
  }
  const billed = billedOn(statements, reference);
  if (options.json) await writeLineJson(context, report, billed);
  else writeLineReport(context, report, billed, placeOf(settlement, reference.contractId), options.all === true);
  return exitCodes.ok;
}

function answerFact(
  context: Context,
  { settlement, refusals }: Settled,
  facts: readonly [Identity, ...Identity[]],
  options: ExplainOptions,
): ExitCode {
  const { out, err, texts } = context;
  for (const fact of facts) {
    const report = explainFact(settlement, fact);
    if (!report) continue;
    if (options.json) out.line(JSON.stringify(report));
    else writeFactReport(context, report, placeOf(settlement, contractOf(report)));
    tellRefusals(context, refusals);
    return exitCodes.ok;
  }
  if (refusals.length > 0) tellRefusals(context, refusals);
  else {
    err.line(texts.explain.noFact(printable(factText(facts[0]))));
    suggestFacts(context, settlement, facts[0]);
  }
  return exitCodes.refused;
}

/** The contract that a fact belongs to, where a clause has to do with it. */
function contractOf({ items, entitlements }: FactReport): string | null | undefined {
  return items[0]?.contractId ?? entitlements[0]?.[0]?.contractId;
}

/** A fact may be recorded and, with other content, refused as well. */
function tellRefusals({ err, texts }: Context, refusals: readonly RefusedLine[]): void {
  for (const { file, line, refusal } of refusals) {
    const place = [`${file}:${line}`, refusal.code, refusal.path, refusal.message].filter((part) => part !== '');
    err.line(texts.explain.refusedFact(printable(place.join('  '))));
  }
}
