import type { RecordedEvent } from '@paidonce/event-store';
import { clientOfStream, STATEMENT_ISSUED } from '@paidonce/ledger';
import { UnknownRules, type Statement } from '@paidonce/settlement';
import type { AuditedLedger, Followed } from '../audited-ledger.js';
import { AccountReplay, accountUpTo, rulesOfThisProgram, type Replayed, type Rules } from './account-replay.js';
import { differencesOf, type Difference } from './differences.js';
import { located } from './located.js';
import { OfferedFacts, type OfferedFact } from './offered-facts.js';
import type { Finding, ReplayedStatement, ReplayLine, ReplayScope } from './replay-lines.js';

/** How often progress is told. */
const PROGRESS_MS = 200;
/** Statements that differ of which the facts are looked for in the log: each costs a reading of the account. */
const MOST_LOCATED = 20;

/** One client's account as it is being replayed. */
interface Account {
  readonly replay: AccountReplay;
  /** Revision of the event that was read last. */
  revision: number;
  /** Whether the last fact counts for nothing: a statement behind it does neither. */
  isVoid: boolean;
  /** Facts of the whole log when those were recorded that closed something, by their positions. */
  readonly factsAt: Map<number, number>;
}

/**
 * Settles again what the log has, account by account, and compares every statement with what its facts come to, to the byte. Facts that count for
 * nothing are left out. Of the whole log the `position` of statements is checked as well; of one account it is taken as it is, since facts of
 * others are not read. Ends early when the signal aborts.
 */
export async function* replay(
  ledger: AuditedLedger,
  scope: ReplayScope,
  { signal, rules = rulesOfThisProgram }: { readonly signal?: AbortSignal | undefined; readonly rules?: Rules } = {},
): AsyncGenerator<ReplayLine, void> {
  const followed = await ledger.followed();
  const run = new Replay(ledger, scope, followed, rules);
  let told = performance.now();
  for await (const events of eventsOf(ledger, scope, followed, signal)) {
    if (signal?.aborted) return;
    await run.take(events);
    yield* run.lines();
    if (performance.now() - told < PROGRESS_MS) continue;
    told = performance.now();
    yield { kind: 'progress', position: run.position, of: followed.position };
  }
  if (!signal?.aborted) yield* run.end();
}

