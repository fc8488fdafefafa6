import type { Answer } from '../ports/ledger.js';

/** How many facts came to what. */
export type Summary = Record<Answer['status'], number>;

export function nothingYet(): Summary {
  return { accepted: 0, duplicate: 0, refused: 0 };
}

/** Where a refused fact waits. */
export function quarantineLink(id: string): string {
  return `/v1/quarantine/${encodeURIComponent(id)}`;
}

/** An answer as a line of NDJSON, its newline included. Written by hand for the common one: there are millions. */
export function answerLine(answer: Answer): string {
  const { line, status } = answer;
  if (status === 'refused') {
    const quarantine = quarantineLink(answer.quarantineId);
    return `${JSON.stringify({ line, status, ...answer.refusal, quarantine })}\n`;
  }
  const identity = `{"line":${line},"status":"${status}","source":${JSON.stringify(answer.source)},"id":${JSON.stringify(answer.id)}`;
  return status === 'accepted' ? `${identity},"position":${answer.position}}\n` : `${identity}}\n`;
}
