import {
  BACKWARDS,
  binaryEvent,
  convertToCommandError,
  END,
  ErrorType,
  EventStoreDBClient,
  eventTypeFilter,
  FORWARDS,
  isCommandError,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  PINNED,
  persistentSubscriptionToAllSettingsFromDefaults,
  START,
  streamNameFilter,
  WrongExpectedVersionError,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventData,
  type Filter,
  type JSONType,
  type PersistentSubscriptionToAllResolvedEvent,
  type RegexFilter,
} from '@eventstore/db-client';
import type { Readable } from 'node:stream';
import { AppendTooLarge, LogUnavailable } from '../event-store.js';
import { clientAddress } from './address.js';
import { Inflow, type Source } from './inflow.js';

/**
 * What the adapter uses of the client library. This is the only file that imports it, so that its successor takes its place
 * here (docs/adr/0011-eventstoredb-client.md).
 */
export interface LogClient {
  /** Appends in one write. `position` is that of the last event, missing where the server does not say it. Throws {@link WrongRevision}, {@link AppendTooLarge}. */
  append(
    stream: string,
    events: readonly ClientEvent[],
    expected: 'no-stream' | 'any' | bigint,
  ): Promise<{ readonly revision: bigint; readonly position: bigint | undefined }>;
  /** From a revision on, that one included. A stream that is not there has no events. */
  readStream(stream: string, from: bigint | 'start' | 'end', direction: Direction, limit: number): Inflow<ReadEvent>;
  /** From a position on; whether that one is included is not promised. System events are among them. */
  readAll(from: bigint | 'start' | 'end', direction: Direction, limit: number): Inflow<ReadEvent>;
  /** After a position, and then as events come, those of the streams alone: the server leaves out the others, and says now and then how far it has looked. */
  subscribe(after: bigint | 'start'): Inflow<ReadEvent | Checkpoint>;
  /** Makes a persistent subscription to all events of the streams, each pinned to one consumer; leaves one that is there as it is. */
  createGroup(group: string, settings: GroupSettings): Promise<void>;
  readGroup(group: string, buffer: number): Inflow<GroupEvent>;
  replayParked(group: string): Promise<void>;
  close(): Promise<void>;
}

export type Direction = 'forwards' | 'backwards';

/** An event for the client: a JSON value, or bytes. */
export interface ClientEvent {
  readonly id: string;
  readonly type: string;
  readonly content: { readonly json: unknown } | { readonly bytes: Uint8Array };
  readonly metadata: Uint8Array;
}

export interface ReadEvent {
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  readonly content: { readonly json: unknown } | { readonly bytes: Uint8Array };
  readonly metadata: unknown;
  readonly revision: bigint;
  /** Missing where a server before 22.6 reads a stream. */
  readonly position: bigint | undefined;
  readonly created: Date;
}

/** So far the server has looked for events. Some versions say so before they have sent all events up to there, or say it of one that is still to come. */
interface Checkpoint {
  readonly checkpoint: bigint;
}

interface GroupSettings {
  readonly messageTimeoutMilliseconds: number;
  readonly maxRetries: number;
  readonly from: 'start' | 'end';
}

export interface GroupEvent {
  readonly event: ReadEvent;
  readonly retries: number;
  readonly ack: () => Promise<void>;
  readonly nack: (action: 'retry' | 'park', reason: string) => Promise<void>;
}

export class WrongRevision extends Error {
  override readonly name = 'WrongRevision';

  /** @param actual Last revision of the stream, -1 where there is none. */
  constructor(readonly actual: number) {
    super(`the stream is at revision ${actual}`);
  }
}

/** An append of many events takes a server with slow disks its time. */
const APPEND_WITHIN_MILLISECONDS = 60_000;
/** Events that wait in memory: an event may have a megabyte. */
const BUFFERED = { highWaterMark: 32 };
/** The server looks at 32 events at a time, and says how far it is after so many times. */
const CHECKPOINT_INTERVAL = 32;
/** What servers before 22.6 say where they do not know a position. */
const UNKNOWN = 0xffff_ffff_ffff_ffffn;

