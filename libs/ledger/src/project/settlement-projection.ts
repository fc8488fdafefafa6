import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@paidonce/event-store';
import { copyRows } from '@paidonce/postgres';
import { unsaved, type Books, type Statement } from '@paidonce/settlement';
import type { PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { PROJECTION } from '../read/read-store.js';
import { factEvent } from '../read/fact-event.js';
import { BookRow, PARKED, ProjectionRow, StatementRow, VoidFactRow } from '../read/read-models.entity.js';
import { clientOfStream, STATEMENT_ISSUED } from '../read/streams.js';
import type { FactEvent, Shelf } from '../workbench/shelf.js';
import { Workbench, type Followed } from '../workbench/workbench.js';
import { isListed, writeDirectory } from './directory.js';

/** Somebody else has moved the checkpoint, or the tables were built anew: what was worked out here is not to be written. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** A statement in the log is not what following the log comes to. */
export class StatementDiffers extends Error {
  override readonly name = 'StatementDiffers';

  constructor(
    readonly contractId: string,
    readonly number: number,
  ) {
    super(`statement ${number} of contract ${contractId} is not what its facts come to`);
  }
}

export interface SettlementProjectionOptions {
  /** Facts that a workbench may hold before it is put away for an empty one; default 250,000 (about 150 MB). */
  readonly holds?: number;
  /** Keeps a copy of every fact, where the store of the log does not find facts by position. */
  readonly copiesFacts?: boolean;
  /** Done before a full workbench is put away: from then on facts are looked up. */
  readonly beforePuttingAway?: () => Promise<void>;
}

/** What was written. */
export interface Projected {
  readonly position: number;
  readonly facts: number;
  /** Facts that count for nothing. */
  readonly voids: Followed['voids'];
  readonly differing: readonly StatementDiffers[];
}

/** Settles the log into the read models: a batch of events is followed, and its rows and the checkpoint are one transaction. */
export class SettlementProjection {
  #bench: Workbench | undefined;
  #epoch = '';

  constructor(
    readonly source: DataSource,
    readonly shelf: Shelf,
    readonly options: SettlementProjectionOptions = {},
  ) {}

  /** Position of the last event that is projected. */
  async position(): Promise<bigint> {
    const bench = await this.#open();
    return BigInt(bench.position);
  }

  /** Forgets what is at hand: after a failure nothing but what is written counts. */
  reset(): void {
    this.#bench = undefined;
  }

  /** Follows events that come right after {@link position}, in the order of the log. On any error nothing is written. */
  async apply(offered: readonly RecordedEvent[]): Promise<Projected> {
    const bench = await this.#open();
    const before = bench.position;
    // Where it did not show whether the last batch was committed, it may be offered again.
    const events = offered.filter(({ position }) => Number(position) > before);
    try {
      const facts = events.flatMap((event) => factEvent(event) ?? []);
      const followed = await bench.follow(facts);
      bench.standAt(Number(events.at(-1)?.position ?? before));
      const differing = await this.#write(bench, before, events, facts, followed);
      return { position: bench.position, facts: bench.facts, voids: followed.voids, differing };
    } catch (error) {
      this.reset();
      throw error;
    }
  }

  /** Passes over an event that cannot be followed: it counts for nothing, which is on record. */
  async park(event: RecordedEvent, error: unknown): Promise<Projected> {
    const bench = await this.#open();
    const before = bench.position;
    bench.standAt(Number(event.position));
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await inTransaction(this.source, async ({ manager }) => {
      await manager.insert(VoidFactRow, { position: String(event.position), code: PARKED, message });
      await this.#moveCheckpoint(manager, before, bench);
    });
    return { position: bench.position, facts: bench.facts, voids: [], differing: [] };
  }

  async #open(): Promise<Workbench> {
    if (this.#bench && this.#bench.size < (this.options.holds ?? 250_000)) return this.#bench;
    if (this.#bench) await this.options.beforePuttingAway?.();
    const row = await this.source.manager.findOneByOrFail(ProjectionRow, { name: PROJECTION });
    this.#epoch = row.epoch;
    return (this.#bench = await Workbench.open(this.shelf));
  }

  async #write(
    bench: Workbench,
    before: number,
    events: readonly RecordedEvent[],
    facts: readonly FactEvent[],
    followed: Followed,
  ): Promise<StatementDiffers[]> {
    const books = unsaved(bench.settlement);
    return inTransaction(this.source, async (runner, client) => {
      const { manager } = runner;
      await copyRows(client, 'touch (subject, position)', touchRows(followed));
      if (this.options.copiesFacts) {
        const rows = facts.map(({ position, clientId, text }) => [position, clientId, text]);
        await copyRows(client, 'fact_copy (position, client_id, text)', rows);
      }
      await this.#writeLeads(client, followed);
      await writeDirectory(manager, directoryFacts(followed));
      await writeBooks(manager, bench, books);
      const differing = await writeStatements(manager, counting(events, followed), followed.statements);
      for (const { event, code, message } of followed.voids)
        await manager.insert(VoidFactRow, { position: String(event.position), code, message });
      await this.#moveCheckpoint(manager, before, bench);
      return differing;
    });
  }

  async #writeLeads(client: PoolClient, { followed }: Followed): Promise<void> {
    const rows = followed.flatMap(({ fact, clientId }) =>
      fact.type === 'lead.registered' ? [[fact.data.leadId, fact.data.campaignId, clientId]] : [],
    );
    if (rows.length > 0) await copyRows(client, 'lead (lead_id, campaign_id, client_id)', rows);
  }

  async #moveCheckpoint(manager: EntityManager, before: number, bench: Workbench): Promise<void> {
    const moved = await manager.update(
      ProjectionRow,
      { name: PROJECTION, position: String(before), epoch: this.#epoch },
      { position: String(bench.position), facts: String(bench.facts) },
    );
    if (moved.affected !== 1) throw new Fenced(`the checkpoint is not at ${before} any more`);
  }
}

/** Does work in one transaction, on whose connection rows can be copied. */
async function inTransaction<T>(
  source: DataSource,
  work: (runner: QueryRunner, client: PoolClient) => Promise<T>,
): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    const client = (await runner.connect()) as PoolClient;
    await runner.startTransaction();
    const result = await work(runner, client);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

function* touchRows({ followed }: Followed): Generator<[number, number]> {
  for (const { subjects, position } of followed) for (const subject of subjects) yield [subject, position];
}

function directoryFacts({ followed }: Followed): Followed['followed'] {
  return followed.filter(({ fact }) => isListed(fact));
}

async function writeBooks(manager: EntityManager, bench: Workbench, { books, pages }: Books): Promise<void> {
  const { contracts } = bench.settlement.world;
  const clientOf = (contractId: string): string => contracts.get(contractId)?.client.id ?? '';
  if (books.length > 0) {
    await manager.upsert(
      BookRow,
      books.map((state) => ({ contractId: state.contractId, clientId: clientOf(state.contractId), state })),
      ['contractId'],
    );
  }
  if (pages.length === 0) return;
  await manager.query(
    `INSERT INTO page (contract_id, first_day, period, client_id, state)
     SELECT * FROM unnest ($1::text[], $2::int[], $3::text[], $4::text[], $5::json[])
     ON CONFLICT (contract_id, first_day) DO UPDATE SET state = excluded.state`,
    [
      pages.map(({ contractId }) => contractId),
      pages.map(({ firstDay }) => firstDay),
      pages.map(({ period }) => period),
      pages.map(({ contractId }) => clientOf(contractId)),
      pages.map((page) => JSON.stringify(page)),
    ],
  );
}

/** Events without the statements of closings that count for nothing: a statement stands right behind its closing. */
function counting(events: readonly RecordedEvent[], { voids }: Followed): readonly RecordedEvent[] {
  const nothing = new Set(voids.map(({ event }) => event.position));
  if (nothing.size === 0) return events;
  return events.filter(({ type }, i) => type !== STATEMENT_ISSUED || !nothing.has(Number(events[i - 1]?.position)));
}

/** Issued statements as the log has them, and those that following the log does not come to. */
async function writeStatements(
  manager: EntityManager,
  events: readonly RecordedEvent[],
  computed: readonly Statement[],
): Promise<StatementDiffers[]> {
  const expected = new Set(computed.map((statement) => JSON.stringify(statement)));
  const differing: StatementDiffers[] = [];
  for (const { type, stream, data, position, created } of events) {
    if (type !== STATEMENT_ISSUED) continue;
    const { contractId, number, period } = JSON.parse(data) as Statement;
    if (!expected.has(data)) differing.push(new StatementDiffers(contractId, number));
    const row = {
      contractId,
      number,
      clientId: clientOfStream(stream) ?? '',
      period,
      logPosition: String(position),
      issuedAt: created,
      hash: createHash('sha256').update(data).digest('hex'),
      body: data,
    };
    // What stands there already is what counted: two writers may have raced.
    await manager.createQueryBuilder().insert().into(StatementRow).values(row).orIgnore().execute();
  }
  return differing;
}
