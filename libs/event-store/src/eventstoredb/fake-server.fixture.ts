import type features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { EventEmitter, once } from 'node:events';
import { createRequire } from 'node:module';
import { FakeGroups } from './fake-groups.fixture.js';
import { FakeLog, type FakeEvent, type Proposed } from './fake-log.fixture.js';

// As the client loads them: its generated messages, and the gRPC that it depends on.
const load = createRequire(createRequire(import.meta.url).resolve('@eventstore/db-client'));
const { ReadReq, ReadResp, AppendResp } = load('../generated/streams_pb') as typeof streams;
const { Empty, StreamIdentifier, UUID } = load('../generated/shared_pb') as typeof shared;
const { SupportedMethods } = load('../generated/serverfeatures_pb') as typeof features;
const { PersistentSubscriptionsService } = load('../generated/persistent_grpc_pb') as {
  PersistentSubscriptionsService: object;
};
const { StreamsService } = load('../generated/streams_grpc_pb') as { StreamsService: object };
const { ServerFeaturesService } = load('../generated/serverfeatures_grpc_pb') as { ServerFeaturesService: object };
const grpc = load('@grpc/grpc-js') as Grpc;

interface Grpc {
  Server: new () => {
    addService(service: object, handlers: object): void;
    bindAsync(address: string, credentials: object, bound: (error: Error | null, port: number) => void): void;
    forceShutdown(): void;
  };
  ServerCredentials: { createInsecure(): object };
  Metadata: new () => { set(name: string, value: string): void };
  status: Readonly<Record<'UNAVAILABLE' | 'INVALID_ARGUMENT', number>>;
}

interface Failure {
  readonly code: number;
  readonly details: string;
  readonly metadata?: object;
}

type Answer<T> = (error: Failure | null, answer?: T) => void;

interface ReadCall extends EventEmitter {
  readonly request: streams.ReadReq;
  readonly cancelled: boolean;
  write(answer: streams.ReadResp): boolean;
  end(): void;
}

export interface FakeServer {
  readonly url: string;
  readonly log: FakeLog;
  readonly groups: FakeGroups;
  /** Streams of all events that were sent to readers, in the order of sending. */
  readonly sent: string[];
  /** Most bytes of an append from now on. */
  limitAppends(bytes: number): void;
  /** Ends all subscriptions as a node does that goes down. */
  cutSubscriptions(): void;
  /** The next append is made, and its answer is lost. */
  loseAnswer(): void;
  /** The next append is neither made nor answered in time. */
  refuseOnce(): void;
  stop(): void;
}

export interface FakeOptions {
  /** As servers before 22.6 and 23.10: no positions in streams, none for a repeated append, no word of having caught up. */
  readonly isOld?: boolean;
  readonly maxAppendSize?: number;
  /** A subscription says how far it is after so many events; by default as often as it is asked to. */
  readonly checkpointEvery?: number;
}

/**
 * A server in this process that speaks enough of the protocol for the real client: append, read, subscribe. It follows what is documented, and so shows that adapter and client are wired
 * rightly; it does not show what a real server does: durability, clusters, elections, limits of time and load.
 */
export async function startFakeServer({
  isOld = false,
  maxAppendSize = 1_048_576,
  checkpointEvery,
}: FakeOptions = {}): Promise<FakeServer> {
  const log = new FakeLog();
  const sent: string[] = [];
  log.setMaxListeners(0);
  const cuts = new EventEmitter().setMaxListeners(0);
  const faults = { loseAnswer: false, refuse: false, maxAppendSize };
  const server = new grpc.Server();
  server.addService(ServerFeaturesService, {
    getSupportedMethods: (_: unknown, answer: Answer<features.SupportedMethods>) => {
      const methods = new SupportedMethods();
      methods.setEventStoreServerVersion(isOld ? '21.10.0' : '24.10.0');
      for (const name of ['create', 'read', 'replayparked']) {
        const method = methods.addMethods();
        method.setServiceName('event_store.client.persistent_subscriptions.PersistentSubscriptions');
        method.setMethodName(name);
        method.addFeatures('all');
      }
      answer(null, methods);
    },
  });
  server.addService(StreamsService, {
    append: (call: EventEmitter, answer: Answer<streams.AppendResp>) => {
      takeAppend(call, answer, log, { isOld, faults });
    },
    read: (call: ReadCall) => {
      const options = call.request.getOptions() as streams.ReadReq.Options;
      noteSent(call, sent);
      if (options.hasSubscription()) void follow(call, options, log, cuts, { isOld, checkpointEvery });
      else void read(call, options, log, isOld);
    },
  });
  const groups = new FakeGroups(log);
  server.addService(PersistentSubscriptionsService, groups.handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    log,
    groups,
    sent,
    limitAppends: (bytes) => (faults.maxAppendSize = bytes),
    cutSubscriptions: () => cuts.emit('cut'),
    loseAnswer: () => (faults.loseAnswer = true),
    refuseOnce: () => (faults.refuse = true),
    stop: () => {
      server.forceShutdown();
    },
  };
}

