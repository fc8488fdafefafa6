import { createHash, type Hash } from 'node:crypto';
import { textSplitter, type LineSplitter } from '@paidonce/facts';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { AccountLog } from './account-log.js';
import { lastCheckpoint } from './checkpoint-chain.js';
import { Findings, type Verification } from './findings.js';
import { memberNames, type Manifest, type MemberName } from './format.js';
import { checkAmounts, checkPositions, checkSpan, issuedStatements } from './issued-statements.js';
import { sumLine } from './pack.js';
import { hashOf, linesOf, readManifest } from './read-json.js';
import { README } from './readme.js';
import { ReplayedAccount, type Issued } from './replayed-account.js';
import { ArchiveInvalid, TarReader, type MemberReader } from './tar.js';

export interface VerifyOptions {
  /** Public keys (`vkey`) that are trusted. Without any, the first key in the bundle is taken on trust. */
  readonly keys?: readonly string[];
}

/** The first byte of a byte order mark; no member begins with it. */
const BYTE_ORDER_MARK = 0xef;
const NEWLINE = 0x0a;

/** What comes next cannot be read without what was found to be wrong. */
class Unreadable extends Error {}

/**
 * Verifies a bundle from its bytes as they come, offline. Resolves with what was found, whatever the bytes are; rejects where they cannot be read. A key that
 * is none is a `CheckpointInvalid` (see {@link verifierOf}): check those that people give before.
 */
export async function verifyBundle(
  blocks: Iterable<Buffer> | AsyncIterable<Buffer>,
  { keys = [] }: VerifyOptions = {},
): Promise<Verification> {
  const findings = new Findings();
  const members = new BundleMembers(keys, findings);
  const archive = new TarReader(members);
  let length = 0;
  try {
    for await (const block of blocks) {
      archive.push(block);
      length += block.length;
    }
    archive.end();
    members.over(length);
  } catch (error) {
    if (error instanceof ArchiveInvalid) {
      const en = `the archive is not as it was written (${error.flaw})`;
      findings.fails('archive', { en, ru: `архив не такой, каким был записан (${error.flaw})` }, { byte: error.at });
    } else if (!(error instanceof Unreadable)) throw error;
  }
  return findings.result;
}

/** Reads the members in their order; each is checked against those before it. */
class BundleMembers implements MemberReader {
  #next = 0;
  #sha256: Hash | undefined;
  #sums = '';
  #text: Buffer[] = [];
  #size = 0;
  #first: number | undefined;
  #last: number | undefined;
  #isKept = true;
  #lines: LineSplitter | undefined;
  #manifest: Manifest | undefined;
  #checkpoint: Checkpoint | undefined;
  #proof: readonly Buffer[] = [];
  #log: AccountLog | undefined;
  #terms = '';
  #issued: readonly Issued[] = [];
  #replay: ReplayedAccount | undefined;

  constructor(
    readonly keys: readonly string[],
    readonly findings: Findings,
  ) {}

  begin(name: string): void {
    const expected = this.#expected();
    if (name !== expected) {
      const en = `${expected ?? 'the end of the archive'} is expected, and ${JSON.stringify(name)} comes`;
      const ru = `ожидается ${expected ?? 'конец архива'}, а идёт ${JSON.stringify(name)}`;
      this.#stop('archive', en, ru, name);
    }
    this.#next = memberNames.indexOf(expected) + 1;
    this.#sha256 = createHash('sha256');
    this.#text = [];
    this.#size = 0;
    this.#first = this.#last = undefined;
    this.#isKept = name !== 'persons.ndjson';
    if (name === 'log.ndjson') this.#beginLog();
    if (name === 'history.ndjson') this.#beginHistory();
  }

