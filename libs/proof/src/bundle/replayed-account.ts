import { hash } from 'node:crypto';
import { isRefusal, LineSplitter, readFact, ScannedLines, Scanner, Tape, type LineReader } from '@paidonce/facts';
import {
  billedOf,
  engines,
  resumeBilled,
  RULES_VERSION,
  settlementUnder,
  type Applied,
  type Settlement,
  type Statement,
} from '@paidonce/settlement';
import type { AccountLog, StatementEvent } from './account-log.js';
import type { Findings, Place } from './findings.js';
import { differencesOf } from './statement-differences.js';
import { TermsText } from './terms.js';

/** A statement of the bundle and its event. */
export interface Issued {
  readonly event: StatementEvent;
  readonly text: string;
  readonly statement: Statement;
  /** Line of `statements.ndjson`. */
  readonly line: number;
}

const MEMBER = 'history.ndjson';
const NEWLINE = 0x0a;

/** Settles the facts of a bundle again, as their bytes come, and compares what they come to with what was issued. */
export class ReplayedAccount implements LineReader {
  readonly terms: TermsText;
  /** Facts that count, by the lines of the history, up to where each statement was issued. */
  readonly counted = new Map<Issued, number>();
  readonly #splitter = new LineSplitter(this);
  readonly #scanner = new Scanner();
  readonly #lines = new ScannedLines();
  readonly #settlements: Map<string, Settlement>;
  readonly #issuedBehind: Map<number, Issued>;
  /** Those that no closing has come to so far. */
  readonly #unmet: Set<Issued>;
  readonly #voids: ReadonlySet<number>;
  #cells: Float64Array | undefined;
  #line = 0;
  #counted = 0;

  constructor(
    contract: string,
    voids: Iterable<number>,
    readonly log: AccountLog,
    issued: readonly Issued[],
    readonly findings: Findings,
  ) {
    this.terms = new TermsText(contract);
    this.#voids = new Set(voids);
    this.#issuedBehind = new Map(issued.map((one) => [one.event.behind, one]));
    this.#unmet = new Set(issued);
    const versions = new Set(issued.map(({ event }) => event.rules).filter((version) => engines.has(version)));
    if (versions.size === 0) versions.add(RULES_VERSION);
    this.#settlements = new Map(Array.from(versions, (version) => [version, settlementUnder(version)]));
  }

  push(bytes: Buffer): void {
    this.#splitter.push(bytes);
  }

