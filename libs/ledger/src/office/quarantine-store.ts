import { formatInstant } from '@paidonce/kernel';
import { copyRows, type CopyValue } from '@paidonce/postgres';
import type { ClientBase } from 'pg';
import { In, IsNull, MoreThan, type DataSource, type FindOptionsWhere } from 'typeorm';
import { v7, validate } from 'uuid';
import type { Answer, Decision, Origin, Recorder } from '../ledger.js';
import { QuarantineRow } from './office.entity.js';
import { paged, type Page, type Paged } from '../paging.js';
import { keptRights, rightsOf, withinRights } from '../rights.js';
import { idBehind } from './ids.js';
import type {
  Quarantined,
  QuarantineOptions,
  QuarantineQuery,
  QuarantineState,
  Refused,
  RefusedFact,
} from './quarantined.js';
import { posterOf, readable, SealedRows, type Marks } from './sealed-rows.js';

const COLUMNS =
  '(id, refused_at, actor, actor_id, correlation_id, rights, is_import, digest, fact_type, source_digest, client_digest, line, code, ' +
  'sealed_refusal, sealed_text, raw_bytes)';
const QUOTA = 100_000;

/** Refused facts in the schema `office`: nothing of what was posted lies there in plain, and its text goes when it waits no more. */
export class QuarantineStore {
  readonly #source: DataSource;
  readonly #options: QuarantineOptions;
  readonly #sealed: SealedRows;

  constructor(source: DataSource, options: QuarantineOptions) {
    this.#source = source;
    this.#options = options;
    this.#sealed = new SealedRows(options.vault);
  }