const unavailable: Failure = { code: grpc.status.UNAVAILABLE, details: 'the node is going down' };

interface AppendBehaviour {
  readonly isOld: boolean;
  readonly faults: { loseAnswer: boolean; refuse: boolean; readonly maxAppendSize: number };
}

function takeAppend(
  call: EventEmitter,
  answer: Answer<streams.AppendResp>,
  log: FakeLog,
  { isOld, faults }: AppendBehaviour,
): void {
  let options: streams.AppendReq.Options | undefined;
  const proposed: Proposed[] = [];
  call.on('data', (request: streams.AppendReq) => {
    if (request.hasOptions()) options = request.getOptions();
    else proposed.push(proposedOf(request.getProposedMessage() as streams.AppendReq.ProposedMessage));
  });
  call.on('end', () => {
    const { maxAppendSize } = faults;
    const size = proposed.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
    if (size > maxAppendSize) {
      const metadata = new grpc.Metadata();
      metadata.set('exception', 'maximum-append-size-exceeded');
      metadata.set('maximum-append-size', String(maxAppendSize));
      const details = `Maximum Append Size of ${maxAppendSize} Exceeded.`;
      answer({ code: grpc.status.INVALID_ARGUMENT, details, metadata });
      return;
    }
    if (faults.refuse) {
      faults.refuse = false;
      answer(unavailable);
      return;
    }
    const response = appendTo(log, options as streams.AppendReq.Options, proposed, isOld);
    if (faults.loseAnswer) {
      faults.loseAnswer = false;
      answer(unavailable);
    } else answer(null, response);
  });
}

function appendTo(
  log: FakeLog,
  options: streams.AppendReq.Options,
  proposed: readonly Proposed[],
  isOld: boolean,
): streams.AppendResp {
  const expected = options.hasRevision() ? Number(options.getRevision()) : options.hasNoStream() ? -1 : -2;
  const outcome = log.append(nameOf(options.getStreamIdentifier()), proposed, expected);
  const response = new AppendResp();
  if (outcome.kind === 'wrong') {
    const wrong = new AppendResp.WrongExpectedVersion();
    if (outcome.current >= 0) wrong.setCurrentRevision(String(outcome.current));
    else wrong.setCurrentNoStream(new Empty());
    response.setWrongExpectedVersion(wrong);
    return response;
  }
  const success = new AppendResp.Success();
  success.setCurrentRevision(String(outcome.revision));
  if (isOld && outcome.kind === 'there') success.setNoPosition(new Empty());
  else {
    const position = new AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    success.setPosition(position);
  }
  response.setSuccess(success);
  return response;
}

/** The events that a read asks for, in its order. */
function asked(options: streams.ReadReq.Options, log: FakeLog): FakeEvent[] | undefined {
  const isBackwards = options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;
  const inOrder = (events: FakeEvent[]) => (isBackwards ? events.toReversed() : events);
  if (options.hasStream()) {
    const stream = options.getStream() as streams.ReadReq.Options.StreamOptions;
    const events = log.stream(nameOf(stream.getStreamIdentifier()));
    if (events.length === 0) return undefined;
    if (!stream.hasRevision()) return inOrder(events);
    const from = Number(stream.getRevision());
    return inOrder(events.filter(({ revision }) => (isBackwards ? revision <= from : revision >= from)));
  }
  const all = options.getAll() as streams.ReadReq.Options.AllOptions;
  if (!all.hasPosition()) return inOrder(log.events);
  const from = BigInt(all.getPosition()?.getCommitPosition() ?? 0);
  return inOrder(log.events.filter(({ position }) => (isBackwards ? position < from : position >= from)));
}

