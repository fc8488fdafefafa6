import type { Output } from './output.js';
import { displayWidth, printable } from './printable.js';

interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Long text, to be broken into lines where the table would be wider than the terminal. */
  readonly wraps?: true;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Rows under a second rule: sums. */
  readonly footer?: readonly (readonly string[])[];
  /** The style of a row, by its number. */
  readonly styleOf?: (row: number) => 'dim' | undefined;
}

const INDENT = '  ';
const GAP = '  ';
const NARROWEST = 12;

/** Writes a table; columns in which no row has anything are left out. */
export function writeTable(out: Output, { columns, rows, footer = [], styleOf }: Table): void {
  const cells = [...rows, ...footer].map((row) => row.map(printable));
  const used = columns.flatMap((_, index) => (cells.some((row) => row[index]) ? [index] : []));
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[index] ?? ''))),
  );
  const widthOf = (index: number): number => widths[index] ?? 0;
  const gaps = INDENT.length + (used.length - 1) * GAP.length;
  narrow(
    widths,
    used.filter((index) => columns[index]?.wraps),
    gaps + sum(used.map(widthOf)) - out.width,
  );
  const drawLine = (row: readonly string[]): string => {
    const drawn = used.map((index) => {
      const cell = row[index] ?? '';
      const room = ' '.repeat(Math.max(widthOf(index) - displayWidth(cell), 0));
      return columns[index]?.align === 'right' ? room + cell : cell + room;
    });
    return (INDENT + drawn.join(GAP)).trimEnd();
  };
  const draw = (row: readonly string[]): string => {
    const broken = row.map((cell, index) => (columns[index]?.wraps ? brokenAt(cell, widthOf(index)) : [cell]));
    const height = Math.max(1, ...broken.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) => drawLine(broken.map((lines) => lines[at] ?? ''))).join('\n');
  };
  const rule = out.styled('dim', INDENT + '─'.repeat(gaps - INDENT.length + sum(used.map(widthOf))));
  out.line(out.styled('bold', drawLine(columns.map(({ title }) => title))));
  out.line(rule);
  cells.slice(0, rows.length).forEach((row, index) => {
    const style = styleOf?.(index);
    out.line(style ? out.styled(style, draw(row)) : draw(row));
  });
  if (footer.length > 0) out.line(rule);
  for (const row of cells.slice(rows.length)) out.line(draw(row));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Takes from the widest of some columns, one by one, what the table is too wide by. */
function narrow(widths: number[], wrapping: readonly number[], excess: number): void {
  for (let left = excess; left > 0; left--) {
    const widest = wrapping.reduce<number | undefined>(
      (before, index) => (before === undefined || (widths[index] ?? 0) > (widths[before] ?? 0) ? index : before),
      undefined,
    );
    const width = widest === undefined ? 0 : (widths[widest] ?? 0);
    if (widest === undefined || width <= NARROWEST) return;
    widths[widest] = width - 1;
  }
}

/** Lines of a text, no wider than `most` where its words allow. */
function brokenAt(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Text no wider than the terminal, each line after `indent`. */
export function wrapped(out: Output, text: string, indent = ''): string {
  return brokenAt(printable(text), out.width - indent.length)
    .map((line) => indent + line)
    .join('\n');
}