  push(bytes: Buffer): void {
    this.#sha256?.update(bytes);
    this.#size += bytes.length;
    this.#first ??= bytes[0];
    this.#last = bytes.at(-1);
    if (this.#lines) this.#lines.push(bytes);
    else if (this.#replay) this.#replay.push(bytes);
    else if (this.#isKept) this.#text.push(Buffer.from(bytes));
  }

  end(name: string): void {
    const text = Buffer.concat(this.#text).toString();
    this.#checkLines(name);
    if (name === 'SHA256SUMS') this.#endSums(text);
    else this.#sums += sumLine(name, this.#sha256?.digest('hex') ?? '');
    switch (name as MemberName) {
      case 'README.txt':
        if (text !== README)
          this.#fail(
            'manifest',
            'the instructions are not those of this program',
            'наставление — не то, что у этой программы',
            name,
          );
        return;
      case 'manifest.json':
        this.#manifest =
          readManifest(text) ??
          this.#stop('manifest', 'no manifest that this program knows', 'описи, известной этой программе, нет', name);
        return;
      case 'checkpoints.ndjson':
        this.#checkpoint = lastCheckpoint(text, this.#known, this.keys, this.findings);
        return;
      case 'proof.txt':
        this.#proof = linesOf(text).map(hashOf);
        return;
      case 'log.ndjson':
        this.#endLog();
        return;
      case 'terms.ndjson':
        this.#terms = text;
        return;
      case 'statements.ndjson':
        this.#endStatements(text);
        return;
      case 'history.ndjson':
        this.#endHistory();
        return;
      case 'persons.ndjson':
        this.#endPersons();
        return;
      case 'SHA256SUMS':
        return;
    }
  }

  /** Those who read lines pass over a mark at the beginning and a line break that is missing at the end. */
  #checkLines(name: string): void {
    if (this.#first === undefined || (this.#first !== BYTE_ORDER_MARK && this.#last === NEWLINE)) return;
    const ru = 'часть начинается меткой или кончается не переводом строки';
    this.#fail('archive', 'the member begins with a mark, or does not end with a line break', ru, name);
  }

  /** Everything was read. */
  over(bytes: number): void {
    const expected = this.#expected();
    if (expected !== undefined) this.#stop('archive', `${expected} is missing`, `нет ${expected}`, expected);
    const en = `the archive is whole: ${bytes} bytes`;
    this.findings.holds('archive', { en, ru: `архив цел: ${bytes} байт` });
  }

  get #known(): Manifest {
    if (!this.#manifest) throw new Unreadable();
    return this.#manifest;
  }

  #expected(): MemberName | undefined {
    const expected = memberNames[this.#next];
    return expected === 'persons.ndjson' && !this.#manifest?.persons ? memberNames[this.#next + 1] : expected;
  }

  #beginLog(): void {
    const log = new AccountLog(this.#known.client, this.findings);
    this.#log = log;
    this.#lines = textSplitter({
      line: (text, number) => {
        log.add(text, number);
      },
      unreadable: (_, number) => {
        log.add('', number);
      },
    });
  }

  #endLog(): void {
    const { findings } = this;
    this.#lines?.end();
    this.#lines = undefined;
    if (this.#log?.bytes !== this.#size) {
      this.#fail('archive', 'there are blank lines in it', 'в ней есть пустые строки', 'log.ndjson');
    }
    const count = this.#log?.events ?? 0;
    const en = `the account has its events from the first to number ${count}, without a gap`;
    findings.holds('account', { en, ru: `в счёте все события с первого по ${count}-е, без пропусков` });
    if (this.#checkpoint) this.#log?.prove(this.#checkpoint, this.#proof);
    else {
      const [says, ru] = ['without a checkpoint nothing is proven', 'без контрольной точки ничего не доказано'];
      findings.fails('inclusion', { en: says, ru }, { member: 'checkpoints.ndjson' });
    }
  }

  #endStatements(text: string): void {
    const { findings } = this;
    const log = this.#log as AccountLog;
    this.#issued = issuedStatements(text, log, findings);
    const count = this.#issued.length;
    findings.holds('statements', {
      en: `all ${count} statements are those of the log`,
      ru: `все расчёты (${count}) — те, что в журнале`,
    });
    checkAmounts(this.#issued, findings);
    checkSpan(this.#issued, log, this.#known, findings);
  }

  #beginHistory(): void {
    const { contract, voids } = this.#known;
    this.#replay = new ReplayedAccount(contract, voids, this.#log as AccountLog, this.#issued, this.findings);
    for (const line of voids) {
      const en = "that this fact counts for nothing is taken on trust: what it collides with may be another client's";
      const ru = 'что факт не в счёт, принято на веру: то, с чем он столкнулся, может быть чужим';
      this.findings.unknown('replay', { en, ru }, { member: 'history.ndjson', line });
    }
  }

  #endHistory(): void {
    const { findings } = this;
    const replay = this.#replay as ReplayedAccount;
    replay.end();
    this.#replay = undefined;
    const [facts, statements] = [this.#log?.facts.length ?? 0, this.#issued.length];
    findings.holds('facts', {
      en: `all ${facts} facts are those of the log`,
      ru: `все факты (${facts}) — те, что в журнале`,
    });
    const en = `all ${statements} statements, computed again from the facts, are the same to the byte`;
    findings.holds('replay', { en, ru: `все расчёты (${statements}), вычисленные заново из фактов, совпали до байта` });
    checkPositions(this.#issued, replay.counted, findings);
    if (this.#terms !== replay.terms.lines.map((line) => `${line}\n`).join('')) {
      this.#fail(
        'terms',
        'these are not the terms that the facts record',
        'это не те условия, что записаны фактами',
        'terms.ndjson',
      );
    }
    const count = replay.terms.lines.length;
    findings.holds('terms', {
      en: `the terms are as recorded, versions: ${count}`,
      ru: `условия — как записаны, версий: ${count}`,
    });
  }

  #endPersons(): void {
    const en = 'names of persons are taken on trust: the log has them sealed';
    this.findings.unknown('persons', { en, ru: 'имена людей приняты на веру: в журнале они зашифрованы' });
  }

  #endSums(text: string): void {
    const { findings } = this;
    const [said, are] = [linesOf(text), linesOf(this.#sums)];
    for (const [i, line] of are.entries()) {
      if (said[i] === line) continue;
      const [en, ru] = ['its bytes have another SHA-256 than was noted', 'SHA-256 её байтов не тот, что записан'];
      findings.fails('sums', { en, ru }, { member: line.slice(line.indexOf('  ') + 2) });
    }
    if (text !== this.#sums)
      this.#fail('sums', 'the sums are not those of the members', 'суммы — не те, что у частей', 'SHA256SUMS');
    const en = 'each member has the SHA-256 that was noted';
    findings.holds('sums', { en, ru: 'SHA-256 каждой части — тот, что записан' });
    findings.holds('manifest', { en: 'the manifest is in order', ru: 'опись в порядке' });
  }

  #fail(check: 'terms' | 'sums' | 'manifest' | 'archive', en: string, ru: string, member: string): void {
    this.findings.fails(check, { en, ru }, { member });
  }

  #stop(check: 'manifest' | 'archive', en: string, ru: string, member: string): never {
    this.#fail(check, en, ru, member);
    throw new Unreadable();
  }
}
