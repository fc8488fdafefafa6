import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@paidonce/event-store';
import type { Statement } from '@paidonce/settlement';
import { clientOfStream } from '@paidonce/ledger';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Finding } from './findings.js';

interface Row {
  readonly contract_id: string;
  readonly number: number;
  readonly client_id: string;
  readonly period: string | null;
  readonly log_position: string;
  readonly hash: string;
  /** SHA-256 of what the row shows. */
  readonly shown: string;
}

const ROWS_AT_ONCE = 500;
const CURSOR = `
  DECLARE statements NO SCROLL CURSOR FOR
  SELECT contract_id, number, client_id, period, log_position, hash,
         encode(sha256(convert_to(body, 'UTF8')), 'hex') AS shown
  FROM statement ORDER BY log_position`;

/** Compares the rows that show statements to the statements in the log, as both are read in the order of the log. */
export class StatementCheck {
  #rows: Row[] = [];
  #isEnd = false;

  private constructor(
    readonly runner: QueryRunner,
    /** Position that the read models had reached when it began. */
    readonly projected: number,
    readonly found: (finding: Finding) => void,
  ) {}

  /** Over the read models. Close it. */
  static async open(readModels: DataSource, found: (finding: Finding) => void): Promise<StatementCheck> {
    const runner = readModels.createQueryRunner();
    try {
      await runner.startTransaction('REPEATABLE READ');
      const [at] = (await runner.query('SELECT min(position) AS position FROM projection')) as { position: string }[];
      await runner.query(CURSOR);
      return new StatementCheck(runner, Number(at?.position ?? 0), found);
    } catch (error) {
      await runner.release();
      throw error;
    }
  }

  /** A statement of the log, in order. */
  async compare({ position, stream, data }: RecordedEvent): Promise<void> {
    const at = Number(position);
    await this.#invented((row) => Number(row.log_position) < at);
    const row = await this.#next();
    const { contractId, number, period } = JSON.parse(data) as Statement;
    const place = { kind: 'statement', contractId, number, position: at } as const;
    if (row && Number(row.log_position) === at) {
      this.#rows.shift();
      const hash = createHash('sha256').update(data).digest('hex');
      const isSame =
        row.contract_id === contractId &&
        row.number === number &&
        row.period === period &&
        row.client_id === clientOfStream(stream) &&
        row.hash === hash &&
        row.shown === hash;
      if (!isSame) this.found({ ...place, flaw: 'altered' });
    } else if (at <= this.projected && !(await this.#isElsewhere(contractId, number))) {
      this.found({ ...place, flaw: 'missing' });
    }
  }

  /** The log has ended. */
  async end(): Promise<void> {
    await this.#invented((row) => Number(row.log_position) <= this.projected);
  }

  async close(): Promise<void> {
    await this.runner.rollbackTransaction().catch(() => undefined);
    await this.runner.release();
  }

  async #invented(isBefore: (row: Row) => boolean): Promise<void> {
    for (let row = await this.#next(); row && isBefore(row); row = await this.#next()) {
      this.#rows.shift();
      const { contract_id: contractId, number, log_position: position } = row;
      this.found({ kind: 'statement', contractId, number, position: Number(position), flaw: 'invented' });
    }
  }

  /** Of two writers that raced the first one’s statement counts. */
  async #isElsewhere(contractId: string, number: number): Promise<boolean> {
    const rows = (await this.runner.query('SELECT FROM statement WHERE contract_id = $1 AND number = $2', [
      contractId,
      number,
    ])) as unknown[];
    return rows.length > 0;
  }

  async #next(): Promise<Row | undefined> {
    if (this.#rows.length === 0 && !this.#isEnd) {
      this.#rows = (await this.runner.query(`FETCH ${ROWS_AT_ONCE} FROM statements`)) as Row[];
      this.#isEnd = this.#rows.length < ROWS_AT_ONCE;
    }
    return this.#rows[0];
  }
}
