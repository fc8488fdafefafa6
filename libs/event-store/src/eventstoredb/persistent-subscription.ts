import { LogUnavailable, type RecordedEvent } from '../event-store.js';
import type { GroupEvent } from './client.js';
import { toRecordedEvent } from './event-content.js';

/** An event that the server hands to one consumer of a group, and wants an answer for. */
export interface HandedEvent {
  readonly event: RecordedEvent;
  /** How often it was handed out before. */
  readonly retries: number;
  /** It is dealt with. */
  readonly ack: () => Promise<void>;
  /** Again, please: here or at another consumer; parked by the server after too many times. */
  readonly retry: (reason: string) => Promise<void>;
  /** Not by us: put aside until {@link ProjectorGroup.replayParked}. */
  readonly park: (reason: string) => Promise<void>;
}

/**
 * A group of projectors that share the log. The server remembers how far the group is, and hands all events of a stream (an account) to one consumer as long as the
 * consumers stay the same. It hands an event out again after a failure, a time-out or a change of consumers: a projector must recognise what it has
 * done, by the revision that its rows carry, and a retried event comes after later ones.
 */
export interface ProjectorGroup {
  /** Makes the group where it is not there: somebody may have deleted it. */
  make(): Promise<void>;
  /** Batches of events, until the signal aborts. Connects again by itself. */
  events(signal: AbortSignal): AsyncIterable<readonly HandedEvent[]>;
  /** Hands out again what was parked. */
  replayParked(): Promise<void>;
  close(): Promise<void>;
}

export interface ProjectorGroupOptions {
  /** `esdb://…` or `kurrentdb://…`. The user must be an administrator: the group is made where it is not there. */
  readonly url: string;
  readonly group: string;
  /** How the names of our streams begin; default: all but the server's own are ours. */
  readonly streams?: readonly string[];
  /** Where a new group begins; default with the first event. */
  readonly from?: 'start' | 'end';
  /** Most events in the hands of this consumer; default 500. */
  readonly buffer?: number;
  /** How long a consumer may take for an event before it is handed out again; default a minute. */
  readonly messageTimeoutMilliseconds?: number;
  /** How often an event is handed out again before it is parked; default 10. */
  readonly maxRetries?: number;
  /** How long to try to reach the server; default a minute. */
  readonly patienceMilliseconds?: number;
}

/** Joins a group of projectors; makes it where it is not there. Takes a server of 21.10 or later. */
export async function joinProjectorGroup(options: ProjectorGroupOptions): Promise<ProjectorGroup> {
  const { url, group, buffer = 500, messageTimeoutMilliseconds = 60_000, maxRetries = 10 } = options;
  const { patienceMilliseconds = 60_000, from = 'start' } = options;
  const [{ connect }, { reconnecting }] = await Promise.all([import('./client.js'), import('./reconnecting.js')]);
  const client = connect(url, options.streams);
  const make = () => client.createGroup(group, { messageTimeoutMilliseconds, maxRetries, from });
  await make().catch(async (error: unknown) => {
    await client.close().catch(() => undefined);
    throw error instanceof LogUnavailable ? error : new LogUnavailable(error);
  });
  return {
    make,
    async *events(signal) {
      const open = () => client.readGroup(group, buffer);
      for await (const { items } of reconnecting(open, buffer, patienceMilliseconds, signal)) {
        if (items.length > 0) yield items.map(toHanded);
      }
    },
    replayParked: () => client.replayParked(group),
    close: () => client.close(),
  };
}

function toHanded({ event, retries, ack, nack }: GroupEvent): HandedEvent {
  return {
    event: toRecordedEvent(event, event.position ?? 0n),
    retries,
    ack,
    retry: (reason) => nack('retry', reason),
    park: (reason) => nack('park', reason),
  };
}
