import { declarationOf, isFactType } from '@paidonce/facts';
import type { Item } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { detailTitle, quantityOf } from '../settle/statement.tables.js';
import { writeTable } from '../terminal/table.js';
import type { Place } from './place.js';
import { factText } from './reference.js';

/** A row a fact × clause. Of one fact the columns that say which fact it is are left out. */
export function writeItems(context: Context, items: readonly Item[], of: 'line' | 'fact', place: Place): void {
  const { texts, formats, out } = context;
  writeTable(out, {
    columns: [
      { title: texts.explain.timeIn(place.timeZone) },
      { title: texts.columns.fact },
      { title: texts.columns.type },
      { title: texts.columns.lead },
      { title: texts.columns.period },
      { title: texts.columns.clause },
      { title: texts.columns.outcome },
      { title: texts.columns.quantity, align: 'right' },
      { title: texts.columns.amount, align: 'right' },
    ],
    rows: items.map((item) => {
      const { fact, type, time, leadId, clauseId, forPeriod, quantity, unit, amount, detail } = item;
      const clause = detail === null ? (clauseId ?? '—') : `${clauseId ?? ''}: ${detailTitle(context, detail)}`;
      const which =
        of === 'line'
          ? [formats.time(time, place.timeZone), factText(fact), typeTitle(context, type), leadId ?? '', '', '']
          : ['', '', '', '', forPeriod ?? '', clause];
      return [
        ...which,
        outcomeOf(context, item, place),
        quantity > 0 && unit !== null ? quantityOf(context, quantity, unit) : '',
        amount === null ? '' : formats.decimal(amount, place.digits),
      ];
    }),
    styleOf: (row) => (items[row]?.fate === 'billed' ? undefined : 'dim'),
  });
}

export function typeTitle({ texts, language }: Context, type: string): string {
  if (isFactType(type)) return declarationOf(type).title[language];
  return type === 'deemed-arrival' ? texts.explain.deemed : type;
}

/** The fate of a fact, and what made it so. */
function outcomeOf({ texts, formats }: Context, item: Item, { timeZone }: Place): string {
  const { fate, coveredBy, removedBy, reason, deadline } = item;
  const { explain } = texts;
  const name = texts.fates[fate];
  if (coveredBy) return explain.coveredBy(factText(coveredBy));
  if (removedBy) return `${name}: ${explain.removedBy[removedBy.rule]} ${factText(removedBy.fact)}`;
  if (reason) return `${name}: ${explain.reasons[reason]}`;
  return deadline === null ? name : `${name} ${explain.until(formats.time(deadline, timeZone))}`;
}
