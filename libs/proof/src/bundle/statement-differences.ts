import type { Sentence } from '@paidonce/facts';
import { exact, formatExact, ZERO } from '@paidonce/kernel';
import type { Statement, StatementLine } from '@paidonce/settlement';

export interface Difference {
  /** The line of the statement, where it is in one. */
  readonly key?: string;
  readonly says: Sentence;
}

const keyOf = ({ forPeriod, campaignId, clauseId, model, detail, termsVersion }: StatementLine): string =>
  JSON.stringify([forPeriod, campaignId, clauseId, model, detail, termsVersion]);

/** Whether a value that stands for a statement has what is looked at of one. */
export function isStatementBody(value: unknown): value is Statement {
  if (typeof value !== 'object' || value === null) return false;
  const { contractId, clientId, period, number, lines, subtotal, position } = value as Record<keyof Statement, unknown>;
  const isLine = (line: unknown): boolean =>
    typeof line === 'object' && line !== null && isAmount((line as Record<string, unknown>)['amount']);
  return (
    typeof contractId === 'string' &&
    typeof clientId === 'string' &&
    (period === null || typeof period === 'string') &&
    Number.isSafeInteger(number) &&
    Number.isSafeInteger(position) &&
    isAmount(subtotal) &&
    Array.isArray(lines) &&
    lines.every(isLine)
  );
}

const isAmount = (value: unknown): boolean => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);

/** What is otherwise in an issued statement than in the one that its facts come to. */
export function differencesOf(issued: Statement, computed: Statement): Difference[] {
  const found: Difference[] = [];
  const owed = new Map(computed.lines.map((line) => [keyOf(line), line]));
  for (const line of issued.lines) {
    const key = keyOf(line);
    const own = owed.get(key);
    owed.delete(key);
    if (own && JSON.stringify(own) === JSON.stringify(line)) continue;
    const [en, ru] = own
      ? [
          `${amounts(line)} is billed, and the facts come to ${amounts(own)}`,
          `выставлено ${amounts(line)}, а по фактам — ${amounts(own)}`,
        ]
      : [
          `${amounts(line)} is billed, and the facts come to no such line`,
          `выставлено ${amounts(line)}, а по фактам такой строки нет`,
        ];
    found.push({ key, says: { en, ru } });
  }
  for (const [key, line] of owed) {
    const en = `the facts come to ${amounts(line)}, and the line is missing`;
    found.push({ key, says: { en, ru: `по фактам — ${amounts(line)}, а строки нет` } });
  }
  for (const name of ['clientId', 'period', 'number', 'currency', 'subtotal', 'vat', 'total', 'position'] as const) {
    const [said, is] = [JSON.stringify(issued[name]), JSON.stringify(computed[name])];
    if (said !== is)
      found.push({
        says: {
          en: `${name}: ${said} is issued, and the facts come to ${is}`,
          ru: `${name}: выставлено ${said}, а по фактам — ${is}`,
        },
      });
  }
  if (found.length > 0) return found;
  return [
    {
      says: {
        en: 'the same values in other bytes than they are issued in',
        ru: 'те же значения записаны другими байтами',
      },
    },
  ];
}

const amounts = ({ quantity, unit, amount }: StatementLine): string => `${amount} (${quantity} ${unit})`;

/** The sum of the lines where it is not the subtotal; `undefined` where it is. */
export function wrongSum({ lines, subtotal }: Statement): string | undefined {
  const sum = lines.reduce((total, { amount }) => total.add(exact(amount)), ZERO);
  return sum.equals(exact(subtotal)) ? undefined : formatExact(sum);
}
