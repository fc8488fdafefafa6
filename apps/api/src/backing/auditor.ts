import { Auditor, type AuditedLedger, type RefusedFact } from '@paidonce/audit';
import type { Instant } from '@paidonce/kernel';
import type { Ledger, Page, Paged } from '../ports/ledger.js';

const AT_ONCE = 500;

/** Recomputes from a log what a ledger has issued, and counts what it has refused. */
export function auditorOf(
  log: AuditedLedger['log'],
  ledger: Pick<Ledger, 'views' | 'quarantine'> & Pick<AuditedLedger, 'followed'>,
  now: () => Instant,
): Auditor {
  const { views, quarantine } = ledger;
  return new Auditor({
    ledger: { log, followed: () => ledger.followed() },
    clients: async function* () {
      for await (const { clientId } of all((page) => views.clients(page))) yield clientId;
    },
    refused: async function* (): AsyncGenerator<RefusedFact, void> {
      for await (const { id } of all((page) => quarantine.list({}, page))) {
        const fact = await quarantine.get(id);
        if (fact?.state !== 'waiting') continue;
        const { code, path, message, text } = fact;
        yield { quarantine: `/v1/quarantine/${id}`, code, path, message, text };
      }
    },
    now,
  });
}

async function* all<T>(list: (page: Page) => Promise<Paged<T>>): AsyncGenerator<T, void> {
  let cursor: string | undefined;
  do {
    const { items, next }: Paged<T> = await list({ limit: AT_ONCE, cursor });
    yield* items;
    cursor = next;
  } while (cursor !== undefined);
}