async function* eventsOf(
  ledger: AuditedLedger,
  { clientId }: ReplayScope,
  { position: upTo }: Followed,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly RecordedEvent[], void> {
  if (clientId !== undefined) {
    yield* accountUpTo(ledger, clientId, upTo);
    return;
  }
  for await (const events of ledger.log.readAll(signal ? { signal } : {})) {
    const last = events.at(-1);
    if (last && Number(last.position) <= upTo) yield events;
    else {
      yield events.filter(({ position }) => Number(position) <= upTo);
      return;
    }
  }
}

class Replay {
  position = 0;
  readonly #offered = new OfferedFacts();
  readonly #accounts = new Map<string, Account>();
  readonly #isWhole: boolean;
  #lines: ReplayLine[] = [];
  #facts = 0;
  #statements = 0;
  #differing = 0;
  #findings = 0;

  constructor(
    readonly ledger: AuditedLedger,
    readonly scope: ReplayScope,
    readonly followed: Followed,
    readonly rules: Rules,
  ) {
    this.#isWhole = scope.clientId === undefined;
  }

  /** What was found since it was asked last. */
  lines(): ReplayLine[] {
    const found = this.#lines;
    this.#lines = [];
    return found;
  }

  async take(events: readonly RecordedEvent[]): Promise<void> {
    for (const [event, fact] of this.#offered.of(events)) {
      this.position = Number(event.position);
      const clientId = clientOfStream(event.stream);
      if (clientId === undefined) continue;
      const account = this.#accountOf(clientId);
      if (event.revision !== account.revision + 1) {
        this.#find(account, 'gap', `revision ${account.revision + 1} is expected, and ${event.revision} stands there`);
      }
      account.revision = event.revision;
      if (fact) this.#fact(account, event, fact);
      else if (event.type === STATEMENT_ISSUED) await this.#statement(account, event);
    }
  }

  *end(): Generator<ReplayLine, void> {
    for (const account of this.#accounts.values()) this.#missing(account);
    yield* this.lines();
    yield {
      kind: 'end',
      position: this.followed.position,
      facts: this.#facts,
      statements: this.#statements,
      differing: this.#differing,
      findings: this.#findings,
    };
  }

  #accountOf(clientId: string): Account {
    let account = this.#accounts.get(clientId);
    if (!account) {
      const replaying = new AccountReplay(clientId, this.ledger, this.followed.voids, this.rules);
      account = { replay: replaying, revision: -1, isVoid: false, factsAt: new Map() };
      this.#accounts.set(clientId, account);
    }
    return account;
  }

  #fact(account: Account, event: RecordedEvent, fact: OfferedFact): void {
    account.isVoid = this.followed.voids.has(this.position);
    if (account.isVoid) return;
    try {
      const applied = account.replay.fact(event, fact);
      if (applied.kind === 'recorded') {
        this.#facts++;
        if (applied.statement) account.factsAt.set(this.position, this.#facts);
      } else {
        account.isVoid = true;
        const why = applied.kind === 'refused' ? applied.refusal.message : 'the same fact stands there already';
        this.#find(account, 'refused', why);
      }
    } catch (error) {
      account.isVoid = true;
      this.#find(account, 'unreadable', error instanceof Error ? error.message : String(error));
    }
  }

  /** Closings without a statement, but for one that is the last event that has been followed. */
  #missing(account: Account): void {
    for (const { position } of account.replay.waiting)
      if (position !== this.followed.position)
        this.#find(account, 'no-statement', 'no statement stands behind this closing', position);
  }

  async #statement(account: Account, event: RecordedEvent): Promise<void> {
    const rules = rulesOf(event);
    let replayed: Replayed | undefined;
    try {
      replayed = await account.replay.issuedUnder(rules, event);
    } catch (error) {
      if (!(error instanceof UnknownRules)) throw error;
      this.#find(account, 'unknown-rules', error.message);
      return;
    }
    if (!replayed) {
      if (!account.isVoid) this.#find(account, 'no-closing', 'no closing stands before this statement');
      return;
    }
    const known = this.#isWhole ? account.factsAt.get(replayed.closedAt) : positionIn(event.data);
    const position = known ?? replayed.statement.position;
    const statement = { ...replayed.statement, position };
    if (!this.#isAskedFor(statement, event.data)) return;
    const found = differencesOf(event.data, { ...replayed, statement });
    this.#statements++;
    if (found.length > 0) this.#differing++;
    const differences = await this.#withPlaces(account, found);
    this.#lines.push(statementLine(statement, Number(event.position), rules, differences));
  }

  /** Of a period what was billed for it, whenever. */
  #isAskedFor({ contractId, period, lines }: Statement, issued: string): boolean {
    const { scope } = this;
    if ((scope.contractId ?? contractId) !== contractId) return false;
    if (scope.period === undefined || scope.period === period) return true;
    return (
      lines.some(({ forPeriod }) => forPeriod === scope.period) ||
      issued.includes(`"forPeriod":${JSON.stringify(scope.period)}`)
    );
  }

  #withPlaces({ replay: { clientId } }: Account, found: readonly Difference[]): Promise<readonly Difference[]> {
    const isTooMany = found.length === 0 || this.#differing > MOST_LOCATED;
    return isTooMany ? Promise.resolve(found) : located(this.ledger, clientId, this.position, found);
  }

  #find({ replay: { clientId } }: Account, what: Finding['what'], message: string, position = this.position): void {
    this.#findings++;
    this.#lines.push({ kind: 'finding', what, clientId, position, message });
  }
}

function statementLine(
  { clientId, contractId, number, period }: Statement,
  position: number,
  rules: string,
  differences: readonly Difference[],
): ReplayedStatement {
  const equal = differences.length === 0;
  return { kind: 'statement', clientId, contractId, number, period, position, rules, equal, differences };
}

/** The version of the rules that a statement was issued under; "1" of those that do not say. */
function rulesOf({ metadata }: RecordedEvent): string {
  const { rules = '1' } = JSON.parse(metadata) as { readonly rules?: unknown };
  return String(rules);
}

function positionIn(issued: string): number | undefined {
  try {
    const { position } = JSON.parse(issued) as { readonly position?: unknown };
    return typeof position === 'number' ? position : undefined;
  } catch {
    return undefined;
  }
}
