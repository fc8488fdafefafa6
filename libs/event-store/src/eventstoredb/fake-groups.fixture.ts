import type persistent from '@eventstore/db-client/generated/persistent_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { FakeEvent, FakeLog } from './fake-log.fixture.js';

const load = createRequire(createRequire(import.meta.url).resolve('@eventstore/db-client'));
const { CreateResp, ReadReq, ReadResp, ReplayParkedResp } = load('../generated/persistent_pb') as typeof persistent;
const { StreamIdentifier, UUID } = load('../generated/shared_pb') as typeof shared;
const grpc = load('@grpc/grpc-js') as {
  Metadata: new () => { set(name: string, value: string): void };
  status: { ALREADY_EXISTS: number; UNAVAILABLE: number };
};

interface Group {
  readonly settings: persistent.CreateReq.Settings;
  next: number;
  /** Events that are to be handed out again, with how often that was. */
  readonly again: { event: FakeEvent; retries: number }[];
  readonly out: Map<string, { event: FakeEvent; retries: number }>;
  readonly parked: { event: FakeEvent; reason: string }[];
  readonly consumers: Set<GroupCall>;
}

interface GroupCall extends EventEmitter {
  write(answer: persistent.ReadResp): boolean;
  end(): void;
}

/** Persistent subscriptions to all of the fake server: one consumer at a time gets what there is, and what it does not acknowledge again. */
export class FakeGroups {
  readonly groups = new Map<string, Group>();

  constructor(private readonly log: FakeLog) {
    log.on('appended', () => {
      for (const group of this.groups.values()) this.#handOut(group);
    });
  }

  /** Ends the connections of all consumers. */
  cut(): void {
    for (const { consumers } of this.groups.values()) {
      for (const consumer of [...consumers])
        consumer.emit('error', { code: grpc.status.UNAVAILABLE, details: 'going down' });
    }
  }

  readonly handlers: Readonly<Record<string, (...args: never[]) => void>> = {
    create: (call: { request: persistent.CreateReq }, answer: (error: object | null, done?: object) => void) => {
      const options = call.request.getOptions() as persistent.CreateReq.Options;
      const name = options.getGroupName();
      if (this.groups.has(name)) {
        const metadata = new grpc.Metadata();
        metadata.set('exception', 'persistent-subscription-exists');
        answer({ code: grpc.status.ALREADY_EXISTS, details: 'it exists', metadata });
        return;
      }
      const settings = options.getSettings() as persistent.CreateReq.Settings;
      this.groups.set(name, { settings, next: 0, again: [], out: new Map(), parked: [], consumers: new Set() });
      answer(null, new CreateResp());
    },
    read: (call: GroupCall) => {
      let group: Group | undefined;
      const leave = () => {
        if (group?.consumers.delete(call) !== true) return;
        group.again.push(...group.out.values());
        group.out.clear();
      };
      call.on('cancelled', leave).on('error', leave).on('end', leave);
      call.on('data', (request: persistent.ReadReq) => {
        if (request.hasOptions()) {
          group = this.groups.get(request.getOptions()?.getGroupName() ?? '');
          group?.consumers.add(call);
          const confirmation = new ReadResp.SubscriptionConfirmation();
          confirmation.setSubscriptionId('fake');
          const response = new ReadResp();
          response.setSubscriptionConfirmation(confirmation);
          call.write(response);
        } else if (group !== undefined) this.#answered(group, request);
        if (group !== undefined) this.#handOut(group);
      });
    },
    replayParked: (call: { request: persistent.ReplayParkedReq }, answer: (error: null, done: object) => void) => {
      const group = this.groups.get(call.request.getOptions()?.getGroupName() ?? '');
      for (const { event } of group?.parked.splice(0) ?? []) group?.again.push({ event, retries: 0 });
      answer(null, new ReplayParkedResp());
      if (group !== undefined) this.#handOut(group);
    },
  };

  #answered(group: Group, request: persistent.ReadReq): void {
    const nack = request.getNack();
    for (const id of nack?.getIdsList() ?? request.getAck()?.getIdsList() ?? []) {
      const handed = group.out.get(id.getString());
      group.out.delete(id.getString());
      if (handed === undefined || nack === undefined) continue;
      const isPark = nack.getAction() === ReadReq.Nack.Action.PARK;
      if (isPark || handed.retries >= group.settings.getMaxRetryCount()) {
        group.parked.push({ event: handed.event, reason: nack.getReason() });
      } else group.again.push({ event: handed.event, retries: handed.retries + 1 });
    }
  }

  #handOut(group: Group): void {
    const [consumer] = group.consumers;
    if (consumer === undefined) return;
    for (const handed of group.again.splice(0)) send(consumer, group, handed);
    for (; group.next < this.log.events.length; group.next++) {
      const event = this.log.events[group.next] as FakeEvent;
      if (!event.type.startsWith('$')) send(consumer, group, { event, retries: 0 });
    }
  }
}

function send(call: GroupCall, group: Group, handed: { event: FakeEvent; retries: number }): void {
  const { event, retries } = handed;
  group.out.set(event.id, handed);
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(new UUID().setString(event.id));
  recorded.setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(event.stream).toString('base64')));
  recorded.setStreamRevision(String(event.revision));
  recorded.setPreparePosition(String(event.position));
  recorded.setCommitPosition(String(event.position));
  recorded.getMetadataMap().set('type', event.type);
  recorded.getMetadataMap().set('content-type', event.contentType);
  recorded.getMetadataMap().set('created', String(event.createdTicks));
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const read = new ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  read.setRetryCount(retries);
  const response = new ReadResp();
  response.setEvent(read);
  call.write(response);
}
