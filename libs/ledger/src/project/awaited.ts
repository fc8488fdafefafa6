import type { RecordedEvent } from '@paidonce/event-store';
import type { Statement } from '@paidonce/settlement';
import type { EntityManager } from 'typeorm';
import { AwaitedStatementRow } from '../read/read-models.entity.js';

/** A statement that a closing comes to, while no event of the log has issued it. */
export interface AwaitedStatement {
  readonly contractId: string;
  readonly number: number;
  readonly clientId: string;
  /** Where its closing stands in the log. */
  readonly position: number;
  /** The statement, JSON text. */
  readonly body: string;
}

/** An event that issued the statement of a closing that counts. */
interface IssuedEvent {
  readonly event: RecordedEvent;
  readonly statement: Statement;
  /** Whether it is what following the log came to. */
  readonly isAsComputed: boolean;
}

/** What became of the statements of some events. */
export interface Met {
  readonly issued: readonly IssuedEvent[];
  /** Events that nothing awaits. */
  readonly unawaited: readonly IssuedEvent[];
  /** Those that are awaited from now on, and no longer. */
  readonly added: readonly AwaitedStatement[];
  readonly removed: readonly AwaitedStatement[];
}

const keyOf = ({ contractId, number }: Pick<Statement, 'contractId' | 'number'>): string =>
  JSON.stringify([contractId, number]);

/**
 * Statements that are worked out at their closings, and the events that issue them, as both come: mostly in one batch, otherwise the statement waits. What is
 * billed follows from the closings alone. An event that nothing awaits issues nothing: mostly its closing
 * counts for nothing.
 */
export class AwaitedStatements {
  readonly #awaited: Map<string, AwaitedStatement>;

  constructor(awaited: readonly AwaitedStatement[]) {
    this.#awaited = new Map(awaited.map((statement) => [keyOf(statement), statement]));
  }

  static async load(manager: EntityManager): Promise<AwaitedStatements> {
    const rows = await manager.find(AwaitedStatementRow, { order: { position: 'ASC' } });
    return new AwaitedStatements(
      rows.map(({ position, ...statement }) => ({ ...statement, position: Number(position) })),
    );
  }

  /** In the order of their closings. */
  get all(): readonly AwaitedStatement[] {
    return [...this.#awaited.values()];
  }

  /** Takes up what the next events come to. */
  meet(computed: readonly AwaitedStatement[], events: readonly RecordedEvent[]): Met {
    const issued: IssuedEvent[] = [];
    const unawaited: IssuedEvent[] = [];
    const removed: AwaitedStatement[] = [];
    const fresh = new Set(computed);
    for (const statement of computed) this.#awaited.set(keyOf(statement), statement);
    for (const event of events) {
      const statement = statementOf(event);
      if (!statement) continue;
      const awaited = this.#awaited.get(keyOf(statement));
      if (!awaited || awaited.position > Number(event.position)) {
        unawaited.push({ event, statement, isAsComputed: true });
        continue;
      }
      this.#awaited.delete(keyOf(statement));
      issued.push({ event, statement, isAsComputed: awaited.body === event.data });
      if (!fresh.delete(awaited)) removed.push(awaited);
    }
    return { issued, unawaited, added: [...fresh], removed };
  }
}

/** The statement of an event; nothing where it holds none: then it is not of ours. */
function statementOf({ data }: RecordedEvent): Statement | undefined {
  try {
    const statement = JSON.parse(data) as Partial<Statement> | null;
    const isOne = typeof statement?.contractId === 'string' && Number.isInteger(statement.number);
    return isOne ? (statement as Statement) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes down which statements are awaited, for whoever goes on. */
export async function writeAwaited(manager: EntityManager, { added, removed }: Met): Promise<void> {
  for (const { contractId, number } of removed) await manager.delete(AwaitedStatementRow, { contractId, number });
  for (const statement of added)
    await manager.insert(AwaitedStatementRow, { ...statement, position: String(statement.position) });
}
