import type { EntitlementRow, FactReport } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { printable } from '../terminal/printable.js';
import { wrapped, writeTable } from '../terminal/table.js';
import { typeTitle, writeItems } from './item.table.js';
import type { Place } from './place.js';
import { factText } from './reference.js';

const MOST_LEADS = 20;

export function writeFactReport(context: Context, report: FactReport, place: Place): void {
  const { out, texts, language } = context;
  const { explain } = texts;
  out.line(
    out.styled('bold', printable(`${explain.fact} ${factText(report.fact)} · ${typeTitle(context, report.type)}`)),
  );
  out.line(`  ${whenOf(context, report, place)}`);
  out.line();
  out.line(out.styled('bold', explain.became));
  for (const sentence of report.why) out.line(wrapped(out, sentence[language], '  '));
  out.line();
  if (report.items.length > 1) {
    writeItems(context, report.items, 'fact', place);
    out.line();
  }
  for (const rows of report.entitlements) writeEntitlement(context, rows, report, place);
  writePerson(context, report);
}

function whenOf(
  { texts, formats }: Context,
  { time, recordedTime, position }: FactReport,
  { timeZone }: Place,
): string {
  const { explain } = texts;
  const parts = [explain.happened(formats.time(time, timeZone))];
  if (recordedTime !== time) parts.push(explain.recorded(formats.time(recordedTime, timeZone)));
  const when = `${parts.join(', ')} (${timeZone})`;
  return position === null ? when : `${when}, ${explain.position(formats.count(position))}`;
}

function writeEntitlement(
  context: Context,
  rows: readonly EntitlementRow[],
  { fact: asked }: FactReport,
  { timeZone, digits }: Place,
): void {
  const { out, texts, formats } = context;
  out.line(out.styled('bold', texts.explain.entitlement));
  writeTable(out, {
    columns: [
      { title: '' },
      { title: texts.explain.timeIn(timeZone) },
      { title: texts.columns.fact },
      { title: texts.columns.type },
      { title: texts.columns.lead },
      { title: texts.columns.contract },
      { title: texts.columns.clause },
      { title: texts.columns.price, align: 'right' },
      { title: texts.columns.owed, align: 'right' },
    ],
    rows: rows.map(({ fact, type, leadId, time, contractId, clauseId, price, billed }) => [
      fact.source === asked.source && fact.id === asked.id ? '→' : '',
      formats.time(time, timeZone),
      factText(fact),
      typeTitle(context, type),
      leadId,
      contractId,
      clauseId,
      price === null ? texts.explain.byTiers : formats.decimal(price, digits),
      billed === null ? texts.explain.byTiers : formats.decimal(billed, digits),
    ]),
    styleOf: (row) => (rows[row]?.billed === '0' ? 'dim' : undefined),
  });
  out.line();
}

function writePerson({ out, texts, formats }: Context, { person }: FactReport): void {
  if (person.length < 2) return;
  const { explain } = texts;
  const more = person.length - MOST_LEADS;
  const shown = person.slice(0, MOST_LEADS).join(', ');
  const rest = more > 0 ? ` ${explain.morePeople(formats.counted(more, explain.leads))}` : '';
  out.line(out.styled('bold', explain.person));
  out.line(wrapped(out, explain.personIs(shown + rest), '  '));
  out.line();
}
