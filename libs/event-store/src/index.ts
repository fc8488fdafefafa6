export {
  AppendTooLarge,
  LogUnavailable,
  RevisionConflict,
  type Appended,
  type Delivery,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type ProposedEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type Utf8Range,
  type UuidAt,
} from './event-store.js';
export type { ReadAt } from './read-at.js';
export { LogDamaged } from './postgres/log-reader.js';
export { LogRow } from './postgres/log-row.js';
export { readLogRows, type LogPlace } from './postgres/log-rows.js';
export type { NextRoom, ReadRows, RowRoom } from './postgres/copy-rows.js';
export {
  openPostgresEventStore,
  type PostgresEventStore,
  type PostgresEventStoreOptions,
} from './postgres/postgres-event-store.js';
export { openEventStoreDb, type EventStoreDbOptions } from './eventstoredb/eventstoredb-event-store.js';
export { subscribeByGroup } from './eventstoredb/group-subscription.js';
export {
  joinProjectorGroup,
  type HandedEvent,
  type ProjectorGroup,
  type ProjectorGroupOptions,
} from './eventstoredb/persistent-subscription.js';
