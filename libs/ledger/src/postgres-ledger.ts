import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore } from '@paidonce/event-store';
import type { Instant } from '@paidonce/kernel';
import type { Vault } from '@paidonce/vault';
import type { DataSource } from 'typeorm';
import { Decider, type DeciderOptions } from './decide/decider.js';
import { Delivery } from './decide/waiting.js';
import { bytesOf, lengthOf } from './fact-text.js';
import type { Answer, Decision, Origin, Posted } from './ledger.js';
import { DraftStore, QuarantineStore } from './office/index.js';
import { Turns } from './office/turns.js';
import { PostgresShelf, type FactReader } from './read/postgres-shelf.js';
import { VoidFactRow } from './read/read-models.entity.js';
import { History, type HistoryLine, type HistoryQuery } from './record/history.js';
import { inOrder } from './record/in-order.js';
import { tooLarge } from './record/fact-size.js';
import { rawOf } from './record/raw.js';
import { Refusals } from './record/refusals.js';
import { ClaimViews } from './views/claim.views.js';
import { DirectoryViews } from './views/directory.views.js';
import { InspectionViews } from './views/inspection.views.js';
import { StatementViews } from './views/statement.views.js';
import { VoidViews } from './views/void.views.js';

export interface PostgresLedgerParts {
  readonly log: EventStore;
  /** Finds facts of the log by position. */
  readonly reader: FactReader;
  /** The read models. */
  readonly source: DataSource;
  readonly office: DataSource;
  readonly vault: Vault;
  /** Microseconds since 1970. */
  readonly now: () => Instant;
}

export interface PostgresLedgerOptions {
  readonly decider?: DeciderOptions;
}

/** What is kept of a fact beside its text, in bytes, while it waits for its decision. */
const FACT_WEIGHT = 1_000;

/**
 * Blocks of one request that may be on their way to a decision, and the bytes of their facts: some 10,000 facts, four times what is decided at once: one batch is read,
 * one judged, one sealed, one appended. More of them would only wait, and be moved by the collector meanwhile.
 */
const WINDOW = {
  inputs: 20_000,
  weight: 16_000_000,
  weigh: (block: readonly Posted[]) => block.reduce((sum, posted) => sum + lengthOf(posted) + FACT_WEIGHT, 0),
};

/** How often the checkpoint is looked at, where nobody tells of it. */
const POLL_MS = 50;

/** The views of a ledger, each from the rows or the facts that it needs. */
export class Views {
  readonly #directory: DirectoryViews;
  readonly #statements: StatementViews;
  readonly #inspection: InspectionViews;
  readonly #claims: ClaimViews;
  readonly #voids: VoidViews;

  constructor({ source, vault, now }: PostgresLedgerParts, shelf: PostgresShelf) {
    this.#directory = new DirectoryViews(source);
    this.#statements = new StatementViews(source, shelf, now);
    this.#inspection = new InspectionViews(source, shelf, vault, now);
    this.#claims = new ClaimViews(source, shelf);
    this.#voids = new VoidViews(source);
  }

