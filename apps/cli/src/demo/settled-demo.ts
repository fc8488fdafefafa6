import { costOfApplication, demoCases, type CostOfApplication, type DemoCase, type DemoFact } from '@paidonce/demo';
import { account, fates, Settlement, type Account, type Statement } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { exitCodes, type ExitCode } from '../failure.js';
import { writeSum } from '../settle/statement.tables.js';
import { wrapped, writeTable } from '../terminal/table.js';

/** Of the demo that a server begins with, too. */
export const DEMO_SEED = 7;
/** The case that is about what one application costs. */
const COST_CASE = 'bank';

/** Settles the demo cases and shows what comes of them. */
export async function settleDemo(context: Context): Promise<ExitCode> {
  const { out, texts } = context;
  out.line(out.styled('bold', texts.demo.settled));
  out.line();
  for (const demoCase of demoCases) {
    showCase(context, demoCase);
    await out.flush();
  }
  return exitCodes.ok;
}

function showCase(context: Context, { name, title, meaning, generate }: DemoCase): void {
  const { out, language } = context;
  out.line(out.styled('bold', `■ ${title[language]}`));
  out.line(wrapped(out, meaning[language], '  '));
  out.line();
  const settlement = new Settlement();
  const statements: Statement[] = [];
  const costs = costOfApplication(settling(settlement, generate({ seed: DEMO_SEED }), statements), statements);
  writeStatements(context, statements);
  out.line();
  out.write('  ');
  writeSum(context, statements);
  writeCounts(context, account(settlement));
  out.line();
  if (name === COST_CASE) for (const cost of costs) writeCost(context, cost);
}

/** The account in a sentence, and what it means that facts are covered. */
function writeCounts({ out, texts, formats }: Context, { total, facts }: Account): void {
  const counts = [...fates, 'refused' as const].map((fate) => `${texts.fates[fate]} ${formats.count(total[fate])}`);
  out.line(wrapped(out, texts.demo.read(formats.counted(facts, texts.facts), counts.join(', ')), '  '));
  if (total.covered === 0) return;
  const covered = texts.demo.covered(formats.counted(total.covered, texts.facts));
  out.line(out.styled('green', wrapped(out, covered, '  ')));
}

/** The same facts, settled on the way. */
function* settling(
  settlement: Settlement,
  facts: Iterable<DemoFact>,
  statements: Statement[],
): Generator<DemoFact, void> {
  for (const fact of facts) {
    const applied = settlement.apply(fact);
    if (applied.kind === 'refused') {
      throw new Error(`the demo states ${JSON.stringify(fact)}, which is refused: ${applied.refusal.message}`);
    }
    if (applied.kind === 'recorded' && applied.statement) statements.push(applied.statement);
    yield fact;
  }
}

function writeStatements({ out, texts, formats }: Context, statements: readonly Statement[]): void {
  const { columns, settle } = texts;
  const hasContracts = new Set(statements.map(({ contractId }) => contractId)).size > 1;
  writeTable(out, {
    columns: [
      { title: columns.contract },
      { title: columns.period },
      { title: columns.number, align: 'right' },
      { title: columns.lines, align: 'right' },
      { title: settle.subtotal, align: 'right' },
      { title: settle.vat, align: 'right' },
      { title: `${settle.total}, ${statements[0]?.currency ?? ''}`, align: 'right' },
    ],
    rows: statements.map(({ contractId, period, number, lines, subtotal, vat, total }) => [
      hasContracts ? contractId : '',
      period === null ? settle.correction : formats.period(period),
      formats.count(number),
      formats.count(lines.length),
      formats.decimal(subtotal),
      formats.decimal(vat),
      formats.decimal(total),
    ]),
  });
}

function writeCost({ out, texts, formats }: Context, { currency, versions }: CostOfApplication): void {
  const { columns, settle, demo: say } = texts;
  out.line(out.styled('bold', say.cost));
  writeTable(out, {
    columns: [
      { title: columns.version },
      { title: columns.period },
      { title: columns.applications, align: 'right' },
      { title: `${columns.billed}, ${currency}`, align: 'right' },
      { title: columns.cost, align: 'right' },
      { title: columns.change, align: 'right' },
    ],
    rows: versions.map(({ termsVersion, firstPeriod, lastPeriod, applications, billed, cost, changePercent }) => [
      settle.version(termsVersion),
      `${formats.period(firstPeriod)} – ${formats.period(lastPeriod)}`,
      formats.count(applications),
      formats.decimal(billed),
      cost === null ? '' : formats.decimal(cost),
      changePercent === null ? '' : say.percent(formats.decimal(changePercent)),
    ]),
  });
  out.line();
}
