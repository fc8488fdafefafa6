import { setTimeout as delay } from 'node:timers/promises';
import { AppendTooLarge, type EventStore } from '@paidonce/event-store';
import type { Fact } from '@paidonce/facts';
import { refuse, type Instant } from '@paidonce/kernel';
import type { Owned, Vault } from '@paidonce/vault';
import { lengthOf, type FactText } from '../fact-text.js';
import type { Decision, Origin } from '../ledger.js';
import type { Shelf } from '../workbench/shelf.js';
import { appendAll, entriesOf, type Entry } from './append.js';
import { PostedBatch } from './posted-batch.js';
import { Round, type Judgement } from './round.js';
import { Behind, Standing } from './standing.js';
import { Delivery, Group, Waiting } from './waiting.js';
import { isPlain, sumsOf, workedOut, type Sums } from './working-out.js';
import type { WorkedOut, WorkWatch } from '../workbench/worked-out.js';

export interface DeciderOptions {
  /** Facts that a workbench may hold before it is put away for an empty one; default 250,000 (about 150 MB). */
  readonly holds?: number;
  /** Most facts that are decided at once; default 2,500: of fewer, who appends would wait for who judges. */
  readonly batch?: number;
  /** Events that the shelf may be behind when a workbench is opened: they are followed again; default 20,000. */
  readonly mostBehind?: number;
  /** Whether positions of the log have no gaps, so that those of others show between ours; default true. */
  readonly isContiguous?: boolean;
  /** Most characters, or bytes, that are decided at once; default 16 million. */
  readonly characters?: number;
  /** How often a batch is judged anew because other processes write to the same accounts; default 50. */
  readonly attempts?: number;
  /** Is told what facts come to, once they are in the log. */
  readonly watch?: WorkWatch | undefined;
}

/** Facts that were judged, on what was known then. */
interface Judged {
  readonly standing: Standing;
  readonly waiting: readonly Waiting[];
  readonly judgements: readonly Judgement[];
  /** Of those that are to be appended, the ones that had to be sealed, in order. */
  readonly sealed: Promise<readonly Fact[]>;
  /** Facts on record before them. */
  readonly known: number;
  /** What they come to, where that is told. */
  readonly sums: Sums | undefined;
}

/** Batches that were judged and are not in the log yet: one is appended and one is sealed, while the next one is judged. */
const AHEAD = 2;

/**
 * Decides posted facts one after another, in batches, and appends those that are accepted to their clients' accounts, at the
 * revisions that it has seen. While batches are sealed and appended the next one is judged. What other processes append meanwhile shows as a conflict; then
 * everything is judged anew on what the log has. A decision is given when the fact is in the log.
 */
