import { formatInstant, type Instant, type Refusal, type RefusalCode } from '@paidonce/kernel';
import { copyRows, type CopyValue } from '@paidonce/postgres';
import type { Vault } from '@paidonce/vault';
import type { ClientBase } from 'pg';
import { IsNull, MoreThan, type DataSource, type FindOptionsWhere } from 'typeorm';
import { v7, validate } from 'uuid';
import type { Answer, Decision, Origin, Posted } from '../ledger.js';
import { QuarantineRow } from './office.entity.js';
import { paged, type Page, type Paged } from '../paging.js';
import { keptRights, rightsOf, withinRights } from '../rights.js';
import { idBehind } from './ids.js';

/** A posted fact and why it was refused. */
export interface Refused extends Posted {
  readonly refusal: Refusal;
}

/** A refused fact that waits to be corrected or dismissed. */
export interface Quarantined {
  readonly id: string;
  /** RFC 3339. */
  readonly refusedAt: string;
  /** Who posted it. */
  readonly actor: string;
  /** Where in its request it stood, from 1. */
  readonly line: number;
  readonly code: RefusalCode;
  readonly path: string;
  readonly message: string;
  /** How often it came, in the same place of a request of the same poster. */
  readonly times: number;
  /** As it was posted, opened; null in a list, where its bytes were no text, and where the key that sealed it is lost. */
  readonly text: string | null;
}

/** What became of a refused fact that waits no more. */
export type Resolution = { readonly at: string; readonly by: string } & (
  | { readonly outcome: 'accepted'; readonly source: string; readonly id: string; readonly position: bigint }
  | { readonly outcome: 'duplicate'; readonly source: string; readonly id: string }
  | { readonly outcome: 'dismissed'; readonly reason: string }
);

export interface QuarantineOptions {
  readonly vault: Vault;
  readonly now: () => Instant;
  /** Decides and records a fact that is posted again. */
  readonly decide: (text: string, origin: Origin) => Promise<Decision>;
  /** Facts of one poster that may wait; default 100,000. */
  readonly quota?: number;
}

const COLUMNS = '(id, refused_at, actor, correlation_id, rights, digest, line, code, sealed_refusal, sealed_text)';
const QUOTA = 100_000;

/** Refused facts in the schema `office`: nothing of what was posted lies there in plain, and its text goes when it waits no more. */
export class QuarantineStore {
  readonly #source: DataSource;
  readonly #options: QuarantineOptions;

  constructor(source: DataSource, options: QuarantineOptions) {
    this.#source = source;
    this.#options = options;
  }