/** Which streams there are for us: those whose names begin so; none is named: all but the server's own. */
export type Streams = readonly string[] | undefined;

export function connect(url: string, streams?: Streams): LogClient {
  const client = EventStoreDBClient.connectionString(clientAddress(url));
  avoidBatchAppend(client);
  return {
    append: (stream, events, expected) => append(client, stream, events, expected),
    readStream: (stream, from, direction, limit) =>
      readFlow(
        client.readStream(
          stream,
          { fromRevision: from, direction: direction === 'forwards' ? FORWARDS : BACKWARDS, maxCount: limit },
          BUFFERED,
        ),
      ),
    readAll: (from, direction, limit) =>
      readFlow(
        client.readAll(
          {
            fromPosition: typeof from === 'bigint' ? { commit: from, prepare: from } : from === 'start' ? START : END,
            direction: direction === 'forwards' ? FORWARDS : BACKWARDS,
            maxCount: limit,
            requiresLeader: true,
          },
          BUFFERED,
        ),
      ),
    subscribe(after) {
      const fromPosition = after === 'start' ? START : { commit: after, prepare: after };
      const checkpointReached = (
        subscription: AllStreamSubscription,
        { commit }: { readonly commit: bigint },
      ): void => {
        // Among the events, in its order.
        (subscription as unknown as Readable).push({ checkpoint: commit } satisfies Checkpoint);
      };
      const filter = filterOf(streams, { checkpointInterval: CHECKPOINT_INTERVAL, checkpointReached });
      const subscription = client.subscribeToAll({ fromPosition, filter }, BUFFERED);
      return new Inflow(subscription, eventOrCheckpoint, () => subscription.unsubscribe(), { failure });
    },
    createGroup: (group, settings) => createGroup(client, group, settings, filterOf(streams)),
    readGroup: (group, buffer) => readGroup(client, group, buffer),
    replayParked: (group) => client.replayParkedMessagesToAll(group).catch(fail),
    close: () => client.dispose(),
  };
}

/**
 * The client's batch append keeps the callers of all clients of a process in one table: an error of one connection rejects the appends of the
 * others, and an answer that comes after that is thrown where nobody catches it. A plain append fails alone.
 */
function avoidBatchAppend(client: EventStoreDBClient): void {
  type Supports = (method: { path: string }, feature?: string) => Promise<boolean>;
  const open = client as unknown as { supports: Supports };
  const supports = open.supports;
  open.supports = (method, feature) =>
    method.path.toLowerCase().endsWith('/batchappend') ? Promise.resolve(false) : supports(method, feature);
}

async function append(
  client: EventStoreDBClient,
  stream: string,
  events: readonly ClientEvent[],
  expected: 'no-stream' | 'any' | bigint,
): Promise<{ revision: bigint; position: bigint | undefined }> {
  const proposed = events.map(({ id, type, content, metadata }): EventData =>
    'json' in content
      ? jsonEvent({ id, type, data: content.json as JSONType, metadata })
      : binaryEvent({ id, type, data: content.bytes, metadata }),
  );
  try {
    const { nextExpectedRevision, position } = await client.appendToStream(stream, proposed, {
      expectedRevision: expected === 'no-stream' ? NO_STREAM : expected,
      deadline: APPEND_WITHIN_MILLISECONDS,
    });
    return { revision: nextExpectedRevision, position: known(position?.commit) };
  } catch (caught) {
    const error = asCommandError(caught);
    if (error instanceof WrongExpectedVersionError) {
      throw new WrongRevision(typeof error.actualVersion === 'bigint' ? Number(error.actualVersion) : -1);
    }
    if (error instanceof MaxAppendSizeExceededError) throw new AppendTooLarge(error.maxAppendSize);
    throw failure(error);
  }
}

