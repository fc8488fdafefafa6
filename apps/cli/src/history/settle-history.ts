import type { Refusal } from '@paidonce/kernel';
import { Settlement, type Statement } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { readHistory, type ReadingOptions } from './read-history.js';
import { UNREADABLE } from './unreadable.js';

/** A line that is no fact, or a fact that breaks a rule. */
export interface RefusedLine {
  readonly file: string;
  /** From 1, in its file. */
  readonly line: number;
  readonly refusal: Refusal;
  /** As it was read; empty where the line is no text. */
  readonly text: string;
  /** Where a server keeps it, to be corrected. */
  readonly quarantine?: string | undefined;
}

export interface SettlementListener {
  statement?(statement: Statement): void;
  refused(line: RefusedLine): void;
}

/** Not JSON in any case. */
const NOT_A_FACT = '\ufffd';

/** Settles the histories of some files, which in turn are one history. */
export async function settleHistory(
  context: Context,
  files: readonly string[],
  listener: SettlementListener,
  options: ReadingOptions,
): Promise<Settlement> {
  const settlement = new Settlement();
  const { out, err } = context;
  const pause = async (): Promise<void> => {
    await out.flush();
    await err.flush();
  };
  await readHistory(
    context,
    files,
    {
      scanned: (lines, file, before) => {
        while (lines.next()) {
          const { scanned } = lines;
          const applied = scanned ? settlement.applyScanned(scanned) : settlement.applyLine(lines.text);
          if (applied.kind === 'recorded') {
            if (applied.statement) listener.statement?.(applied.statement);
          } else if (applied.kind === 'refused') {
            listener.refused({ file, line: before + lines.line, refusal: applied.refusal, text: lines.text });
          }
        }
      },
      unreadable: (reason, file, line) => {
        const applied = settlement.applyLine(NOT_A_FACT);
        if (applied.kind !== 'refused') return;
        listener.refused({ file, line, refusal: { ...applied.refusal, message: UNREADABLE[reason] }, text: '' });
      },
      pause: () => (out.isFull || err.isFull ? pause() : undefined),
    },
    options,
  );
  return settlement;
}
