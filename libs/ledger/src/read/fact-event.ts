import type { RecordedEvent, Utf8Range } from '@paidonce/event-store';
import { factTypes, type FactType } from '@paidonce/facts';
import type { FactEvent } from '../workbench/shelf.js';
import { clientOfStream } from './streams.js';

const types: ReadonlySet<string> = new Set<FactType>(factTypes);

/** A fact as an event of the log has it, which may have to be read from bytes first. */
class LoggedFact implements FactEvent {
  readonly position: number;

  constructor(
    readonly event: RecordedEvent,
    readonly clientId: string,
  ) {
    this.position = Number(event.position);
  }

  get revision(): number {
    return this.event.revision;
  }

  get text(): string {
    return this.event.data;
  }

  get utf8(): Utf8Range | undefined {
    return this.event.utf8;
  }
}

/** The fact that an event of the log is; `undefined` for events that are none. */
export function factEvent(event: RecordedEvent): FactEvent | undefined {
  const clientId = clientOfStream(event.stream);
  return clientId === undefined || !types.has(event.type) ? undefined : new LoggedFact(event, clientId);
}

/** Those of some events that are facts. */
export function factEvents(events: readonly RecordedEvent[]): FactEvent[] {
  const facts: FactEvent[] = [];
  for (const event of events) {
    const fact = factEvent(event);
    if (fact) facts.push(fact);
  }
  return facts;
}
