import type { EventStore, RecordedEvent } from '@paidonce/event-store';
import { STATEMENT_ISSUED } from '@paidonce/ledger';
import type { Verifier } from '@paidonce/proof';
import type { DataSource } from 'typeorm';
import type { WrittenTile } from '../seal/tiles.js';
import type { Finding } from './findings.js';
import { LeafCheck, placeOf } from './leaf-check.js';
import { SealedLeaves } from './sealed-leaves.js';
import { signedCheckpoints, trustedKeys } from './signed-checkpoints.js';
import { StatementCheck } from './statement-check.js';

export interface LogCheckParts {
  readonly log: Pick<EventStore, 'readAll'>;
  /** The audit store. */
  readonly source: DataSource;
  readonly readModels: DataSource;
  /** Whether positions of the log follow one another from 1. */
  readonly isContiguous: boolean;
}

export interface LogCheckOptions {
  /** Keys that the auditor trusts; where there are none, the first that the log says it had. */
  readonly keys?: readonly Verifier[];
  readonly signal?: AbortSignal;
}

/** What a check says, in this order: how far it is, and what it has found; how it ended, last. */
export type CheckReport =
  | { readonly kind: 'progress'; readonly events: number; readonly sealed: number }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | {
      readonly kind: 'done';
      readonly events: number;
      /** Events that were sealed when the check began; those behind them are not proven yet. */
      readonly sealed: number;
      readonly findings: number;
      readonly seconds: number;
    };

/**
 * Reads the whole log in order and compares it with its seal: events with the leaves, leaves with the tiles above them and with what was signed, positions and revisions with
 * their order, signatures with keys, and what is shown of statements with the log. In constant memory, but for a number a stream. What was appended and tampered with before it was
 * sealed, and what log and tiles say alike behind the last checkpoint, is beyond it.
 */
export async function* checkLog(
  parts: LogCheckParts,
  options: LogCheckOptions = {},
): AsyncGenerator<CheckReport, void> {
  const started = performance.now();
  const check = await LogCheck.begin(parts, options.keys ?? []);
  let findings = 0;
  const told = function* (): Generator<CheckReport> {
    for (const finding of check.findings.splice(0)) {
      findings++;
      yield { kind: 'finding', finding };
    }
  };
  try {
    const reading = { passGaps: true, ...(options.signal && { signal: options.signal }) };
    for await (const events of parts.log.readAll(reading)) {
      await check.read(events);
      yield* told();
      yield { kind: 'progress', events: check.events, sealed: check.sealed };
    }
    if (options.signal?.aborted) return;
    await check.end();
    yield* told();
    const { events, sealed } = check;
    yield { kind: 'done', events, sealed, findings, seconds: (performance.now() - started) / 1000 };
  } finally {
    await check.close();
  }
}

class LogCheck {
  events = 0;
  #position = 0;
  readonly #revisions = new Map<string, number>();

  private constructor(
    readonly parts: LogCheckParts,
    readonly sealed: number,
    readonly leaves: LeafCheck,
    readonly statements: StatementCheck,
    readonly findings: Finding[],
  ) {}

  static async begin(parts: LogCheckParts, given: readonly Verifier[]): Promise<LogCheck> {
    const { source } = parts;
    const findings: Finding[] = [];
    const found = (finding: Finding): void => {
      findings.push(finding);
    };
    const [seal] = await source.query<{ origin: string; size: string; signed: string | null }[]>(
      'SELECT origin, size, (SELECT max(size) FROM checkpoint) AS signed FROM seal',
    );
    if (!seal) throw new Error('the audit store has no seal');
    const size = Number(seal.size);
    const keys = await trustedKeys(source, given, found);
    const leaves = new SealedLeaves(source, size, (index) => {
      found({ kind: 'tile', level: 0, index });
    });
    const upTo = Number(seal.signed ?? 0);
    const leafCheck = new LeafCheck(leaves, signedCheckpoints({ ...seal, source, keys, upTo, found }), found);
    await leafCheck.begin();
    return new LogCheck(parts, size, leafCheck, await StatementCheck.open(parts.readModels, found), findings);
  }

  async read(events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) {
      const position = Number(event.position);
      if (this.parts.isContiguous && position !== this.#position + 1) await this.#gap(position);
      this.#position = position;
      this.events++;
      this.#checkRevision(event);
      await this.leaves.compare(event);
      if (event.type === STATEMENT_ISSUED) await this.statements.compare(event);
    }
    await this.#checkTiles(this.leaves.takeTiles());
  }

  async end(): Promise<void> {
    const { index } = this.leaves;
    if (index < this.sealed) {
      const { events, sealed } = this;
      this.findings.push({ kind: 'truncated', lastPosition: this.#position, events, sealed });
    }
    await this.leaves.end();
    await this.#checkTiles(this.leaves.takeTiles());
    await this.statements.end();
  }

  close(): Promise<void> {
    return this.statements.close();
  }

  async #gap(position: number): Promise<void> {
    const from = this.#position + 1;
    this.findings.push({ kind: 'missing', from, to: position - 1 });
    await this.leaves.pass(position - from);
  }

  #checkRevision(event: RecordedEvent): void {
    const expected = (this.#revisions.get(event.stream) ?? -1) + 1;
    if (event.revision !== expected) this.findings.push({ kind: 'revision', event: placeOf(event), expected });
    this.#revisions.set(event.stream, event.revision);
  }

  /** Tiles above the leaves; the last of a level may have grown since. */
  async #checkTiles(tiles: readonly WrittenTile[]): Promise<void> {
    for (const { level, index, hashes } of tiles) {
      const [row] = await this.parts.source.query<{ hashes: Buffer }[]>(
        'SELECT hashes FROM tile WHERE level = $1 AND index = $2',
        [level, index],
      );
      if (!row?.hashes.subarray(0, hashes.length).equals(hashes)) this.findings.push({ kind: 'tile', level, index });
    }
  }
}
