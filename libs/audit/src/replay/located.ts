import { isFactType } from '@paidonce/facts';
import type { AuditedLedger } from '../audited-ledger.js';
import { accountUpTo } from './account-replay.js';
import type { Difference } from './differences.js';

const nameOf = ({ source, id }: { readonly source: string; readonly id: string }): string =>
  JSON.stringify([source, id]);

/** Who recorded an event, as its metadata say. */
export function actorOf(metadata: string): string | null {
  const { actor } = JSON.parse(metadata) as { readonly actor?: unknown };
  return typeof actor === 'string' ? actor : null;
}

/** Differences whose facts are found again in the log, by reading the account once. */
export async function located(
  ledger: AuditedLedger,
  clientId: string,
  upTo: number,
  differences: readonly Difference[],
): Promise<readonly Difference[]> {
  const wanted = new Set(differences.flatMap((one) => (one.in === 'line' ? one.facts.map(nameOf) : [])));
  const places = new Map<string, { readonly position: number; readonly actor: string | null }>();
  if (wanted.size === 0) return differences;
  for await (const events of accountUpTo(ledger, clientId, upTo)) {
    for (const { type, data, position, metadata } of events) {
      if (!isFactType(type)) continue;
      const name = nameOf(JSON.parse(data) as { readonly source: string; readonly id: string });
      if (wanted.has(name)) places.set(name, { position: Number(position), actor: actorOf(metadata) });
    }
  }
  return differences.map((one) =>
    one.in === 'line' ? { ...one, facts: one.facts.map((fact) => ({ ...fact, ...places.get(nameOf(fact)) })) } : one,
  );
}
