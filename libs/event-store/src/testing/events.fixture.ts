import { randomUUID } from 'node:crypto';
import type { Delivery, NewEvent, RecordedEvent } from '../event-store.js';

/** A name that no other test uses: a store under test may hold the events of others. */
export const fresh = (name: string): string => `${name}-${randomUUID()}`;

export const event = (type: string, data: unknown = {}, metadata: unknown = { actor: 'crm' }): NewEvent => ({
  id: randomUUID(),
  type,
  data: JSON.stringify(data),
  metadata: JSON.stringify(metadata),
});

/** The same event, of which those who take texts have to ask for them. */
export function asBytes({ id, type, data, metadata }: NewEvent): NewEvent {
  const bytes = Buffer.from(`${' '.repeat(3)}${data}${' '.repeat(5)}`);
  return {
    uuid: { bytes: Buffer.from(`ffff${id.replaceAll('-', '')}ff`, 'hex'), start: 2 },
    utf8: { bytes, start: 3, end: bytes.length - 5 },
    ...{ type, metadata },
    get id() {
      return id;
    },
    get data() {
      return data;
    },
  };
}

/** Events that say their number. */
export const numbered = (type: string, count: number, first = 0): NewEvent[] =>
  Array.from({ length: count }, (_, index) => event(type, { n: first + index }));

export const numberOf = ({ data }: NewEvent): number => (JSON.parse(data) as { n: number }).n;

/** An event as a plain object: a store may have it read only when it is asked. */
export const plain = (read: RecordedEvent): Omit<RecordedEvent, 'utf8' | 'metadataUtf8'> => {
  const { id, type, data, metadata, stream, revision, position, created } = read;
  return { id, type, data, metadata, stream, revision, position, created };
};

export async function collect(batches: AsyncIterable<readonly RecordedEvent[]>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of batches) events.push(...batch);
  return events;
}

/** Takes deliveries until `enough` says so; answers their events. */
export async function follow(
  deliveries: AsyncIterable<Delivery>,
  enough: (events: readonly RecordedEvent[], delivery: Delivery) => boolean,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const delivery of deliveries) {
    if (delivery.kind === 'events') events.push(...delivery.events);
    if (enough(events, delivery)) break;
  }
  return events;
}
