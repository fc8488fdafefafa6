import {
  fates,
  type Item,
  type LineReference,
  type LineReport,
  type Statement,
  type StatementLine,
} from '@paidonce/settlement';
import type { Context } from '../context.js';
import { detailTitle, quantityOf } from '../settle/statement.tables.js';
import { printable } from '../terminal/printable.js';
import { wrapped, writeTable } from '../terminal/table.js';
import { writeItems } from './item.table.js';
import type { Place } from './place.js';

const FIRST = 20;

/** A line of a statement that a reference means. */
export interface BilledLine {
  readonly statement: Statement;
  readonly line: StatementLine;
}

/** Where the line stands on statements. */
export function billedOn(statements: readonly Statement[], reference: LineReference): BilledLine[] {
  return statements
    .filter(({ contractId }) => contractId === reference.contractId)
    .flatMap((statement) =>
      statement.lines
        .filter(
          (line) =>
            line.forPeriod === reference.forPeriod &&
            (line.clauseId ?? line.model) === reference.clauseId &&
            (line.campaignId === null || line.campaignId === reference.campaignId) &&
            (reference.detail === null || line.detail === reference.detail),
        )
        .map((line) => ({ statement, line })),
    );
}

/** The report as one JSON object, its facts written as they are found. */
export async function writeLineJson(
  { out }: Context,
  report: LineReport,
  billed: readonly BilledLine[],
): Promise<void> {
  const { reference, owed, currency, why, counts } = report;
  const statements = billed.map(({ statement: { number, period }, line }) => ({ number, period, line }));
  const head = JSON.stringify({ reference, owed, currency, why, counts, statements });
  out.write(`${head.slice(0, -1)},"items":[`);
  let separator = '\n';
  for (const item of report.items()) {
    out.write(`${separator}${JSON.stringify(item)}`);
    separator = ',\n';
    if (out.isFull) await out.flush();
  }
  out.write(']}\n');
}

export function writeLineReport(
  context: Context,
  report: LineReport,
  billed: readonly BilledLine[],
  place: Place,
  isWhole: boolean,
): void {
  const { out, texts, language } = context;
  out.line(out.styled('bold', printable(titleOf(context, report.reference))));
  out.line();
  writeOwed(context, report);
  if (billed.length > 0) writeBilled(context, report, billed);
  if (report.why.length > 0) {
    out.line(out.styled('bold', texts.explain.why));
    for (const sentence of report.why) out.line(wrapped(out, sentence[language], '  '));
    out.line();
  }
  writeCounts(context, report);
  writeFacts(context, report, place, isWhole);
}

function titleOf(context: Context, { contractId, forPeriod, campaignId, clauseId, detail }: LineReference): string {
  const { texts, formats } = context;
  return [
    `${texts.explain.line} ${clauseId}${detail === null ? '' : `: ${detailTitle(context, detail)}`}`,
    formats.period(forPeriod),
    texts.settle.contract(contractId),
    campaignId === null ? texts.explain.noCampaign : texts.explain.campaign(campaignId),
  ].join(' · ');
}

function writeOwed(context: Context, { owed, currency }: LineReport): void {
  const { out, texts, formats } = context;
  out.line(out.styled('bold', texts.explain.owed));
  if (owed.length === 0) out.line(wrapped(out, texts.explain.owedNothing, '  '));
  else {
    writeTable(out, {
      columns: [
        { title: texts.columns.version },
        { title: texts.columns.quantity, align: 'right' },
        { title: `${texts.columns.amount}, ${currency}`, align: 'right' },
      ],
      rows: owed.map(({ termsVersion, quantity, unit, amount }) => [
        termsVersion === null ? '' : texts.settle.version(termsVersion),
        quantityOf(context, quantity, unit),
        formats.decimal(amount),
      ]),
    });
  }
  out.line();
}

function writeBilled(context: Context, { currency }: LineReport, billed: readonly BilledLine[]): void {
  const { out, texts, formats } = context;
  out.line(out.styled('bold', texts.explain.billed));
  writeTable(out, {
    columns: [
      { title: texts.columns.statement },
      { title: texts.columns.period },
      { title: texts.columns.version },
      { title: texts.columns.quantity, align: 'right' },
      { title: `${texts.columns.amount}, ${currency}`, align: 'right' },
    ],
    rows: billed.map(({ statement: { number, period }, line }) => [
      formats.count(number),
      period ?? texts.settle.correction,
      line.termsVersion === null ? '' : texts.settle.version(line.termsVersion),
      quantityOf(context, line.quantity, line.clauseId === null ? 'period' : line.unit),
      formats.decimal(line.amount),
    ]),
  });
  out.line();
}

function writeCounts({ out, texts, formats }: Context, { counts }: LineReport): void {
  const shown = fates.filter((fate) => counts[fate] > 0);
  if (shown.length === 0) return;
  out.line(out.styled('bold', texts.explain.counts));
  out.line(`  ${shown.map((fate) => `${texts.fates[fate]}: ${formats.count(counts[fate])}`).join(', ')}`);
  out.line();
}

function writeFacts(context: Context, report: LineReport, place: Place, isWhole: boolean): void {
  const { out, texts, formats } = context;
  const shown: Item[] = [];
  const all = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  // Finding them means going through the history: no further than needed.
  if (all > 0) {
    for (const item of report.items()) {
      if (shown.push(item) === (isWhole ? all : Math.min(all, FIRST))) break;
    }
  }
  const rest = all - shown.length;
  if (shown.length === 0) return;
  out.line(out.styled('bold', texts.explain.items));
  writeItems(context, shown, 'line', place);
  if (rest > 0) out.line(`  ${texts.explain.more(formats.counted(rest, texts.facts))}`);
  out.line();
}
