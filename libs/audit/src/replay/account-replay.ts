import type { RecordedEvent } from '@paidonce/event-store';
import { isFactType } from '@paidonce/facts';
import { readStored, streamOf } from '@paidonce/ledger';
import {
  billedOf,
  engines as knownEngines,
  resumeBilled,
  RULES_VERSION,
  settlementUnder,
  type Applied,
  type Billed,
  type Engines,
  type Settlement,
  type Statement,
} from '@paidonce/settlement';
import type { AuditedLedger } from '../audited-ledger.js';
import { OfferedFacts, type OfferedFact } from './offered-facts.js';

export interface Rules {
  readonly engines: Engines;
  /** The version that is settled by where no statement asks for another one. */
  readonly current: string;
}

export const rulesOfThisProgram: Rules = { engines: knownEngines, current: RULES_VERSION };

/** What a closing that was replayed bills. */
export interface Closing {
  readonly position: number;
  readonly contractId: string;
  /** What the contract had been billed before. */
  readonly before: Billed;
  /** By version of the rules, as far as they are in use. */
  readonly statements: Map<string, Statement>;
}

/** A statement, and the settlement that came to it. */
export interface Replayed {
  readonly statement: Statement;
  readonly settlement: Settlement;
  /** Where the closing stands that issued it. */
  readonly closedAt: number;
}

/** The events of a client's account up to a position, in batches. */
export async function* accountUpTo(
  { log }: Pick<AuditedLedger, 'log'>,
  clientId: string,
  upTo: number,
): AsyncGenerator<readonly RecordedEvent[], void> {
  for await (const events of log.readStream(streamOf(clientId))) {
    const wanted = events.filter(({ position }) => Number(position) <= upTo);
    if (wanted.length > 0) yield wanted;
    if (wanted.length < events.length) return;
  }
}

/**
 * One client's account, settled again, fact by fact. It is settled under the current version of the rules, and under every other one that a statement was
 * issued under; what a statement has billed counts as billed for all of them.
 */
export class AccountReplay {
  /** Under the current version of the rules. */
  readonly settlement: Settlement;
  readonly #settlements: Map<string, Settlement>;
  /** Closings whose statements have not come. */
  readonly #waiting = new Set<Closing>();
  /** The one that was replayed last, as long as nothing else was. */
  #closing: Closing | undefined;

  constructor(
    readonly clientId: string,
    readonly ledger: Pick<AuditedLedger, 'log'>,
    /** Positions that count for nothing. */
    readonly voids: ReadonlySet<number>,
    readonly rules: Rules = rulesOfThisProgram,
  ) {
    this.settlement = settlementUnder(rules.current, rules.engines);
    this.#settlements = new Map([[rules.current, this.settlement]]);
  }

  /** Closings whose statements have not come, in their order. */
  get waiting(): ReadonlySet<Closing> {
    return this.#waiting;
  }

  /** The next fact of the account. Throws where it is none. */
  fact({ type, position, data }: RecordedEvent, offered: OfferedFact): Applied {
    this.#closing = undefined;
    if (type !== 'period.closed' && type !== 'correction.issued') return this.#offer(offered);
    const { contractId } = readStored(data).read.fact.data as { readonly contractId: string };
    const isThere = this.settlement.world.contracts.has(contractId);
    const before = isThere ? billedOf(this.settlement, contractId) : [];
    const statements = new Map<string, Statement>();
    const applied = this.#offer(offered, statements);
    if (statements.size > 0) {
      this.#closing = { position: Number(position), contractId, before, statements };
      this.#waiting.add(this.#closing);
    }
    return applied;
  }

  #offer(offered: OfferedFact, statements?: Map<string, Statement>): Applied {
    let current: Applied | undefined;
    for (const [version, settlement] of this.#settlements) {
      const applied = offered.offerTo(settlement);
      current ??= applied;
      if (applied.kind === 'recorded' && applied.statement) statements?.set(version, applied.statement);
    }
    return current as Applied;
  }

  /**
   * What the closing of a statement comes to under a version of the rules, which from then on counts as billed. Mostly that is the closing right before it; a
   * statement that was issued late names its own. `undefined` where no closing waits for it, or the version refuses it. Throws `UnknownRules`.
   */
  async issuedUnder(version: string, { data, position }: RecordedEvent): Promise<Replayed | undefined> {
    const closing = this.#closingOf(data) ?? this.#closing;
    this.#closing = undefined;
    if (!closing) return undefined;
    this.#waiting.delete(closing);
    const settlement = this.#settlements.get(version) ?? (await this.#catchUp(version, closing, Number(position)));
    const statement = closing.statements.get(version);
    if (!statement) return undefined;
    const { contractId } = closing;
    if (this.#settlements.size > 1) {
      const billed = billedOf(settlement, contractId);
      for (const other of this.#settlements.values()) if (other !== settlement) resumeBilled(other, contractId, billed);
    }
    return { statement, settlement, closedAt: closing.position };
  }

  #closingOf(issued: string): Closing | undefined {
    if (this.#waiting.size < 2 && this.#closing) return this.#closing;
    const { contractId, number } = nameIn(issued);
    const isOf = (closing: Closing): boolean =>
      closing.contractId === contractId && [...closing.statements.values()].some((one) => one.number === number);
    return [...this.#waiting].find(isOf);
  }

  /** Settles the account up to a position under a version that is met for the first time, by a statement of a closing before. */
  async #catchUp(
    version: string,
    { position, contractId, before, statements }: Closing,
    upTo: number,
  ): Promise<Settlement> {
    const settlement = settlementUnder(version, this.rules.engines);
    const facts = new OfferedFacts();
    for await (const events of accountUpTo(this.ledger, this.clientId, upTo)) {
      for (const [event, offered] of facts.of(events)) {
        if (!offered || !isFactType(event.type) || this.voids.has(Number(event.position))) continue;
        if (Number(event.position) === position) {
          for (const id of this.settlement.world.contracts.keys())
            resumeBilled(settlement, id, id === contractId ? before : billedOf(this.settlement, id));
        }
        const applied = offered.offerTo(settlement);
        if (Number(event.position) !== position || applied.kind !== 'recorded') continue;
        if (applied.statement) statements.set(version, applied.statement);
      }
    }
    this.#settlements.set(version, settlement);
    return settlement;
  }
}

/** Which statement an event says that it is; nothing where somebody has changed it into no statement. */
function nameIn(issued: string): Partial<Pick<Statement, 'contractId' | 'number'>> {
  try {
    return (JSON.parse(issued) as Partial<Statement> | null) ?? {};
  } catch {
    return {};
  }
}
