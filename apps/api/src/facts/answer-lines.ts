import type { Answer } from '../ports/ledger.js';

/** How many facts came to what. */
export type Summary = Record<Answer['status'], number>;

export function nothingYet(): Summary {
  return { accepted: 0, duplicate: 0, refused: 0 };
}

const FULL =
  'The quarantine of this token is full: this fact is not kept. Keep it, and send it again when others are corrected or dismissed.';

/** Where a refused fact waits, or that it does not. */
export function whereKept(id: string | null): { readonly quarantine: string | null; readonly notKept?: string } {
  return id === null ? { quarantine: null, notKept: FULL } : { quarantine: `/v1/quarantine/${encodeURIComponent(id)}` };
}

/** An answer as a line of NDJSON, its newline included. Written by hand for the common one: there are millions. */
export function answerLine(answer: Answer): string {
  const { line, status } = answer;
  if (status === 'refused') {
    return `${JSON.stringify({ line, status, ...answer.refusal, ...whereKept(answer.quarantineId) })}\n`;
  }
  const identity = `{"line":${line},"status":"${status}","source":${JSON.stringify(answer.source)},"id":${JSON.stringify(answer.id)}`;
  return status === 'accepted' ? `${identity},"position":${answer.position}}\n` : `${identity}}\n`;
}
