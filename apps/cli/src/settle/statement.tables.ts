import { formatMinor } from '@paidonce/kernel';
import { paymentModels } from '@paidonce/payment-models';
import type { Statement, StatementLine } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { writeTable } from '../terminal/table.js';
import { printable } from '../terminal/printable.js';

/** The name of a payment model, or of a line that the terms add by themselves. */
function modelTitle({ texts, language }: Context, model: string): string {
  const added = Object.entries(texts.ownLines).find(([code]) => code === model);
  return added?.[1] ?? paymentModels.find(({ code }) => code === model)?.title[language] ?? model;
}

/** `2 leads`, `90 s (0:01:30)`; nothing for lines that have no quantity of their own. */
export function quantityOf({ formats, texts }: Context, quantity: number, unit: string): string {
  if (unit === 'period') return '';
  if (unit === 'second') return `${formats.count(quantity)} ${texts.second} (${formats.clock(quantity)})`;
  const forms = Object.entries(texts.units).find(([name]) => name === unit)?.[1];
  return forms ? formats.counted(quantity, forms) : `${formats.count(quantity)} ${unit}`;
}

/** A statement as a table: head, lines, sums. */
export function writeStatement(context: Context, statement: Statement): void {
  const { out, formats, texts } = context;
  const { lines, currency, subtotal, vat, total } = statement;
  out.line(out.styled('bold', headOf(context, statement)));
  if (lines.length === 0) out.line(`  ${texts.settle.noLines}`);
  const isVatIncluded = subtotal === total && !/^-?[0.]+$/.test(vat);
  const sum = (title: string, amount: string): string[] => ['', '', '', '', '', title, formats.decimal(amount)];
  writeTable(out, {
    columns: [
      { title: texts.columns.period },
      { title: texts.columns.campaign },
      { title: texts.columns.clause },
      { title: texts.columns.model },
      { title: texts.columns.version },
      { title: texts.columns.quantity, align: 'right' },
      { title: `${texts.columns.amount}, ${currency}`, align: 'right' },
    ],
    rows: rowsOf(context, statement),
    footer: [
      sum(texts.settle.subtotal, subtotal),
      sum(isVatIncluded ? texts.settle.vatIncluded : texts.settle.vat, vat),
      sum(texts.settle.total, total),
    ],
  });
  out.line();
}

function headOf({ formats, texts }: Context, { number, contractId, clientId, period, currency }: Statement): string {
  const title = texts.settle.statement(formats.count(number));
  const what = period === null ? texts.settle.correction : formats.period(period);
  const parts = [title, what, texts.settle.contract(contractId), texts.settle.client(clientId), currency];
  return printable(parts.join(' · '));
}

function rowsOf(context: Context, { lines, period }: Statement): string[][] {
  const { formats, texts } = context;
  const hasAdjustments = lines.some(({ kind }) => kind === 'adjustment');
  const hasVersions = new Set(lines.flatMap(({ termsVersion }) => termsVersion ?? [])).size > 1;
  const periodOf = ({ kind, forPeriod }: StatementLine): string => {
    if (!hasAdjustments) return '';
    return kind === 'adjustment' && period !== null ? texts.settle.adjustment(forPeriod) : forPeriod;
  };
  return lines.map((line) => [
    periodOf(line),
    line.campaignId ?? texts.noCampaign,
    line.clauseId ?? '—',
    titleOf(context, line),
    hasVersions && line.termsVersion !== null ? texts.settle.version(line.termsVersion) : '',
    quantityOf(context, line.quantity, line.clauseId === null ? 'period' : line.unit),
    formats.decimal(line.amount),
  ]);
}

function titleOf(context: Context, { model, detail }: StatementLine): string {
  const title = modelTitle(context, model);
  return detail === null ? title : `${title}: ${detailTitle(context, detail)}`;
}

/** The name of a dialogue status; other details stand for themselves. */
export function detailTitle({ texts }: Context, detail: string): string {
  return Object.entries(texts.details).find(([code]) => code === detail)?.[1] ?? detail;
}

/** How many statements there are, and their sum in each currency. */
export function writeSum({ out, formats, texts }: Context, statements: readonly Statement[]): void {
  const sums = new Map<string, { minor: bigint; digits: number }>();
  for (const { currency, total } of statements) {
    const digits = total.includes('.') ? total.length - total.indexOf('.') - 1 : 0;
    const minor = (sums.get(currency)?.minor ?? 0n) + BigInt(total.replace('.', ''));
    sums.set(currency, { minor, digits });
  }
  const shown = [...sums].map(
    ([currency, { minor, digits }]) => `${formats.decimal(formatMinor(minor, digits))} ${currency}`,
  );
  const count = formats.counted(statements.length, texts.settle.statements);
  out.line(out.styled('bold', texts.settle.sum(count, shown.join(', '))));
}
