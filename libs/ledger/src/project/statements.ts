import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@paidonce/event-store';
import type { BookState, Statement } from '@paidonce/settlement';
import type { EntityManager } from 'typeorm';
import { BookRow, StatementRow } from '../read/read-models.entity.js';
import { clientOfStream } from '../read/streams.js';
import type { Met } from './awaited.js';

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

/** Issued statements as the log has them; answers those that following the log does not come to. */
export async function writeStatements(
  manager: EntityManager,
  { issued, unawaited }: Pick<Met, 'issued' | 'unawaited'>,
): Promise<StatementDiffers[]> {
  for (const { event, statement } of issued) await write(manager, event, statement);
  for (const { event, statement } of unawaited)
    if (await isBilled(manager, statement)) await write(manager, event, statement);
  return issued
    .filter(({ isAsComputed }) => !isAsComputed)
    .map(({ statement: { contractId, number } }) => new StatementDiffers(contractId, number));
}

/** Whether the closing of a statement was followed in a batch before: then by a version that did not write down what it awaits. */
async function isBilled(manager: EntityManager, { contractId, number }: Statement): Promise<boolean> {
  const book = await manager.findOneBy(BookRow, { contractId });
  return ((book?.state as BookState | undefined)?.statements ?? 0) >= number;
}

async function write(manager: EntityManager, event: RecordedEvent, statement: Statement): Promise<void> {
  const { contractId, number, period } = statement;
  const { stream, data, position, created } = event;
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