export class Decider {
  readonly #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #standing: Standing | undefined;
  /** Batches that were judged, in their order: they are appended one at a time. None rejects: whoever waits for a fact is told. */
  readonly #pending: Promise<void>[] = [];
  /** Something is judged anew: until nothing is pending, nothing is judged on what it may change. */
  #isJudgingAnew = false;
  readonly #options: Required<Omit<DeciderOptions, 'watch'>> & DeciderOptions;

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
      batch: 2_500,
      mostBehind: 20_000,
      attempts: 50,
      isContiguous: true,
      characters: 16_000_000,
      ...options,
    };
  }

  /**
   * Rejects where one of them could not be decided, as when the log cannot be reached: whether they are in the log shows when they
   * are posted again. What comes behind them in the delivery is rejected then, too.
   */
  decidePosted(facts: readonly FactText[], delivery: Delivery): Promise<readonly Decision[]> {
    const group = new Group(facts.length, delivery);
    for (let i = 0; i < facts.length; i++) this.#queue.push(new Waiting(facts[i] as FactText, group, i));
    // Whoever posts many facts in one go has them decided together.
    this.#running ??= Promise.resolve().then(() => this.#run());
    return group.decided;
  }

  /** As {@link decidePosted}, of texts that are all there is to a delivery. */
  decideAll(texts: readonly string[], origin: Origin): Promise<readonly Decision[]> {
    return this.decidePosted(
      texts.map((text) => ({ text })),
      new Delivery(origin),
    );
  }

  /** The same of one. */
  async decide(text: string, origin: Origin): Promise<Decision> {
    return (await this.decideAll([text], origin))[0] as Decision;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 || this.#pending.length > 0) {
      // Few facts wait for more, or else each few would be a batch by itself.
      if (this.#queue.length < this.#options.batch) await this.#appendedButFor(AHEAD - 1);
      if (this.#queue.length > 0) await this.#decideAhead(this.#queue.splice(0, this.#nextBatch()));
      else await this.#appendedButFor(0);
    }
    this.#running = undefined;
  }

  /** How many of those that wait are decided next: at least one. */
  #nextBatch(): number {
    let characters = 0;
    let facts = 0;
    for (const waiting of this.#queue) {
      characters += lengthOf(waiting);
      if (facts > 0 && (facts >= this.#options.batch || characters > this.#options.characters)) break;
      facts++;
    }
    return facts;
  }

  /** Judges a batch while those before it are appended, and has it appended behind them. */
  async #decideAhead(waiting: readonly Waiting[]): Promise<void> {
    for (let batch = stillWaiting(waiting); batch.length > 0; batch = stillWaiting(batch)) {
      let judged: Judged;
      try {
        judged = await this.#judge(batch, await this.#standingAhead());
      } catch (error) {
        await this.#appendedButFor(0);
        return this.#judgeAnew(stillWaiting(batch), error);
      }
      await this.#appendedButFor(AHEAD - 1);
      if (!this.#holds(judged)) continue;
      this.#pending.push(this.#appendBehind(this.#pending.at(-1), judged));
      return;
    }
  }

  /** Whether what a batch was judged on is in the log as it was taken to be, or is about to be. */
  #holds({ standing }: Judged): boolean {
    return standing === this.#standing && standing.known >= 0n && !this.#isJudgingAnew;
  }

  async #appendBehind(before: Promise<void> | undefined, judged: Judged): Promise<void> {
    await before;
    if (!this.#holds(judged)) {
      this.#isJudgingAnew = true;
      return this.#apart(stillWaiting(judged.waiting));
    }
    let left = judged.waiting;
    let error: unknown;
    try {
      left = await this.#append(judged);
      if (left.length === 0) return;
      error = conflictOf(left);
    } catch (failure) {
      error = failure;
    }
    this.#isJudgingAnew = true;
    await this.#judgeAnew(left, error);
  }

  /** Resolves when no more batches than so many are pending. */
  async #appendedButFor(most: number): Promise<void> {
    while (this.#pending.length > most) await this.#pending.shift();
    if (this.#pending.length === 0) this.#isJudgingAnew = false;
  }

  /** What is known, which what is pending belongs to; where that does not serve, what the log has once it is appended. */
  async #standingAhead(): Promise<Standing> {
    const { isContiguous, holds } = this.#options;
    const standing = this.#standing;
    // Where others do not show between ours, the log has to be asked before anything is judged.
    const serves = this.#pending.length > 0 && isContiguous && !this.#isJudgingAnew;
    if (standing && serves && standing.known >= 0n && standing.bench.size < holds) return standing;
    await this.#appendedButFor(0);
    return this.#upToDate();
  }

  /** Decides facts that something went wrong with, and nothing beside them: on what the log has by now, as often as need be. */
  async #judgeAnew(batch: readonly Waiting[], cause: unknown): Promise<void> {
    let left = batch;
    let error = cause;
    for (let attempt = 1; ; attempt++) {
      this.#standing = undefined;
      if (isFault(error) && left.length > 1) {
        // What one of them does to the program, or to the log, is not for the others to bear: it is looked for by halves.
        const half = left.length >> 1;
        await this.#apart(left.slice(0, half));
        return this.#apart(stillWaiting(left.slice(half)));
      }
      if (error instanceof AppendTooLarge) {
        // A closing and its statement: there is nothing to try again until the log takes more.
        const refusal = refuse('invalid', 'data', `not recorded: ${error.message}`);
        for (const waiting of left) waiting.resolve({ status: 'refused', refusal });
        return;
      }
      if (!(error instanceof Behind) || attempt >= this.#options.attempts) {
        for (const waiting of left) {
          if (isFault(error)) waiting.reject(error);
          else waiting.breakOff(error);
        }
        return;
      }
      await delay(Math.min(attempt, 20));
      try {
        left = await this.#append(await this.#judge(left, await this.#upToDate()));
        if (left.length === 0) return;
        error = conflictOf(left);
      } catch (failure) {
        error = failure;
      }
    }
  }

  /** Decides facts apart from those that were posted beside them. */
  async #apart(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const left = await this.#append(await this.#judge(batch, await this.#upToDate()));
      if (left.length > 0) await this.#judgeAnew(left, conflictOf(left));
    } catch (error) {
      await this.#judgeAnew(batch, error);
    }
  }

  async #judge(batch: readonly Waiting[], standing: Standing): Promise<Judged> {
    const posted = new PostedBatch(batch, standing.scan, this.now());
    const known = standing.bench.facts;
    const judgements = await new Round(standing.bench, this.vault, standing).judge(posted);
    standing.order.note(judgements, known, standing.bench.facts);
    // Before anything else is judged.
    const sums = this.#options.watch && judgements.every(isPlain) ? sumsOf(standing.bench) : undefined;
    const toSeal: Owned[] = [];
    for (const judged of judgements) {
      if (judged.kind !== 'recorded' || !('toSeal' in judged.fact)) continue;
      toSeal.push({ fact: judged.fact.toSeal, clientId: judged.clientId, country: '' });
    }
    const sealed = toSeal.length > 0 ? this.vault.sealAll(toSeal) : Promise.resolve([]);
    // Whoever appends them waits for it, unless they are judged anew before that.
    sealed.catch(() => undefined);
    return { standing, waiting: batch, judgements, sealed, known, sums };
  }

  /** Appends what was recorded, and gives the decisions; answers what met a conflict, and what has to be judged anew with it. */
  async #append({ standing, waiting, judgements, sealed, known, sums }: Judged): Promise<readonly Waiting[]> {
    const entries = entriesOf(waiting, judgements, await sealed);
    const left = entries.length > 0 ? await this.#appendEntries(entries, standing, known, sums) : NOTHING;
    // What was refused or repeated may have been so by a fact that is not in the log after all.
    if (left.size > 0) return waiting.filter((one, i) => left.has(one) || judgements[i]?.kind !== 'recorded');
    for (const [i, judged] of judgements.entries()) {
      if (judged.kind === 'recorded') continue;
      const { kind } = judged;
      waiting[i]?.resolve(
        kind === 'refused'
          ? { status: 'refused', refusal: judged.refusal }
          : { status: 'duplicate', source: judged.source, id: judged.id },
      );
    }
    return [];
  }

  async #appendEntries(
    entries: readonly Entry[],
    standing: Standing,
    known: number,
    sums: Sums | undefined,
  ): Promise<ReadonlySet<Waiting>> {
    const { watch } = this.#options;
    let out: WorkedOut | undefined;
    watch?.begins();
    try {
      const { left, whole } = await appendAll(entries, standing, known);
      if (whole && sums && standing.order.holdsFor(sums.books)) out = workedOut(whole, sums, standing.bench);
      return left;
    } finally {
      watch?.ends(out);
    }
  }

  /** What all that is in the log by now is known of: another one where other processes have appended meanwhile, or where it holds enough. */
  async #upToDate(): Promise<Standing> {
    const standing = this.#standing;
    if (standing && standing.bench.size < this.#options.holds && (await standing.isUpToDate())) return standing;
    this.#standing = undefined;
    return (this.#standing = await Standing.open(this.log, this.shelf, this.#options));
  }
}

const stillWaiting = (facts: readonly Waiting[]): readonly Waiting[] => facts.filter(({ group }) => !group.isRejected);

const NOTHING: ReadonlySet<Waiting> = new Set();

const conflictOf = (left: readonly Waiting[]): Behind => new Behind(`${left.length} facts met a conflict`);

/** Whether an error is one of the program, or of what it gives the log to keep, not of a database or a network. */
function isFault(error: unknown): boolean {
  return error instanceof RangeError || error instanceof TypeError;
}