  end(): void {
    this.#splitter.end();
    const { facts } = this.log;
    if (this.#line < facts.length) {
      const en = `the history ends here, and the log has ${facts.length - this.#line} more facts`;
      const ru = `история здесь кончается, а в журнале ещё фактов: ${facts.length - this.#line}`;
      this.findings.fails('facts', { en, ru }, this.#place(this.#line + 1));
    }
    for (const issued of this.#unmet) {
      const en = 'the fact right before this statement does not issue it';
      const ru = 'факт прямо перед этим расчётом его не выставляет';
      this.findings.fails('replay', { en, ru }, placeOf(issued));
    }
  }

  unreadable(): void {
    this.#line++;
    this.findings.fails('facts', { en: 'this line is no text', ru: 'эта строка — не текст' }, this.#place(this.#line));
  }

  lines(bytes: Buffer): void {
    const tape = new Tape(this.#cells);
    this.#scanner.scan(bytes, tape);
    this.#cells = tape.cells;
    const lines = this.#lines;
    lines.open(bytes, tape.cells, tape.end);
    let hasNext = lines.next();
    let start = 0;
    for (let number = 1; start < bytes.length; number++) {
      const end = bytes.indexOf(NEWLINE, start);
      this.#line++;
      if (hash('sha256', bytes.subarray(start, end), 'hex') !== this.log.facts[this.#line - 1]) this.#notOfTheLog();
      // Blank lines are not on the tape.
      if (hasNext && lines.line === number) {
        if (!this.#voids.has(this.#line)) this.#apply();
        hasNext = lines.next();
      }
      start = end + 1;
    }
  }

  #apply(): void {
    const { scanned } = this.#lines;
    if (scanned) {
      this.#count(this.#offer((settlement) => settlement.applyScanned(scanned)).current);
      return;
    }
    const { text } = this.#lines;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = undefined;
    }
    const read = readFact(value);
    if (isRefusal(read)) {
      this.#count({ kind: 'refused', refusal: read });
      return;
    }
    this.terms.add(read.fact);
    const { type } = read.fact;
    const offer = (settlement: Settlement): Applied => settlement.offer(read);
    if (type === 'period.closed' || type === 'correction.issued') this.#close(offer, read.fact.data.contractId);
    else this.#count(this.#offer(offer).current);
  }

  #offer(offer: (settlement: Settlement) => Applied): {
    readonly current: Applied;
    readonly all: Map<string, Applied>;
  } {
    let current: Applied | undefined;
    const all = new Map<string, Applied>();
    for (const [version, settlement] of this.#settlements) {
      const applied = offer(settlement);
      all.set(version, applied);
      current ??= applied;
    }
    return { current: current as Applied, all };
  }

  #count(applied: Applied): void {
    if (applied.kind === 'recorded') this.#counted++;
    if (applied.kind !== 'refused') return;
    const { code, path, message } = applied.refusal;
    const why = `${code}${path === '' ? '' : ` (${path})`}: ${message}`;
    const en = `this fact is refused where it stands: ${why}`;
    this.findings.fails('replay', { en, ru: `на этом месте факт не принимается: ${why}` }, this.#place(this.#line));
  }

  #close(offer: (settlement: Settlement) => Applied, contractId: string): void {
    const issued = this.#issuedBehind.get(this.#line) ?? this.#issuedLater(contractId);
    if (issued) this.#unmet.delete(issued);
    // How many facts of others came before is not to be seen here: the statement says it, within bounds that are checked apart.
    if (issued) {
      for (const { world } of this.#settlements.values())
        if (issued.statement.position > world.position) world.standAt(issued.statement.position - 1);
    }
    const { current, all } = this.#offer(offer);
    this.#count(current);
    if (issued) this.counted.set(issued, this.#counted);
    if (current.kind !== 'recorded') {
      if (issued) this.#unmet.add(issued);
      return;
    }
    if (!issued) {
      const en = 'this closing issues a statement, which does not stand behind it';
      this.findings.fails(
        'replay',
        { en, ru: 'закрытие выставляет расчёт, а расчёта за ним нет' },
        this.#place(this.#line),
      );
      return;
    }
    this.#compare(issued, all.get(issued.event.rules));
    const chosen = this.#settlements.get(issued.event.rules);
    if (!chosen || this.#settlements.size < 2) return;
    const billed = billedOf(chosen, contractId);
    for (const other of this.#settlements.values()) if (other !== chosen) resumeBilled(other, contractId, billed);
  }

  /** The next statement of a contract, where it was issued later than right behind its closing: the log had lacked it. */
  #issuedLater(contract: string): Issued | undefined {
    const [settlement] = this.#settlements.values();
    const next = (settlement?.world.contracts.get(contract)?.book.statements ?? 0) + 1;
    const isLater = ({ behind }: StatementEvent): boolean => behind === 0 || behind > this.#line;
    return [...this.#unmet].find(
      ({ event, statement: { contractId, number } }) => contractId === contract && number === next && isLater(event),
    );
  }

  #compare(issued: Issued, applied: Applied | undefined): void {
    const { text, statement, event } = issued;
    if (!applied) {
      const en = `it was issued under version ${event.rules} of the rules, which this program does not know: verify with a later one`;
      const ru = `он выставлен по версии правил ${event.rules}, которой эта программа не знает: проверьте более новой`;
      this.findings.unknown('replay', { en, ru }, placeOf(issued));
      return;
    }
    const computed = applied.kind === 'recorded' ? applied.statement : undefined;
    if (!computed || JSON.stringify(computed) === text) return;
    for (const { key, says } of differencesOf(statement, computed)) {
      this.findings.fails('replay', says, { ...placeOf(issued), ...(key !== undefined && { key }) });
    }
  }

  #notOfTheLog(): void {
    const en = 'this fact is not the one that the log has here: it was changed, added or moved';
    const ru = 'это не тот факт, который на этом месте в журнале: он изменён, добавлен или переставлен';
    this.findings.fails('facts', { en, ru }, this.#place(this.#line));
  }

  #place(line: number): Place {
    const revision = this.log.revisions[line - 1];
    return { member: MEMBER, line, ...(revision !== undefined && { revision }) };
  }
}

export function placeOf({ line, event: { revision }, statement: { contractId, number } }: Issued): Place {
  return { member: 'statements.ndjson', line, revision, contract: contractId, statement: number };
}
