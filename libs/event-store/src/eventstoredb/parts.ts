import type { ProposedEvent } from '../event-store.js';
import type { ClientEvent } from './client.js';
import { toClientEvent, weightOf } from './event-content.js';

/** An event as it goes to the server. */
export interface Outgoing {
  readonly id: string;
  readonly event: ClientEvent;
  /** What the server counts of it. */
  readonly bytes: number;
  /** Stands in one write with the event before it. */
  readonly joined: boolean;
}

export function outgoing(proposed: ProposedEvent): Outgoing {
  const event = toClientEvent(proposed);
  return { id: proposed.id, event, bytes: weightOf(proposed, event), joined: proposed.joined === true };
}

/** Where the part ends that begins at an event: behind as many events as fit one write, and always behind all of those that belong together. */
export function endOfPart(events: readonly Outgoing[], start: number, maxBytes: number): number {
  let bytes = 0;
  let end = start;
  while (end < events.length) {
    const next = endOfGroup(events, end);
    bytes += bytesOf(events, end, next);
    if (bytes > maxBytes && end > start) break;
    end = next;
  }
  return end;
}

/** Bytes of the events that belong together, of those who have most. */
export function largestGroup(events: readonly Outgoing[]): number {
  let most = 0;
  for (let start = 0; start < events.length;) {
    const end = endOfGroup(events, start);
    most = Math.max(most, bytesOf(events, start, end));
    start = end;
  }
  return most;
}

function endOfGroup(events: readonly Outgoing[], start: number): number {
  let end = start + 1;
  while (events[end]?.joined) end++;
  return end;
}

export const bytesOf = (events: readonly Outgoing[], start = 0, end = events.length): number =>
  events.slice(start, end).reduce((sum, { bytes }) => sum + bytes, 0);