  readonly clients: DirectoryViews['clients'] = (page) => this.#directory.clients(page);
  readonly client: DirectoryViews['client'] = (id) => this.#directory.client(id);
  readonly contracts: DirectoryViews['contracts'] = (of, page) => this.#directory.contracts(of, page);
  readonly contract: DirectoryViews['contract'] = (id) => this.#directory.contract(id);
  readonly campaigns: DirectoryViews['campaigns'] = (of, page) => this.#directory.campaigns(of, page);
  readonly campaign: DirectoryViews['campaign'] = (id) => this.#directory.campaign(id);
  readonly periods: StatementViews['periods'] = (id) => this.#statements.periods(id);
  readonly period: StatementViews['period'] = (id, name) => this.#statements.period(id, name);
  readonly statements: StatementViews['statements'] = (id, page) => this.#statements.statements(id, page);
  readonly statement: StatementViews['statement'] = (id, number) => this.#statements.statement(id, number);
  readonly disputes: ClaimViews['disputes'] = (query, page) => this.#claims.disputes(query, page);
  readonly pendingReturns: ClaimViews['pendingReturns'] = (query, page) => this.#claims.pendingReturns(query, page);
  readonly payments: ClaimViews['payments'] = (query, page) => this.#claims.payments(query, page);
  readonly lead: InspectionViews['lead'] = (id, as) => this.#inspection.lead(id, as);
  readonly statementItems: InspectionViews['statementItems'] = (id, number, page) =>
    this.#inspection.statementItems(id, number, page);
  readonly explainLine: InspectionViews['explainLine'] = (reference) => this.#inspection.explainLine(reference);
  readonly explainFact: InspectionViews['explainFact'] = (fact) => this.#inspection.explainFact(fact);
  readonly voids: VoidViews['voids'] = (page) => this.#voids.voids(page);
  readonly voidCounts: VoidViews['counts'] = () => this.#voids.counts();
}

/** What a ledger can do: record facts, and show what they come to as far as the log is projected. */
export class PostgresLedger {
  readonly quarantine: QuarantineStore;
  readonly drafts: DraftStore;
  readonly views: Views;
  readonly #parts: PostgresLedgerParts;
  readonly #shelf: PostgresShelf;
  readonly #decider: Decider;
  readonly #refusals: Refusals;
  readonly #history: History;
  readonly #moved = new EventEmitter().setMaxListeners(0);
  #projected = 0n;
  readonly #turns: Turns;

  constructor(parts: PostgresLedgerParts, options: PostgresLedgerOptions = {}) {
    const { log, reader, source, office, vault, now } = parts;
    this.#parts = parts;
    this.#shelf = new PostgresShelf(source, log, reader);
    this.#decider = new Decider(log, this.#shelf, vault, now, options.decider);
    this.quarantine = new QuarantineStore(office, { vault, now, decide: (text, origin) => this.decide(text, origin) });
    this.drafts = new DraftStore(office, now);
    this.#turns = new Turns(office);
    this.#refusals = new Refusals(this.quarantine);
    this.#history = new History(log, this.#shelf, source, vault);
    this.views = new Views(parts, this.#shelf);
  }

  /**
   * Decides facts as they come, in blocks, and appends them durably; answers in their order, in the same blocks. It pulls no further facts
   * while its answers are not taken. Refused facts are kept in quarantine. When `facts` ends, all that was pulled is answered.
   */
  record(facts: AsyncIterable<readonly Posted[]>, origin: Origin): AsyncGenerator<readonly Answer[], void> {
    const delivery = new Delivery(origin);
    return inOrder(facts, WINDOW, (block) => this.#answer(block, delivery));
  }

  async #answer(block: readonly Posted[], delivery: Delivery): Promise<readonly Answer[]> {
    const readable = block.map(withinSize);
    const decisions = await this.#decider.decidePosted(readable.filter(isReadable), delivery);
    const answers: Answer[] = [];
    const refusing: Promise<void>[] = [];
    let next = 0;
    for (let i = 0; i < readable.length; i++) {
      const posted = readable[i] as Posted;
      const { line, unreadable } = posted;
      const decision = unreadable ? { status: 'refused' as const, refusal: unreadable } : decisions[next++];
      if (decision?.status === 'refused') {
        const refused = this.#refuse(posted, decision, delivery.origin);
        refusing.push(refused.then((answer) => void (answers[i] = answer)));
      } else answers[i] = answerTo(line, decision as Taken);
    }
    if (refusing.length > 0) await Promise.all(refusing);
    return answers;
  }

  async #refuse(posted: Posted, decision: Extract<Decision, { status: 'refused' }>, origin: Origin): Promise<Answer> {
    const { line, text, unreadable, raw } = posted;
    const why = { refusal: decision.refusal, ...(unreadable && { unreadable }), ...(raw && { raw }) };
    const quarantineId = await this.#refusals.keep({ line, text, ...why }, origin);
    return { line, ...decision, quarantineId };
  }