async function read(call: ReadCall, options: streams.ReadReq.Options, log: FakeLog, isOld: boolean): Promise<void> {
  const events = asked(options, log);
  if (events === undefined) {
    const notFound = new ReadResp.StreamNotFound();
    notFound.setStreamIdentifier(options.getStream()?.getStreamIdentifier());
    const response = new ReadResp();
    response.setStreamNotFound(notFound);
    call.write(response);
  }
  for (const event of (events ?? []).slice(0, Number(options.getCount()))) {
    if (call.cancelled) return;
    await send(call, event, isOld && options.hasStream());
  }
  call.end();
}

async function follow(
  call: ReadCall,
  options: streams.ReadReq.Options,
  log: FakeLog,
  cuts: EventEmitter,
  { isOld, checkpointEvery }: Pick<FakeOptions, 'isOld' | 'checkpointEvery'>,
): Promise<void> {
  let isCut = false;
  cuts.once('cut', () => {
    isCut = true;
    call.emit('error', unavailable);
  });
  call.once('cancelled', () => log.emit('appended'));
  const confirmation = new ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId('fake');
  const response = new ReadResp();
  response.setConfirmation(confirmation);
  call.write(response);
  const filter = options.getFilter();
  const [type, prefixes] = [
    new RegExp(filter?.getEventType()?.getRegex() ?? ''),
    filter?.getStreamIdentifier()?.getPrefixList(),
  ];
  const isWanted = (event: FakeEvent): boolean =>
    type.test(event.type) && (prefixes?.some((prefix) => event.stream.startsWith(prefix)) ?? true);
  const interval = checkpointEvery ?? 32 * (filter?.getCheckpointintervalmultiplier() ?? 1);
  let looked = 0;
  const after = BigInt(options.getAll()?.getPosition()?.getCommitPosition() ?? -1);
  let next = log.events.findIndex(({ position }) => position > after);
  if (next < 0) next = log.events.length;
  const isOver = () => call.cancelled || isCut;
  while (!isOver()) {
    const event = log.events[next];
    if (event === undefined) {
      if (isOld !== true) {
        const caughtUp = new ReadResp();
        caughtUp.setCaughtUp(new ReadResp.CaughtUp());
        call.write(caughtUp);
      }
      await once(log, 'appended');
    } else {
      next++;
      if (isWanted(event)) await send(call, event, false);
      if (++looked % interval === 0) call.write(checkpointAt(event.position));
    }
  }
}

/** Takes down of which streams events are sent. */
function noteSent(call: ReadCall, sent: string[]): void {
  const write = call.write.bind(call);
  call.write = (answer) => {
    const stream = answer.getEvent()?.getEvent()?.getStreamIdentifier();
    if (stream) sent.push(nameOf(stream));
    return write(answer);
  };
}

function checkpointAt(position: bigint): streams.ReadResp {
  const checkpoint = new ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const response = new ReadResp();
  response.setCheckpoint(checkpoint);
  return response;
}

async function send(call: ReadCall, event: FakeEvent, isWithoutPosition: boolean): Promise<void> {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(new UUID().setString(event.id));
  recorded.setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(event.stream).toString('base64')));
  recorded.setStreamRevision(String(event.revision));
  const position = isWithoutPosition ? '18446744073709551615' : String(event.position);
  recorded.setPreparePosition(position);
  recorded.setCommitPosition(position);
  recorded.getMetadataMap().set('type', event.type);
  recorded.getMetadataMap().set('content-type', event.contentType);
  recorded.getMetadataMap().set('created', String(event.createdTicks));
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const read = new ReadResp.ReadEvent();
  read.setEvent(recorded);
  if (isWithoutPosition) read.setNoPosition(new Empty());
  else read.setCommitPosition(position);
  const response = new ReadResp();
  response.setEvent(read);
  if (!call.write(response)) await drained(call);
}

function drained(call: ReadCall): Promise<void> {
  const signs = ['drain', 'cancelled', 'close'];
  return new Promise((resolve) => {
    const done = () => {
      for (const sign of signs) call.off(sign, done);
      resolve();
    };
    for (const sign of signs) call.on(sign, done);
  });
}

function proposedOf(message: streams.AppendReq.ProposedMessage): Proposed {
  const metadata = message.getMetadataMap() as { get(name: string): string | undefined };
  return {
    id: message.getId()?.getString() ?? '',
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

function nameOf(identifier: shared.StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}
