import { hash } from 'node:crypto';
import { isFactType } from '@paidonce/facts';
import { leafOf } from '../event-leaf.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { rootFromJoint } from '../tree/joint-inclusion.js';
import { ProofInvalid } from '../tree/proof-invalid.js';
import type { Findings } from './findings.js';
import { accountStream, isStatement } from './format.js';
import { readLogLine } from './read-json.js';

/** The event of a statement, as the log has it. */
export interface StatementEvent {
  readonly revision: number;
  readonly index: number;
  /** SHA-256 of the statement, hexadecimal. */
  readonly data: string;
  readonly rules: string;
  /** Line of `history.ndjson` of the fact right before it; 0 where that is none. */
  readonly behind: number;
}

const MEMBER = 'log.ndjson';
/** Statements of before versions were noted. */
const FIRST_RULES = '1';

/** What `log.ndjson` says: the events of the account, one a line, without their content. */
export class AccountLog {
  readonly indexes: number[] = [];
  /** SHA-256 of the facts, by the lines of `history.ndjson`, and where they stand in the account. */
  readonly facts: string[] = [];
  readonly revisions: number[] = [];
  readonly statements: StatementEvent[] = [];
  /** Of the lines that were added, with their line breaks. */
  bytes = 0;
  readonly #leaves: Buffer[] = [];
  readonly #stream: string;
  #wasFact = false;

  constructor(
    client: string,
    readonly findings: Findings,
  ) {
    this.#stream = accountStream(client);
  }

  get events(): number {
    return this.#leaves.length;
  }

  add(text: string, number: number): void {
    this.bytes += Buffer.byteLength(text) + 1;
    const line = readLogLine(text);
    const place = { member: MEMBER, line: number };
    if (!line) {
      this.findings.fails('account', { en: 'this line is no event', ru: 'эта строка — не событие' }, place);
      return;
    }
    const { index, revision, id, type, data, metadata, rules = FIRST_RULES, shown } = line;
    if (revision !== this.#leaves.length) this.#gap(revision, place);
    const before = this.indexes.at(-1) ?? -1;
    if (index <= before) {
      const en = `leaf ${index} comes after leaf ${before}: events do not stand in the order of the log`;
      const ru = `лист ${index} идёт после листа ${before}: события стоят не в порядке журнала`;
      this.findings.fails('account', { en, ru }, { ...place, revision });
    }
    this.indexes.push(index);
    const event = { stream: this.#stream, revision, id, type, data: { sha256: data }, metadata: { sha256: metadata } };
    this.#leaves.push(leafOf(event));
    if (shown !== undefined && (hash('sha256', shown, 'hex') !== metadata || !agrees(rules, type, shown))) {
      const [en, ru] = [
        'the metadata that is shown is not that of the log',
        'показанные метаданные — не те, что в журнале',
      ];
      this.findings.fails('account', { en, ru }, { ...place, revision });
    }
    if (isStatement({ type })) {
      this.statements.push({ revision, index, data, rules, behind: this.#wasFact ? this.facts.length : 0 });
    } else if (isFactType(type)) {
      this.facts.push(data);
      this.revisions.push(revision);
    } else {
      const en = `an event of type ${type} is in the log, and not shown`;
      this.findings.unknown(
        'facts',
        { en, ru: `событие типа ${type} есть в журнале и не показано` },
        { ...place, revision },
      );
    }
    this.#wasFact = isFactType(type);
  }

  /** Whether the events stand in the tree of a checkpoint. */
  prove({ size, root }: Checkpoint, proof: readonly Buffer[]): void {
    const { findings } = this;
    const count = this.events;
    let found: Buffer | undefined;
    try {
      found = rootFromJoint(this.indexes, size, this.#leaves, proof);
    } catch (error) {
      if (!(error instanceof ProofInvalid)) throw error;
    }
    if (found?.equals(root)) {
      const en = `all ${count} events stand in the tree of ${size} that the checkpoint signs`;
      findings.holds('inclusion', { en, ru: `все события (${count}) стоят в дереве из ${size}, которое подписано` });
      return;
    }
    const en = `these ${count} events do not make the root that the checkpoint signs: one of them at least is not in the log as it stands here, or the proof is another one`;
    const ru = `эти события (${count}) не дают корня, который подписан: хотя бы одно стоит в журнале иначе или доказательство чужое`;
    findings.fails('inclusion', { en, ru }, { member: MEMBER });
  }

  #gap(revision: number, place: { readonly member: string; readonly line: number }): void {
    const expected = this.#leaves.length;
    const en = `event ${expected} of the account is expected here, and this is ${revision}: one was dropped, added or moved`;
    const ru = `здесь ожидается событие ${expected} счёта, а это ${revision}: событие убрано, добавлено или переставлено`;
    this.findings.fails('account', { en, ru }, { ...place, revision: expected });
  }
}

/** Whether a statement was issued under these rules by its metadata, which are JSON. */
function agrees(rules: string, type: string, shown: string): boolean {
  if (!isStatement({ type })) return true;
  try {
    const said = JSON.parse(shown) as { readonly rules?: unknown } | null;
    return (said?.rules ?? FIRST_RULES) === rules;
  } catch {
    return false;
  }
}
