import { hash } from 'node:crypto';
import type { AccountLog } from './account-log.js';
import type { Findings } from './findings.js';
import { spanOf, type Manifest } from './format.js';
import { linesOf } from './read-json.js';
import { placeOf, type Issued } from './replayed-account.js';
import { isStatementBody, wrongSum } from './statement-differences.js';

const MEMBER = 'statements.ndjson';

/** The statements of a bundle, as far as they are those of the log. */
export function issuedStatements(text: string, log: AccountLog, findings: Findings): Issued[] {
  const lines = linesOf(text);
  const issued: Issued[] = [];
  for (let i = 0; i < Math.max(lines.length, log.statements.length); i++) {
    const [line, event] = [lines[i], log.statements[i]];
    const place = { member: MEMBER, line: i + 1, ...(event && { revision: event.revision }) };
    if (line === undefined || hash('sha256', line, 'hex') !== event?.data) {
      const en = 'this is not the statement that the log has here: it was changed, added, dropped or moved';
      const ru = 'это не тот расчёт, который на этом месте в журнале: он изменён, добавлен, убран или переставлен';
      findings.fails('statements', { en, ru }, place);
    }
    if (line === undefined || !event) continue;
    const statement = parsed(line);
    if (isStatementBody(statement)) issued.push({ event, text: line, statement, line: i + 1 });
    else findings.fails('statements', { en: 'this line is no statement', ru: 'эта строка — не расчёт' }, place);
  }
  return issued;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function checkAmounts(issued: readonly Issued[], findings: Findings): void {
  for (const one of issued) {
    const sum = wrongSum(one.statement);
    if (sum === undefined) continue;
    const { subtotal } = one.statement;
    const en = `its lines come to ${sum}, and it says ${subtotal}`;
    findings.fails('amounts', { en, ru: `сумма строк — ${sum}, а в расчёте ${subtotal}` }, placeOf(one));
  }
  const en = 'the lines of each statement come to its subtotal';
  findings.holds('amounts', { en, ru: 'строки каждого расчёта дают его сумму' });
}

/**
 * What a statement says of how many facts it knew, those of other clients included: no fewer than this account has, no more than the log has leaves,
 * less those that are seen to be statements; and likewise since the one before.
 */
export function checkPositions(
  issued: readonly Issued[],
  counted: ReadonlyMap<Issued, number>,
  findings: Findings,
): void {
  let isExact = true;
  let [before, factsBefore, leavesBefore] = [0, 0, 0];
  for (const [i, one] of issued.entries()) {
    const facts = counted.get(one);
    if (facts === undefined) continue;
    const { position } = one.statement;
    // Leaves up to its closing, without the statements that stand between: its own comes behind the closing.
    const leaves = one.event.index - i;
    const [least, most] = [before + facts - factsBefore, before + leaves - leavesBefore];
    if (position < least || position > most) {
      const en = `it says that it knew ${position} facts; the log had between ${least} and ${most}`;
      findings.fails(
        'positions',
        { en, ru: `по его словам, он знал фактов: ${position}; в журнале было от ${least} до ${most}` },
        placeOf(one),
      );
    }
    isExact &&= least === most;
    [before, factsBefore, leavesBefore] = [position, facts, leaves];
  }
  if (isExact) {
    const en = 'each statement says how many facts it knew';
    findings.holds('positions', { en, ru: 'каждый расчёт верно говорит, сколько фактов он знал' });
  } else if (!findings.has('positions')) {
    const en =
      'how many facts each statement knew (`position`) is possible, and not proven to the fact: what other clients recorded is not shown';
    const ru =
      'сколько фактов знал каждый расчёт (`position`), возможно, но до факта не доказано: записанное другими заказчиками не показано';
    findings.unknown('positions', { en, ru });
  }
}

/** Whether the statements that were asked for are there, and the account ends with the last of them. */
export function checkSpan(issued: readonly Issued[], log: AccountLog, manifest: Manifest, findings: Findings): void {
  const { client, contract, from, to, first, last } = manifest;
  const place = { member: 'manifest.json' };
  for (const one of issued) {
    if (one.statement.clientId === client) continue;
    const en = `it is a statement of ${one.statement.clientId}, not of ${client}`;
    findings.fails('span', { en, ru: `это расчёт заказчика ${one.statement.clientId}, а не ${client}` }, placeOf(one));
  }
  const own = issued.filter(({ statement }) => statement.contractId === contract).map(({ statement }) => statement);
  const gap = own.findIndex(({ number }, i) => number !== i + 1);
  if (gap >= 0) {
    const en = `statement ${gap + 1} of ${contract} is missing`;
    findings.fails('span', { en, ru: `нет расчёта ${gap + 1} договора ${contract}` }, { contract, statement: gap + 1 });
  }
  const asked = spanOf(own, from, to);
  if (asked[0]?.number !== first || asked.at(-1)?.number !== last) {
    const en = `the periods that were asked for do not have the statements ${first} to ${last}`;
    findings.fails('span', { en, ru: `у запрошенных периодов другие расчёты, а не ${first}–${last}` }, place);
  }
  if (issued.at(-1)?.statement !== asked.at(-1) || log.statements.at(-1)?.revision !== log.events - 1) {
    const en = 'the account does not end with the last statement that was asked for';
    findings.fails(
      'span',
      { en, ru: 'счёт кончается не последним запрошенным расчётом' },
      { member: 'log.ndjson', line: log.events },
    );
  }
  const counts = { events: log.events, facts: log.facts.length, statements: log.statements.length };
  for (const [name, count] of Object.entries(counts)) {
    const said = manifest[name as keyof typeof counts];
    if (said === count) continue;
    findings.fails(
      'span',
      { en: `${name}: ${said} are promised, ${count} are there`, ru: `${name}: обещано ${said}, есть ${count}` },
      place,
    );
  }
  const rules = [...new Set(log.statements.map((event) => event.rules))].sort();
  if (JSON.stringify(rules) !== JSON.stringify(manifest.rules)) {
    findings.fails(
      'span',
      { en: 'the rules are not those of the statements', ru: 'правила — не те, что у расчётов' },
      place,
    );
  }
  const [en, ru] = [
    `statements ${first} to ${last} of ${contract} are all there`,
    `расчёты ${first}–${last} договора ${contract} все на месте`,
  ];
  findings.holds('span', { en, ru });
}
