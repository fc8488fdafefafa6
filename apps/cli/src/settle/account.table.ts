import { declarationOf } from '@paidonce/facts';
import { fates, type Account, type AccountRow } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { writeTable } from '../terminal/table.js';

const counts = [...fates, 'refused'] as const;

/** What became of every fact that was read, a row a type; the counts of a row sum up to the facts of that type. */
export function writeAccount(context: Context, { rows, total, facts, repeated }: Account): void {
  const { out, formats, texts } = context;
  const cells = (row: Omit<AccountRow, 'type'>): string[] => {
    const sum = counts.reduce((before, count) => before + row[count], 0);
    return [...counts.map((count) => formats.count(row[count])), formats.count(sum)].map((cell) =>
      cell === '0' ? '·' : cell,
    );
  };
  out.line(out.styled('bold', texts.account.title));
  writeTable(out, {
    columns: [
      { title: texts.columns.fact },
      ...counts.map((count) => ({ title: texts.fates[count], align: 'right' as const })),
      { title: texts.account.sum, align: 'right' },
    ],
    rows: rows.map((row) => [titleOf(context, row.type), ...cells(row)]),
    footer: [[texts.account.total, ...cells(total)]],
  });
  out.line(`  ${texts.account.read(formats.counted(facts, texts.facts))}`);
  if (repeated > 0) out.line(`  ${texts.account.repeated(formats.counted(repeated, texts.facts))}`);
  out.line();
}

function titleOf({ texts, language }: Context, type: AccountRow['type']): string {
  return type === 'unreadable' ? texts.account.unreadable : declarationOf(type).title[language];
}
