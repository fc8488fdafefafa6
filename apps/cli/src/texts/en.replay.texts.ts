import type { Forms } from './language.js';

export const replayInEnglish = {
  help: {
    replay: {
      summary: 'compute issued statements again and compare them to the byte',
      description:
        'Has a server settle its log again, under the rules of the time, and compare each statement with what was issued. What differs is shown\nline by line, with the facts of the line. Without a contract or a client everything that may be seen is replayed.',
      after: `Examples:
  paidonce replay
  paidonce replay --contract C-1 --period 2026-01

Exit status: 0 where everything is the same, 3 where something differs; others as for \`paidonce import\`.`,
    },
    account: {
      summary: 'count what became of every fact, and show the facts behind a count',
      description:
        'No fact left behind: each fact is billed, covered, removed, pending, not billable or refused. With --count the facts behind that count.',
      after: `Examples:
  paidonce audit account --contract C-1 --period 2026-01
  paidonce audit account --contract C-1 --count covered`,
    },
    timeline: {
      summary: 'show all facts about a lead, and what each did to the bill',
      description: 'Shows each fact about a lead with when it was recorded, by whom, and what it changed.',
      after: `Example:
  paidonce audit timeline --lead L-1 --person`,
    },
    changes: {
      summary: 'show what changed what a contract owes, by which fact and whose',
      description:
        'Shows the facts recorded between two moments that changed what a contract owes, and the lines that they changed.',
      after: `Examples:
  paidonce audit changes --contract C-1 --since 2026-02-01T00:00:00+03:00
  paidonce audit changes --contract C-1 --period 2026-01 --since position:1200`,
    },
    contract: 'the contract',
    client: 'the client',
    period: 'the period: 2026-01, 2026-W05 or 2026-Q1',
    knownAt: 'as known at a moment (2026-02-01T00:00:00+03:00) or up to a place of the log (position:1200)',
    count: 'which facts to show: billed, covered, removed, pending, unbillable, refused',
    type: 'only facts of this type',
    lead: 'the lead',
    person: 'all leads of the same person',
    since: 'what was recorded after this moment, or behind position:N',
    until: 'and up to this one',
    json: 'one JSON object a line, as the server tells it',
  },
  progress: 'Replaying',
  statements: { one: 'statement', other: 'statements' } as Forms,
  same: (statements: string, facts: string): string =>
    `${statements} replayed from ${facts}: every one is the same to the byte.`,
  differs: (differing: string, statements: string, findings: string): string =>
    `${differing} of ${statements} differ; ${findings} other findings.`,
  statement: (number: string, contract: string, position: string): string =>
    `Statement ${number} of the contract ${contract} differs (position ${position} of the log)`,
  finding: (what: string, position: string, client: string, message: string): string =>
    `Position ${position} of the log, client ${client}: ${what} (${message})`,
  findings: {
    unreadable: 'what stands there is no fact',
    refused: 'a fact that the rules refuse',
    gap: 'events of the account are missing or stand in another order',
    'no-statement': 'a closing without its statement',
    'no-closing': 'a statement without a closing',
    'unknown-rules': 'issued under rules that this program does not know',
  },
  bytes: 'The same statement in other bytes.',
  issued: 'Issued',
  replayed: 'Replayed',
  member: 'Member',
  line: 'Line',
  factsOf: (line: string): string => `Facts of ${line}`,
  more: (facts: string): string => `… and ${facts} more`,
  position: 'Position',
  recorded: 'Recorded',
  actor: 'By',
  happened: 'Happened',
  effect: 'What it changed',
  nothing: 'nothing',
  reason: 'Why',
  none: 'Nothing.',
  voids: (facts: string): string => `${facts} in the log count for nothing: two writers had raced.`,
  brokeOff: 'The answer broke off before its end.',
};
