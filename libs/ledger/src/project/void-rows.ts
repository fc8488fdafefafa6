import type { EntityManager } from 'typeorm';
import { VoidFactRow } from '../read/read-models.entity.js';
import { clientOfStream } from '../read/streams.js';
import type { VoidEvent } from './unwritten.js';

/** Writes down that an event counts for nothing, and why. */
export async function writeVoid(manager: EntityManager, { event, code, message }: VoidEvent): Promise<void> {
  const { position, stream, type, created: recordedAt } = event;
  await manager.insert(VoidFactRow, {
    ...{ position: String(position), code, message },
    ...{ clientId: clientOfStream(stream) ?? null, type, recordedAt },
    ...identityIn(event.data),
  });
}

function identityIn(data: string): { readonly source: string | null; readonly factId: string | null } {
  const text = (value: unknown): string | null =>
    typeof value === 'string' && !value.includes('\0') ? value.slice(0, MOST_CHARACTERS) : null;
  try {
    const { source, id } = (JSON.parse(data) ?? {}) as { readonly source?: unknown; readonly id?: unknown };
    return { source: text(source), factId: text(id) };
  } catch {
    return { source: null, factId: null };
  }
}

/** No id of ours is longer. */
const MOST_CHARACTERS = 1_000;