  /**
   * Keeps refused facts, durably, and answers their numbers in the order given. One call for many costs little more than for one. What waits already is counted
   * and not kept again; what is more than may wait of one poster is not kept (`null`).
   */
  async add(refused: readonly Refused[], origin: Origin): Promise<(string | null)[]> {
    if (refused.length === 0) return [];
    const digests = refused.map((one) => this.#digestOf(one, origin));
    const runner = this.#source.createQueryRunner();
    try {
      const client = (await runner.connect()) as ClientBase;
      const known = await counted(client, digests);
      let room = (this.#options.quota ?? QUOTA) - (await waitingOf(client, origin.actor.name));
      const rows: CopyValue[][] = [];
      const ids = refused.map((one, i) => {
        const digest = digests[i] as string;
        const id = known.get(digest);
        if (id !== undefined) return id;
        if (room <= 0) return null;
        room--;
        const made = v7();
        rows.push(this.#rowOf(made, one, digest, origin));
        return made;
      });
      if (rows.length > 0) await copyRows(client, `quarantine ${COLUMNS}`, rows);
      return ids;
    } finally {
      await runner.release();
    }
  }

  #rowOf(id: string, { line, text, unreadable, refusal }: Refused, digest: string, origin: Origin): CopyValue[] {
    const { actor, correlationId } = origin;
    const sealedText = unreadable ? null : this.#seal(id, 'text', text);
    return [
      ...[id, formatInstant(this.#options.now()), actor.name, correlationId, JSON.stringify(keptRights(actor)), digest],
      ...[line, refusal.code, this.#sealRefusal(id, refusal), sealedText],
    ];
  }

  #digestOf({ line, text, refusal: { code, path } }: Refused, { actor }: Origin): string {
    return this.#options.vault.digestOfText(JSON.stringify([actor.name, line, code, path, text]), 'office.quarantine');
  }

  /** Those that wait, the oldest first, without their texts. */
  async list(page: Page): Promise<Paged<Quarantined>> {
    const rows = await this.#source.getRepository(QuarantineRow).find({
      select: { id: true, refusedAt: true, actor: true, line: true, code: true, sealedRefusal: true, times: true },
      where: { id: MoreThan(idBehind(page)), outcome: IsNull() },
      order: { id: 'ASC' },
      take: page.limit + 1,
    });
    return paged(
      rows,
      page,
      ({ id }) => id,
      (row) => this.#view(row, null),
    );
  }

  async get(id: string): Promise<Quarantined | undefined> {
    if (!validate(id)) return undefined;
    const row = await this.#source.getRepository(QuarantineRow).findOneBy(waiting(id));
    return row ? this.#view(row, this.#textOf(row)) : undefined;
  }

  /**
   * Decides it again, in other words where `text` is given, by the rights of who posted it and of who resubmits it; once it is recorded it leaves the quarantine. Who else resubmits or
   * dismisses it meanwhile waits for the end of this. When it is recorded and this fails all the same, it goes on waiting, and resubmitted as it is it
   * turns out a duplicate. `undefined`: not there.
   */
  async resubmit(id: string, text: string | undefined, origin: Origin): Promise<Answer | undefined> {
    if (!validate(id)) return undefined;
    return this.#source.transaction(async (manager) => {
      const row = await manager.findOne(QuarantineRow, { where: waiting(id), lock: { mode: 'pessimistic_write' } });
      if (!row) return undefined;
      const posted = text ?? this.#textOf(row);
      const decision: Decision =
        posted === null
          ? { status: 'refused', refusal: this.#refusalOf(row) }
          : await this.#options.decide(posted, forBoth(row, origin));
      if (decision.status === 'refused') {
        // Why the posted text is refused today is what people have to see; a failed correction is not kept.
        const { code } = decision.refusal;
        const sealedRefusal = this.#sealRefusal(id, decision.refusal);
        if (text === undefined) await manager.update(QuarantineRow, { id }, { code, sealedRefusal });
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
    const sealedReason = this.#seal(id, 'reason', reason);
    const { affected } = await this.#source
      .getRepository(QuarantineRow)
      .update(waiting(id), { ...this.#resolvedBy(origin), outcome: 'dismissed', sealedReason });
    return affected === 1;
  }

  /** What became of it; `undefined` as long as it waits, and where it never was. */
  async resolution(id: string): Promise<Resolution | undefined> {
    if (!validate(id)) return undefined;
    const row = await this.#source.getRepository(QuarantineRow).findOneBy({ id });
    if (!row?.outcome) return undefined;
    const resolved = { at: row.resolvedAt ?? '', by: row.resolvedBy ?? '' };
    if (row.outcome === 'dismissed') {
      return { ...resolved, outcome: 'dismissed', reason: this.#open(id, 'reason', row.sealedReason) ?? '' };
    }
    const fact = { source: row.factSource ?? '', id: row.factId ?? '' };
    if (row.outcome === 'duplicate') return { ...resolved, outcome: 'duplicate', ...fact };
    return { ...resolved, outcome: 'accepted', ...fact, position: BigInt(row.factPosition ?? 0) };
  }

  /** No key of texts is ever erased, so that what is said of a person must not outlive its use. */
  #resolvedBy({ actor }: Origin): Pick<QuarantineRow, 'resolvedAt' | 'resolvedBy' | 'sealedText'> {
    return { resolvedAt: formatInstant(this.#options.now()), resolvedBy: actor.name, sealedText: null };
  }

  #view(row: QuarantineRow, text: string | null): Quarantined {
    const { id, refusedAt, actor, line, times } = row;
    return { id, refusedAt, actor, line: Number(line), ...this.#refusalOf(row), times, text };
  }

  #textOf({ id, sealedText }: QuarantineRow): string | null {
    return this.#open(id, 'text', sealedText);
  }

  #sealRefusal(id: string, { path, message }: Refusal): string {
    return this.#seal(id, 'refusal', JSON.stringify({ path, message }));
  }

  #refusalOf({ id, code, sealedRefusal }: QuarantineRow): Refusal {
    const opened = this.#open(id, 'refusal', sealedRefusal);
    const said = opened === null ? LOST : (JSON.parse(opened) as Pick<Refusal, 'path' | 'message'>);
    return { code: code as RefusalCode, ...said };
  }

  #seal(id: string, part: Part, text: string): string {
    return this.#options.vault.sealText(text, contextOf(id, part));
  }

  #open(id: string, part: Part, sealed: string | null): string | null {
    if (sealed === null) return null;
    const opened = this.#options.vault.openText(sealed, contextOf(id, part));
    return 'text' in opened ? opened.text : null;
  }
}

type Part = 'text' | 'refusal' | 'reason';

const LOST = { path: '', message: 'the key that this was sealed with is lost' };

/** Moved to another row, or to another column, it does not open. */
function contextOf(id: string, part: Part): string {
  return `office.quarantine ${id} ${part}`;
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

async function waitingOf(client: ClientBase, actor: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `SELECT count(*) FROM quarantine WHERE actor = $1 AND outcome IS NULL`,
    [actor],
  );
  return Number(rows[0]?.count ?? 0);
}

/** A fact that somebody could not record is not recorded by asking somebody else to resubmit it. */
function forBoth({ rights }: QuarantineRow, origin: Origin): Origin {
  return rights ? { ...origin, actor: withinRights(origin.actor, rightsOf(rights)) } : origin;
}
