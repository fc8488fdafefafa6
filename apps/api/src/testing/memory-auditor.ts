import type { Auditor } from '@paidonce/audit';
import type { RecordedEvent } from '@paidonce/event-store';
import { STATEMENT_ISSUED, streamOf } from '@paidonce/ledger';
import { auditorOf } from '../backing/auditor.js';
import type { MemoryLedger } from './memory-ledger.js';

/** An auditor of what is in memory, as a log would have it. */
export function memoryAuditor(ledger: MemoryLedger): Auditor {
  const log = {
    readAll: () => inOneGo(eventsOf(ledger)),
    readStream: (stream: string) => inOneGo(eventsOf(ledger).filter((event) => event.stream === stream)),
  };
  const followed = { followed: () => Promise.resolve({ position: Number.MAX_SAFE_INTEGER, voids: new Set<number>() }) };
  const { views, quarantine } = ledger;
  return auditorOf(log, { views, quarantine, ...followed }, () => ledger.now());
}

async function* inOneGo(events: readonly RecordedEvent[]): AsyncGenerator<readonly RecordedEvent[], void> {
  if (events.length > 0) yield await Promise.resolve(events);
}

function eventsOf({ log, statements }: MemoryLedger): RecordedEvent[] {
  const issuedAt = new Map(statements.map(({ statement }) => [statement.position, statement]));
  const revisions = new Map<string, number>();
  const events: RecordedEvent[] = [];
  const add = (clientId: string, type: string, data: string): void => {
    const revision = (revisions.get(clientId) ?? -1) + 1;
    revisions.set(clientId, revision);
    const position = BigInt(events.length + 1);
    const common = { id: '', metadata: '{"actor":"memory"}', created: '2026-01-01T00:00:00Z' };
    events.push({ ...common, stream: streamOf(clientId), revision, position, type, data });
  };
  for (const [index, { fact, line, clientId }] of log.entries()) {
    add(clientId, fact.type, line);
    const statement = issuedAt.get(index + 1);
    if (statement) add(clientId, STATEMENT_ISSUED, JSON.stringify(statement));
  }
  return events;
}
