import { createHash } from 'node:crypto';
import { factTypes } from '@paidonce/facts';
import { formatInstant, MINUTE, parseInstant, refuse, type Refusal } from '@paidonce/kernel';
import { tooLarge, type VoidView } from '@paidonce/ledger';
import { Settlement, type Statement } from '@paidonce/settlement';
import {
  Ledger,
  type Answer,
  type Decision,
  type HistoryLine,
  type HistoryQuery,
  type Posted,
} from '../ports/ledger.js';
import type { Drafts, Quarantine, Origin, Views } from '../ports/ledger.js';
import type { IssuedStatement } from '../views/statement.view.js';
import { accountOf, type Kept, type Wire } from './account-of.js';
import { MemoryDrafts } from './memory-drafts.js';
import { MemoryQuarantine } from './memory-quarantine.js';
import { MemoryViews } from './memory-views.js';

const CLOCK_SKEW = 5 * MINUTE;

/** A ledger in memory that really decides and settles: the edge cannot tell it from one that keeps things. */
export class MemoryLedger extends Ledger {
  settlement = new Settlement();
  readonly log: Kept[] = [];
  readonly statements: IssuedStatement[] = [];
  readonly origins: Origin[] = [];
  readonly erased = new Set<string>();
  /** What counts for nothing: nothing does here by itself. */
  readonly voids: VoidView[] = [];
  override readonly quarantine: MemoryQuarantine & Quarantine = new MemoryQuarantine(this);
  override readonly views: Views = new MemoryViews(this);
  override readonly drafts: Drafts;
  /** Events that the projection is behind, for tests of readiness. */
  behind = 0n;
  secondsOfWaiting = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(readonly now: () => number) {
    super();
    this.drafts = new MemoryDrafts(now);
  }

  override async *record(
    facts: AsyncIterable<readonly Posted[]>,
    origin: Origin,
  ): AsyncGenerator<readonly Answer[], void> {
    for await (const block of facts) yield block.map((posted) => this.#answer(posted, origin));
  }

  #answer(posted: Posted, origin: Origin): Answer {
    const { line, text, unreadable } = posted;
    const decision: Decision = unreadable ? { status: 'refused', refusal: unreadable } : this.#decided(text, origin);
    if (decision.status !== 'refused') return { line, ...decision };
    return { line, ...decision, quarantineId: this.quarantine.add(posted, decision.refusal, origin) };
  }

  override decide(fact: string, origin: Origin): Promise<Decision> {
    return Promise.resolve(this.#decided(fact, origin));
  }

  override async *history(query: HistoryQuery): AsyncGenerator<HistoryLine, void> {
    const from = query.from === undefined ? -Infinity : parseInstant(query.from);
    const to = query.to === undefined ? Infinity : parseInstant(query.to);
    for (const [index, kept] of this.log.entries()) {
      const position = BigInt(index + 1);
      if (index % 256 === 0) await new Promise(setImmediate);
      if (query.signal?.aborted) return;
      if (position <= (query.after ?? 0n) || kept.recordedAt < from || kept.recordedAt >= to) continue;
      if (query.types && !query.types.includes(kept.fact.type)) continue;
      if ((query.clientId ?? kept.clientId) !== kept.clientId) continue;
      if (query.contractId !== undefined && query.contractId !== kept.contractId) continue;
      yield { position, line: query.unsealed ? kept.line : sealed(kept) };
    }
  }

  override erasePerson(leadId: string): Promise<boolean> {
    const isNew = !this.erased.has(leadId);
    this.erased.add(leadId);
    return Promise.resolve(isNew);
  }

  /** All in one line, whatever they are called. */
  override alone<T>(_: string, run: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  override head(): Promise<bigint> {
    return Promise.resolve(BigInt(this.log.length));
  }

  override async projected(): Promise<bigint> {
    return (await this.head()) - this.behind;
  }

  override async secondsBehind(position: bigint): Promise<number> {
    return position < (await this.head()) ? this.secondsOfWaiting : 0;
  }

  override waitUntilProjected(): Promise<boolean> {
    return Promise.resolve(true);
  }

  #decided(text: string, origin: Origin): Decision {
    this.origins.push(origin);
    const tooMuch = tooLarge({ text });
    if (tooMuch) return refusal(tooMuch);
    let wire: Wire;
    try {
      wire = JSON.parse(text) as Wire;
    } catch {
      return refusal(refuse('invalid', '', 'not JSON'));
    }
    const fact = this.#stamped(wire, origin);
    if ('code' in fact) return refusal(fact);
    const account = accountOf(this, fact);
    const denied = this.#denied(fact, account?.clientId, origin);
    if (denied) return refusal(denied);
    const applied = this.settlement.apply(structuredClone(fact));
    const { source, id } = fact;
    switch (applied.kind) {
      case 'refused':
        return refusal(applied.refusal);
      case 'repeated':
        return { status: 'duplicate', source, id };
      case 'recorded':
        this.log.push({
          fact,
          line: JSON.stringify(fact),
          recordedAt: parseInstant(fact.recordedtime ?? fact.time),
          clientId: account?.clientId ?? '',
          contractId: account?.contractId,
        });
        if (applied.statement) this.statements.push(issued(applied.statement, this.log.length, this.now()));
        return { status: 'accepted', source, id, position: BigInt(this.log.length), clientId: account?.clientId ?? '' };
    }
  }

  #stamped(wire: Wire, { actor }: Origin): Wire | Refusal {
    if (typeof wire !== 'object' || typeof wire.time !== 'string') return wire;
    if (wire.recordedtime !== undefined) {
      if (actor.mayImport) return wire;
      return refuse('invalid', 'recordedtime', 'the server stamps it; only an import carries its own');
    }
    const now = this.now();
    const time = parseInstant(wire.time);
    if (time > now + CLOCK_SKEW) return refuse('invalid', 'time', 'it lies in the future');
    return Number.isNaN(time) ? wire : { ...wire, recordedtime: formatInstant(Math.max(now, time)) };
  }

  #denied(fact: Wire, clientId: string | undefined, { actor }: Origin): Refusal | undefined {
    const known = (factTypes as readonly string[]).includes(fact.type);
    if (known && actor.mayRecord && !actor.mayRecord.has(fact.type)) {
      return refuse('invalid', 'type', `this token may not record ${fact.type}`);
    }
    if (actor.onlySources && !actor.onlySources.some((own) => `${fact.source}/`.startsWith(`${own}/`))) {
      return refuse('invalid', 'source', 'this token has sources of its own');
    }
    if (known && actor.onlyClient !== undefined && clientId !== actor.onlyClient) {
      return refuse('unknown-reference', 'data', 'it refers to nothing of this client');
    }
    return undefined;
  }
}

function refusal(why: Refusal): Decision {
  return { status: 'refused', refusal: why };
}

function issued(statement: Statement, position: number, now: number): IssuedStatement {
  const hash = createHash('sha256').update(JSON.stringify(statement)).digest('hex');
  return { statement, position: BigInt(position), hash, issuedAt: formatInstant(now) };
}

function sealed({ fact, line }: Kept): string {
  if (!('person' in fact.data)) return line;
  return JSON.stringify({ ...fact, data: { ...fact.data, person: { sealed: 'AAAA' } } });
}
