import { setTimeout as delay } from 'node:timers/promises';
import { AppendTooLarge, RevisionConflict, type EventStore, type NewEvent } from '@paidonce/event-store';
import { isRefusal, type Fact } from '@paidonce/facts';
import { refuse, type Instant } from '@paidonce/kernel';
import type { Vault } from '@paidonce/vault';
import type { Decision, Origin } from '../ledger.js';
import { factEvents } from '../read/fact-event.js';
import { JOURNAL_ENTRY, streamOf } from '../read/streams.js';
import type { Shelf } from '../workbench/shelf.js';
import { Workbench } from '../workbench/workbench.js';
import { readPosted } from './candidate.js';
import { eventsOf } from './events.js';
import { Round, type Candidate, type Judgement } from './round.js';

/** Another process has written to an account since the workbench was opened. */
class Behind extends Error {
  override readonly name = 'Behind';
}

/** Entries of the journal that are looked at together. */
const PASSED_AT_ONCE = 500;

/** Facts that were posted together, whose decisions are given together. */
class Group {
  readonly decided: Promise<readonly Decision[]>;
  readonly #decisions: Decision[] = [];
  #left: number;
  #resolve: (decisions: readonly Decision[]) => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;

  constructor(size: number) {
    this.#left = size;
    this.decided = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.reject = reject;
    });
    if (size === 0) this.#resolve([]);
  }

  /** The first decision on a fact counts: what is judged anew may have been decided already. */
  decide(index: number, decision: Decision): void {
    if (this.#decisions[index]) return;
    this.#decisions[index] = decision;
    if (--this.#left === 0) this.#resolve(this.#decisions);
  }
}

/** A posted fact that waits for its decision. */
class Waiting {
  constructor(
    readonly text: string,
    readonly origin: Origin,
    readonly group: Group,
    readonly index: number,
  ) {}

  resolve(decision: Decision): void {
    this.group.decide(this.index, decision);
  }

  reject(error: unknown): void {
    this.group.reject(error);
  }
}

type Recorded = Extract<Judgement, { kind: 'recorded' }>;

/** A fact that is to be appended. */
interface Entry {
  readonly waiting: Waiting;
  readonly judged: Recorded;
}

/** What is to be appended to one account, in order. */
interface Account {
  readonly clientId: string;
  readonly facts: (Entry & { readonly sealed: Fact })[];
}

export interface DeciderOptions {
  /** Facts that a workbench may hold before it is put away for an empty one; default 250,000 (about 150 MB). */
  readonly holds?: number;
  /** Most facts that are decided at once; default 5,000. */
  readonly batch?: number;
  /** Events that the shelf may be behind when a workbench is opened: they are followed again; default 20,000. */
  readonly mostBehind?: number;
  /** Whether positions of the log have no gaps, so that those of others show between ours; default true. */
  readonly isContiguous?: boolean;
  /** Most characters that are decided at once; default 16 million. */
  readonly characters?: number;
  /** How often a batch is judged anew because other processes write to the same accounts; default 50. */
  readonly attempts?: number;
}

/**
 * Decides posted facts one after another, in batches, and appends those that are accepted to their clients' accounts, at the
 * revisions that it has seen. What other processes append meanwhile shows as a conflict; then everything is judged anew on what the log has.
 * A decision is given when the fact is in the log.
 */
export class Decider {
  readonly #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #bench: Workbench | undefined;
  /** Position up to which the workbench knows the log: what is behind it, others have appended. */
  #known = 0n;
  /** Last revisions of the accounts that were claimed; -1 where there was none. */
  readonly #revisions = new Map<string, number>();
  readonly #options: Required<DeciderOptions>;

  constructor(
    readonly log: EventStore,
    readonly shelf: Shelf,
    readonly vault: Vault,
    /** Microseconds since 1970. */
    readonly now: () => Instant,
    options: DeciderOptions = {},
  ) {
    this.#options = {
      holds: 250_000,
      batch: 5_000,
      mostBehind: 20_000,
      attempts: 50,
      isContiguous: true,
      characters: 16_000_000,
      ...options,
    };
  }

  /**
   * Rejects where one of them could not be decided, as when the log cannot be reached: whether they are in the log shows when they
   * are posted again.
   */
  decideAll(texts: readonly string[], origin: Origin): Promise<readonly Decision[]> {
    const group = new Group(texts.length);
    for (const [index, text] of texts.entries()) this.#queue.push(new Waiting(text, origin, group, index));
    // Whoever posts many facts in one go has them decided together.
    this.#running ??= Promise.resolve().then(() => this.#run());
    return group.decided;
  }

  /** As {@link decideAll}, of one fact. */
  async decide(text: string, origin: Origin): Promise<Decision> {
    return (await this.decideAll([text], origin))[0] as Decision;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) await this.#decideAll(this.#queue.splice(0, this.#nextBatch()));
    this.#running = undefined;
  }

  /** How many of those that wait are decided next: at least one. */
  #nextBatch(): number {
    let characters = 0;
    let facts = 0;
    for (const { text } of this.#queue) {
      characters += text.length;
      if (facts > 0 && (facts >= this.#options.batch || characters > this.#options.characters)) break;
      facts++;
    }
    return facts;
  }

  async #decideAll(batch: readonly Waiting[]): Promise<void> {
    let left = batch;
    for (let attempt = 1; ; attempt++) {
      try {
        left = await this.#attempt(left);
        if (left.length === 0) return;
        throw new Behind(`${left.length} facts met a conflict`);
      } catch (error) {
        this.#forget();
        if (isFault(error) && left.length > 1) {
          // What one of them does to the program is not for the others to bear.
          for (const one of left) await this.#decideAll([one]);
          return;
        }
        if (error instanceof AppendTooLarge) {
          // A closing and its statement: there is nothing to try again until the log takes more.
          const refusal = refuse('invalid', 'data', `not recorded: ${error.message}`);
          for (const waiting of left) waiting.resolve({ status: 'refused', refusal });
          return;
        }
        if (!(error instanceof Behind) || attempt >= this.#options.attempts) {
          for (const waiting of left) waiting.reject(error);
          return;
        }
        await delay(Math.min(attempt, 20));
      }
    }
  }

  /** Decides what it can; answers what has to be judged anew. */
  async #attempt(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    const bench = await this.#upToDate();
    const candidates: Candidate[] = [];
    const waiting: Waiting[] = [];
    const now = this.now();
    for (const one of batch) {
      const read = readPosted(one.text, one.origin.actor, now);
      if (isRefusal(read)) one.resolve({ status: 'refused', refusal: read });
      else {
        candidates.push({ read, origin: one.origin });
        waiting.push(one);
      }
    }
    const claims = {
      has: (clientId: string) => this.#revisions.has(clientId),
      take: (clientId: string) => this.#claim(bench, clientId),
    };
    const known = bench.facts;
    const judgements = await new Round(bench, this.vault, claims).judge(candidates);
    const left = await this.#append(entriesOf(waiting, judgements), known);
    // What was refused or repeated may have been so by a fact that is not in the log after all.
    if (left.size > 0) return waiting.filter((one, i) => left.has(one) || judgements[i]?.kind !== 'recorded');
    for (const [i, one] of waiting.entries()) {
      const judged = judgements[i] as Judgement;
      if (judged.kind === 'refused') one.resolve({ status: 'refused', refusal: judged.refusal });
      else if (judged.kind === 'repeated')
        one.resolve({ status: 'duplicate', ...identity(candidates[i] as Candidate) });
    }
    return [];
  }

  /**
   * Appends what was recorded behind so many facts, account by account, and gives its decisions; answers what met a conflict. Accounts with
   * statements come last, one after another and only if all went well: a statement tells how many facts come before it in the log.
   */
  async #append(entries: readonly Entry[], known: number): Promise<Set<Waiting>> {
    const left = new Set<Waiting>();
    if (entries.length === 0) return left;
    const accounts = await this.#accountsOf(entries);
    const isBilled = ({ facts }: Account): boolean => facts.some(({ judged }) => judged.statement);
    let count = known;
    let appended = 0;
    const before = this.#known;
    const append = async ({ clientId, facts }: Account): Promise<void> => {
      const events = facts.flatMap(({ judged: { statement }, waiting, sealed }) => {
        count++;
        return eventsOf(sealed, statement && { ...statement, position: count }, waiting.origin);
      });
      const position = await this.#appendTo(clientId, events);
      if (position !== undefined) appended += events.length;
      for (const { waiting, sealed } of facts) {
        const { source, id } = sealed;
        if (position === undefined) left.add(waiting);
        else waiting.resolve({ status: 'accepted', source, id, position, clientId });
      }
    };
    const appends = accounts.filter((account) => !isBilled(account)).map(append);
    const failed = (await Promise.allSettled(appends)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    for (const account of accounts.filter(isBilled)) {
      if (left.size === 0) await append(account);
      else for (const { waiting } of account.facts) left.add(waiting);
    }
    if (appended > 0) await this.#noteOthers(before, appended);
    return left;
  }

  /**
   * Positions that are not ours have been taken by others: where they hold more than entries of the journal, the log is followed before anything
   * else is decided.
   */
  async #noteOthers(before: bigint, appended: number): Promise<void> {
    let others = this.#known - before - BigInt(appended);
    if (!this.#options.isContiguous || others === 0n) return;
    for await (const entries of this.log.readAll({ after: before, types: [JOURNAL_ENTRY] })) {
      others -= BigInt(entries.filter(({ position }) => position <= this.#known).length);
    }
    if (others !== 0n) this.#known = -1n;
  }

  async #accountsOf(entries: readonly Entry[]): Promise<Account[]> {
    const sealed = await this.vault.sealAll(
      entries.map(({ judged: { fact, clientId } }) => ({ fact, clientId, country: '' })),
    );
    const accounts = new Map<string, Account>();
    for (const [i, entry] of entries.entries()) {
      const { clientId, fact } = entry.judged;
      const account = accounts.get(clientId) ?? { clientId, facts: [] };
      account.facts.push({ ...entry, sealed: sealed[i] ?? fact });
      accounts.set(clientId, account);
    }
    return [...accounts.values()];
  }

  /** Position of the last event, or `undefined` where the account is no longer at the revision that was seen. */
  async #appendTo(clientId: string, events: readonly NewEvent[]): Promise<bigint | undefined> {
    const revision = this.#revisions.get(clientId) ?? -1;
    try {
      const expected = revision < 0 ? 'no-stream' : revision;
      const appended = await this.log.append(streamOf(clientId), events, expected);
      this.#revisions.set(clientId, appended.revision);
      if (appended.position > this.#known) this.#known = appended.position;
      return appended.position;
    } catch (error) {
      if (error instanceof RevisionConflict) return undefined;
      throw error;
    }
  }

  #forget(): void {
    this.#bench = undefined;
    this.#revisions.clear();
  }

  /** A workbench that knows all that is in the log by now: another one where other processes have appended meanwhile. */
  async #upToDate(): Promise<Workbench> {
    const head = await this.log.head();
    if (this.#bench && head !== this.#known && !(await this.#passOverJournal(head))) this.#forget();
    return this.#open();
  }

  /** Whether nothing but entries of the journal has come behind what is known: they decide nothing. */
  async #passOverJournal(head: bigint): Promise<boolean> {
    if (this.#known < 0n) return false;
    while (this.#known < head) {
      let last = this.#known;
      let isJournal = true;
      // Read to their end, however they begin: a reading that is broken off costs the log a connection.
      for await (const events of this.log.readAll({ after: last, limit: PASSED_AT_ONCE })) {
        isJournal &&= events.every(({ type }) => type === JOURNAL_ENTRY);
        last = events.at(-1)?.position ?? last;
      }
      // A reading that does not reach the head has not seen what is there.
      if (!isJournal || last === this.#known) return false;
      this.#known = last;
    }
    return true;
  }

  /** A workbench that knows the log up to where it ended when it was opened, and what was appended here since. */
  async #open(): Promise<Workbench> {
    if (this.#bench && this.#bench.size < this.#options.holds) return this.#bench;
    this.#forget();
    const head = await this.log.head();
    for (let pause = 1; head - BigInt((await this.shelf.reach()).position) > this.#options.mostBehind; pause++) {
      await delay(Math.min(10 * pause, 500));
    }
    const bench = await Workbench.open(this.shelf);
    const from = bench.position;
    for await (const events of this.log.readAll({ after: BigInt(from) })) {
      const [followed] = await Promise.allSettled([bench.follow(factEvents(events))]);
      // Sums that were resumed on the way have to be those of where it began, or what is followed counts twice.
      if ((await this.shelf.reach()).position !== from) throw new Behind('the shelf has moved on');
      if (followed.status === 'rejected') throw followed.reason;
      bench.standAt(Number(events.at(-1)?.position ?? bench.position));
    }
    this.#known = BigInt(bench.position);
    return (this.#bench = bench);
  }

  /** Takes note of where an account stands, which must be where the workbench has seen it. */
  async #claim(bench: Workbench, clientId: string): Promise<void> {
    if (this.#revisions.has(clientId)) return;
    let revision = -1;
    for await (const events of this.log.readStream(streamOf(clientId), { direction: 'backwards', limit: 1 })) {
      for (const event of events) {
        if (Number(event.position) > bench.position) throw new Behind(`account of ${clientId}`);
        revision = event.revision;
      }
    }
    this.#revisions.set(clientId, revision);
  }
}

/** Whether an error is one of the program, not of a database or a network. */
function isFault(error: unknown): boolean {
  return error instanceof RangeError || error instanceof TypeError;
}

function entriesOf(waiting: readonly Waiting[], judgements: readonly Judgement[]): Entry[] {
  return waiting.flatMap((one, i) => {
    const judged = judgements[i];
    return judged?.kind === 'recorded' ? [{ waiting: one, judged }] : [];
  });
}

function identity({ read }: Candidate): { source: string; id: string } {
  const { source, id } = read.fact;
  return { source, id };
}
