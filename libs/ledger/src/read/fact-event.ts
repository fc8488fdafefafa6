import type { RecordedEvent } from '@paidonce/event-store';
import { factTypes, type FactType } from '@paidonce/facts';
import type { FactEvent } from '../workbench/shelf.js';
import { clientOfStream } from './streams.js';

const types: ReadonlySet<string> = new Set<FactType>(factTypes);

/** The fact that an event of the log is; `undefined` for events that are none. */
export function factEvent({ stream, type, position, revision, data }: RecordedEvent): FactEvent | undefined {
  const clientId = clientOfStream(stream);
  return clientId === undefined || !types.has(type)
    ? undefined
    : { position: Number(position), revision, clientId, text: data };
}