  /** Decides one fact and appends it. Refused, it is not kept: whoever gave it is told. */
  async decide(text: string, origin: Origin): Promise<Decision> {
    const refusal = tooLarge({ text });
    return refusal ? { status: 'refused', refusal } : this.#decider.decide(text, origin);
  }

  /** Facts in the order of their recording. */
  history(query: HistoryQuery): AsyncGenerator<HistoryLine, void> {
    return this.#history.read(query);
  }

  /** Erases who a lead is, for good; false where that was not known. What is owed does not change. */
  async erasePerson(leadId: string): Promise<boolean> {
    return (await this.#parts.vault.erase([leadId])) > 0;
  }

  /** Runs once nobody else does so under this name, in any process. */
  alone<T>(name: string, run: () => Promise<T>): Promise<T> {
    return this.#turns.take(name, run);
  }

  /** Position of the last event of the log; 0n of an empty one. */
  head(): Promise<bigint> {
    return this.#parts.log.head();
  }

  /** Position of the last event that shows in the views. */
  async projected(): Promise<bigint> {
    return BigInt((await this.#shelf.reach()).position);
  }

  /** Seconds for which the first event behind a position has been in the log; 0 where none is. */
  async secondsBehind(position: bigint): Promise<number> {
    for await (const [waiting] of this.#parts.log.readAll({ after: position, limit: 1 }))
      if (waiting) return Math.max(0, (this.#parts.now() / 1_000 - Date.parse(waiting.created)) / 1_000);
    return 0;
  }

  /** How far the log has been followed, and the positions of the facts up to there that count for nothing. */
  async followed(): Promise<{ readonly position: number; readonly voids: ReadonlySet<number> }> {
    const { position } = await this.#shelf.reach();
    const rows = await this.#parts.source.manager.find(VoidFactRow, { select: { position: true } });
    return { position, voids: new Set(rows.map((row) => Number(row.position))) };
  }

  /** False where the projection has not come that far in time. */
  async waitUntilProjected(position: bigint, milliseconds: number): Promise<boolean> {
    const end = performance.now() + milliseconds;
    while (this.#projected < position) {
      const left = end - performance.now();
      if (left <= 0) return false;
      const pause = new AbortController();
      // Whoever projects in another process shows by the checkpoint only.
      const moved = once(this.#moved, 'moved', { signal: pause.signal }).catch(() => undefined);
      await Promise.race([moved, delay(Math.min(left, POLL_MS), undefined, { signal: pause.signal })]);
      pause.abort();
      if (this.#projected < position) this.#projected = BigInt((await this.#shelf.reach()).position);
    }
    return true;
  }

  /** Is told, by who projects, how far the views show the log: who waits for it hears of it at once. */
  noteProjected(position: bigint): void {
    this.#projected = position;
    this.#moved.emit('moved');
  }

  /** Resolves when nothing that was posted waits for its decision any more. */
  idle(): Promise<void> {
    return this.#decider.idle();
  }
}

/** What is too large is not decided; of the bytes that it had, the beginning is kept. */
function withinSize(posted: Posted): Posted {
  const unreadable = posted.unreadable ? undefined : tooLarge(posted);
  return unreadable ? { line: posted.line, text: '', unreadable, raw: rawOf(bytesOf(posted)) } : posted;
}

const isReadable = ({ unreadable }: Posted): boolean => !unreadable;

type Taken = Exclude<Decision, { readonly status: 'refused' }>;

/** Written out member by member: there are millions. */
function answerTo(line: number, decision: Taken): Answer {
  const { status, source, id } = decision;
  if (status === 'duplicate') return { line, status, source, id };
  return { line, status, source, id, position: decision.position, clientId: decision.clientId };
}
