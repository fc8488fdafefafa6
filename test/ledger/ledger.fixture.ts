import { randomBytes } from 'node:crypto';
import type { Decision, Origin } from '@paidonce/ledger';
import {
  Decider,
  openReadStore,
  PostgresShelf,
  SettlementProjection,
  type DeciderOptions,
  type FactEvent,
} from '@paidonce/ledger';
import { MemoryKeyStore, openVault, type Vault } from '@paidonce/vault';
import type { DataSource } from 'typeorm';
import { MemoryEventStore } from '../../libs/ledger/src/testing/memory-event-store.fixture.js';

export const importing: Origin = { actor: { name: 'test', mayImport: true }, correlationId: 'c-1' };

let schemas = 0;

/** A decider and a projection over a log in memory and read models in a schema of their own. */
export class LedgerInParts {
  private constructor(
    readonly source: DataSource,
    readonly schema: string,
    readonly vault: Vault,
    readonly holds: number,
    readonly log: MemoryEventStore,
  ) {}

  static async open(url: string, holds: number, log = new MemoryEventStore()): Promise<LedgerInParts> {
    const schema = `parts_${++schemas}`;
    const source = await openReadStore(url, { schema, connections: 2 });
    const vault = await openVault({
      masterKeys: { current: randomBytes(32), former: [] },
      keyStore: new MemoryKeyStore(),
    });
    return new LedgerInParts(source, schema, vault, holds, log);
  }

  get shelf(): PostgresShelf {
    return new PostgresShelf(this.source, this.log, {
      facts: (positions) =>
        Promise.resolve(
          positions.map((position): FactEvent => {
            const { stream, data } = this.log.events[position - 1]!;
            return { position, clientId: stream.slice('account-'.length), text: data };
          }),
        ),
    });
  }

  decider(options: DeciderOptions = {}): Decider {
    const { log, shelf, vault, holds } = this;
    return new Decider(log, shelf, vault, () => Date.UTC(2030, 0) * 1000, { holds, ...options });
  }

  projection(): SettlementProjection {
    return new SettlementProjection(this.source, this.shelf, { holds: this.holds });
  }

  /** Projects what the log has, in batches. */
  async project(batch: number): Promise<void> {
    const projection = this.projection();
    for (let after = Number(await projection.position()); after < this.log.events.length; after += batch) {
      await projection.apply(this.log.events.slice(after, after + batch));
    }
  }

  /** Everything that the read models hold, table by table, in one order. */
  async rows(): Promise<Record<string, unknown[]>> {
    const found: Record<string, unknown[]> = {};
    for (const { tableName } of this.source.entityMetadatas) {
      const rows = await this.source.query<object[]>(`SELECT * FROM ${tableName}`);
      found[tableName] = rows.map((row) => JSON.stringify({ ...row, epoch: null })).sort();
    }
    return found;
  }

  async close(): Promise<void> {
    await this.source.query(`DROP SCHEMA ${this.schema} CASCADE`);
    await this.source.destroy();
  }
}

/** Decisions in a form that can be compared with what a settlement makes of the same lines. */
export function outcomeOf(decision: Decision): string {
  return decision.status === 'refused' ? `refused ${decision.refusal.code} ${decision.refusal.path}` : decision.status;
}
