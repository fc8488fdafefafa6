import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@paidonce/event-store';
import type { Statement } from '@paidonce/settlement';
import type { EntityManager } from 'typeorm';
import { StatementRow } from '../read/read-models.entity.js';
import { clientOfStream } from '../read/streams.js';

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

/** Issued statements as the log has them, and those that following the log does not come to. */
export async function writeStatements(
  manager: EntityManager,
  events: readonly RecordedEvent[],
  computed: readonly Statement[],
): Promise<StatementDiffers[]> {
  const expected = new Set(computed.map((statement) => JSON.stringify(statement)));
  const differing: StatementDiffers[] = [];
  for (const { stream, data, position, created } of events) {
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