  /**
   * Keeps refused facts, durably, and answers their numbers in the order given. One call for many costs little more than for one. What waits already is counted
   * and not kept again; what is more than may wait of one poster is not kept (`null`).
   */
  async add(refused: readonly Refused[], origin: Origin): Promise<(string | null)[]> {
    if (refused.length === 0) return [];
    const facts = refused.map((one) => readable(one, origin.actor));
    const marks = refused.map((one, i) => this.#sealed.marks(one, origin.actor, facts[i] as RefusedFact));
    const runner = this.#source.createQueryRunner();
    try {
      const client = (await runner.connect()) as ClientBase;
      const known = await counted(
        client,
        marks.map(({ digest }) => digest),
      );
      let room = (this.#options.quota ?? QUOTA) - (await waitingOf(client, posterOf(origin.actor)));
      const rows: CopyValue[][] = [];
      const ids = refused.map((one, i) => {
        const marked = marks[i] as Marks;
        const id = known.get(marked.digest);
        if (id !== undefined) return id;
        if (room <= 0) return null;
        room--;
        const made = v7();
        rows.push(this.#rowOf(made, one, facts[i] as RefusedFact, marked, origin));
        return made;
      });
      if (rows.length > 0) await copyRows(client, `quarantine ${COLUMNS}`, rows);
      return ids;
    } finally {
      await runner.release();
    }
  }

  #rowOf(id: string, refused: Refused, fact: RefusedFact, marks: Marks, { actor, correlationId }: Origin): CopyValue[] {
    const { line, raw, refusal } = refused;
    const { digest, factType, sourceDigest, clientDigest } = marks;
    return [
      ...[id, formatInstant(this.#options.now()), actor.name, actor.id ?? null, correlationId],
      ...[
        JSON.stringify(keptRights(actor)),
        actor.mayImport,
        digest,
        factType,
        sourceDigest,
        clientDigest,
        line,
        refusal.code,
      ],
      ...[this.#sealed.refusal(id, refusal, fact), this.#sealed.posted(id, refused), raw?.bytes ?? null],
    ];
  }

  /** The oldest first, without their texts. */
  async list(query: QuarantineQuery, page: Page): Promise<Paged<Quarantined>> {
    const rows = await this.#source.getRepository(QuarantineRow).find({
      select: LISTED,
      where: { id: MoreThan(idBehind(page)), ...inState(query.state), ...this.#sealed.chosenBy(query) },
      order: { id: 'ASC' },
      take: page.limit + 1,
    });
    return paged(
      rows,
      page,
      ({ id }) => id,
      (row) => this.#sealed.view(row, { whole: false }),
    );
  }

  /** One that waits, or what became of it. */
  async get(id: string): Promise<Quarantined | undefined> {
    if (!validate(id)) return undefined;
    const row = await this.#source.getRepository(QuarantineRow).findOneBy({ id });
    return row ? this.#sealed.view(row, { whole: true }) : undefined;
  }

  /**
   * Decides it again, in other words where `text` is given, by the rights of who posted it and of who resubmits it; once it is recorded it leaves the quarantine. Who else resubmits or
   * dismisses it meanwhile waits for the end of this. When it is recorded and this fails all the same, it goes on waiting, and resubmitted as it is it
   * turns out a duplicate. `undefined`: not there; 'of-import': it came by an import, and as it is only who may import can record it.
   */
  async resubmit(id: string, text: string | undefined, origin: Origin): Promise<Answer | 'of-import' | undefined> {
    if (!validate(id)) return undefined;
    return this.#source.transaction(async (manager) => {
      const row = await manager.findOne(QuarantineRow, { where: waiting(id), lock: { mode: 'pessimistic_write' } });
      if (!row) return undefined;
      if (row.isImport && text === undefined && !origin.actor.mayImport) return 'of-import';
      const posted = text ?? this.#sealed.textOf(row);
      const decision: Decision =
        posted === null
          ? { status: 'refused', refusal: this.#sealed.refusalOf(row) }
          : await this.#options.decide(posted, forBoth(row, origin));
      if (decision.status === 'refused') {
        // Why the posted text is refused today is what people have to see: not why a correction was, nor what somebody else may not do.
        if (text === undefined && isUnlimited(origin.actor)) {
          const { code } = decision.refusal;
          const sealedRefusal = this.#sealed.refusal(id, decision.refusal, this.#sealed.factOf(row));
          await manager.update(QuarantineRow, { id }, { code, sealedRefusal });
        }
        return { line: 1, ...decision, quarantineId: id };
      }
      await manager.update(
        QuarantineRow,
        { id },
        {
          ...this.#resolvedBy(origin),
          outcome: decision.status,
          factSource: decision.source,
          factId: decision.id,
          factPosition: decision.status === 'accepted' ? String(decision.position) : null,
        },
      );
      return { line: 1, ...decision };
    });
  }

  /** False where it is not there. */
  async dismiss(id: string, reason: string, origin: Origin): Promise<boolean> {
    if (!validate(id)) return false;
    const sealedReason = this.#sealed.seal(id, 'reason', reason);
    const { affected } = await this.#source
      .getRepository(QuarantineRow)
      .update(waiting(id), { ...this.#resolvedBy(origin), outcome: 'dismissed', sealedReason });
    return affected === 1;
  }

  /** No key of texts is ever erased, so that what is said of a person must not outlive its use. */
  #resolvedBy({ actor }: Origin): Pick<QuarantineRow, 'resolvedAt' | 'resolvedBy' | 'sealedText'> {
    return { resolvedAt: formatInstant(this.#options.now()), resolvedBy: actor.name, sealedText: null };
  }
}

/** All but what was posted, which may be long. */
const LISTED = {
  ...{
    id: true,
    refusedAt: true,
    actor: true,
    isImport: true,
    line: true,
    code: true,
    sealedRefusal: true,
    times: true,
  },
  ...{ outcome: true, resolvedAt: true, resolvedBy: true, sealedReason: true },
  ...{ factSource: true, factId: true, factPosition: true },
} as const;

function inState(state: QuarantineState = 'waiting'): FindOptionsWhere<QuarantineRow> {
  switch (state) {
    case 'waiting':
      return { outcome: IsNull() };
    case 'resubmitted':
      return { outcome: In(['accepted', 'duplicate']) };
    case 'dismissed':
      return { outcome: 'dismissed' };
  }
}

function waiting(id: string): FindOptionsWhere<QuarantineRow> {
  return { id, outcome: IsNull() };
}

/** Counts those that wait already, and came again. */
async function counted(client: ClientBase, digests: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; digest: string }>(
    `UPDATE quarantine SET times = times + 1 WHERE digest = ANY ($1) AND outcome IS NULL RETURNING id, digest`,
    [digests],
  );
  return new Map(rows.map(({ id, digest }) => [digest, id]));
}

async function waitingOf(client: ClientBase, poster: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) FROM quarantine WHERE coalesce(actor_id, actor) = $1 AND outcome IS NULL`,
    [poster],
  );
  return Number(rows[0]?.count ?? 0);
}

/** A fact that somebody could not record is not recorded by asking somebody else to resubmit it; what an import brought is imported by who may. */
function forBoth({ id, rights, isImport }: QuarantineRow, origin: Origin): Origin {
  const actor = rights ? withinRights(origin.actor, rightsOf(rights)) : origin.actor;
  return { ...origin, actor: { ...actor, mayImport: isImport && actor.mayImport }, causationId: id };
}

/** Whether whoever resubmits may record everything, so that what is refused is so for what it is and for who posted it. */
function isUnlimited({ mayRecord, onlyClient, onlySources }: Recorder): boolean {
  return mayRecord === undefined && onlyClient === undefined && onlySources === undefined;
}