async function createGroup(
  client: EventStoreDBClient,
  group: string,
  { messageTimeoutMilliseconds, maxRetries, from }: GroupSettings,
  filter: Filter,
): Promise<void> {
  const settings = persistentSubscriptionToAllSettingsFromDefaults({
    startFrom: from === 'start' ? START : END,
    consumerStrategyName: PINNED,
    messageTimeout: messageTimeoutMilliseconds,
    maxRetryCount: maxRetries,
  });
  try {
    await client.createPersistentSubscriptionToAll(group, settings, { filter });
  } catch (error) {
    if (!isOfType(error, ErrorType.PERSISTENT_SUBSCRIPTION_EXISTS)) throw failure(error);
  }
}

function readGroup(client: EventStoreDBClient, group: string, buffer: number): Inflow<GroupEvent> {
  const subscription = client.subscribeToPersistentSubscriptionToAll(group, { bufferSize: buffer }, BUFFERED);
  const item = (resolved: PersistentSubscriptionToAllResolvedEvent): GroupEvent | undefined => {
    const event = eventOf(resolved);
    if (event === undefined) return undefined;
    return {
      event,
      retries: resolved.retryCount,
      ack: () => subscription.ack(resolved),
      nack: (action, reason) => subscription.nack(action, reason, resolved),
    };
  };
  return new Inflow(subscription, item, () => subscription.unsubscribe(), { failure });
}

/** What is said of an error: that the server does not answer, where it may pass by itself. */
function failure(caught: unknown): Error {
  return isTransient(caught) ? new LogUnavailable(caught) : asCommandError(caught);
}

function fail(caught: unknown): never {
  throw failure(caught);
}

/** Whether an error may pass by itself: a node that restarts, an election, a connection that was cut. Whether an append was made is then not known. */
function isTransient(caught: unknown): boolean {
  const error = asCommandError(caught);
  if (!isCommandError(error)) return /discover/i.test(String(error));
  const passing = [
    ErrorType.UNAVAILABLE,
    ErrorType.CANCELLED,
    ErrorType.NOT_LEADER,
    ErrorType.TIMEOUT,
    ErrorType.DEADLINE_EXCEEDED,
    ErrorType.PERSISTENT_SUBSCRIPTION_DROPPED,
  ];
  return (
    passing.includes(error.type) ||
    (error.type === ErrorType.UNKNOWN && /connection|ECONN|GOAWAY|reset/i.test(error.message))
  );
}

function asCommandError(caught: unknown): Error {
  return caught instanceof Error ? convertToCommandError(caught) : new Error(String(caught));
}

function isOfType(caught: unknown, type: ErrorType): boolean {
  const error = asCommandError(caught);
  return isCommandError(error) && error.type === type;
}

function readFlow(reading: Source & { cancel(): Promise<void> }): Inflow<ReadEvent> {
  return new Inflow(reading, eventOf, () => reading.cancel(), {
    failure,
    isEnd: (error) => isOfType(error, ErrorType.STREAM_NOT_FOUND),
  });
}

function filterOf(streams: Streams, options: Partial<Omit<RegexFilter, 'filterOn' | 'regex'>> = {}): Filter {
  return streams === undefined
    ? eventTypeFilter({ regex: '^[^$].*', ...options })
    : streamNameFilter({ prefixes: [...streams], ...options });
}

function eventOrCheckpoint(item: AllStreamResolvedEvent | Checkpoint): ReadEvent | Checkpoint | undefined {
  return 'checkpoint' in item ? item : eventOf(item);
}

/** Nothing for a link to an event that is gone. */
function eventOf({ event, commitPosition }: AllStreamResolvedEvent): ReadEvent | undefined {
  if (event === undefined) return undefined;
  const { streamId, id, type, revision, created, metadata, data, isJson } = event;
  // Read by stream, an event of an older server has no position, whatever the types say.
  const { position } = event as { position?: { commit: bigint } };
  return {
    stream: streamId,
    id,
    type,
    content: isJson ? { json: data } : { bytes: data },
    metadata,
    revision,
    position: known(position?.commit) ?? known(commitPosition),
    created,
  };
}

const known = (position: bigint | undefined): bigint | undefined => (position === UNKNOWN ? undefined : position);
