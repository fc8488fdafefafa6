import type { RefusalCode } from '@paidonce/kernel';
import type { Context } from '../context.js';
import type { RefusedLine } from '../history/settle-history.js';
import { printable } from '../terminal/printable.js';

/** Tells of refused lines as they are found, and sums them up at the end. */
export interface RefusalReport {
  add(line: RefusedLine): void;
  /** How many there were. */
  readonly count: number;
  end(): void;
}

/** What is said at the end: what comes of it that so many lines are refused, and what to do. */
export interface RefusalAdvice {
  readonly summary: (lines: string) => string;
  readonly advice: string;
}

/** `{"errors": […]}` on standard output, begun at the first refused line. `end` leaves the object open for more members. */
export function jsonRefusals({ out }: Context, namesFiles: boolean): RefusalReport {
  let count = 0;
  return {
    add: ({ file, line, refusal: { code, path, message }, quarantine }) => {
      const named = namesFiles ? { file } : {};
      const error = { ...named, line, code, path, message, quarantine };
      out.write(`${count++ === 0 ? '{"errors":[\n' : ',\n'}${JSON.stringify(error)}`);
    },
    get count() {
      return count;
    },
    end: () => {
      out.write('\n]');
    },
  };
}

/** `file:line  code  path  message` on standard error, then how many there are of each code. */
export function readableRefusals(
  { err, texts, formats }: Context,
  { summary, advice }: RefusalAdvice = texts.refusals,
): RefusalReport {
  // A server may refuse for reasons that came up later.
  const meanings = new Map<string, string>(Object.entries(texts.refusals.codes));
  const counts = new Map<RefusalCode, number>();
  let count = 0;
  let place = 0;
  return {
    add: ({ file, line, refusal: { code, path, message } }) => {
      count++;
      counts.set(code, (counts.get(code) ?? 0) + 1);
      const at = printable(`${file}:${line}`);
      place = Math.max(place, at.length);
      const where = path === '' ? '' : `${printable(path)}  `;
      err.line(`${at.padEnd(place)}  ${err.styled('red', code)}  ${where}${printable(message)}`);
    },
    get count() {
      return count;
    },
    end: () => {
      err.line();
      err.line(err.styled('bold', summary(formats.counted(count, texts.refusals.lines))));
      const widest = Math.max(...[...counts.values()].map((each) => formats.count(each).length));
      for (const [code, each] of [...counts].sort((a, b) => b[1] - a[1])) {
        const shown = formats.count(each).padStart(widest);
        err.line(`  ${shown}  ${code.padEnd(17)}  ${meanings.get(code) ?? ''}`);
      }
      err.line();
      err.line(advice);
    },
  };
}
