export { DraftStore, type Draft, type DraftContent } from './draft-store.js';
export { openOffice, type OfficeOptions } from './open-office.js';
export { PostgresIdempotencyStore, type KeyClaim, type StoredAnswer } from './postgres-idempotency-store.js';
export { PostgresTokenStore, type StoredToken } from './postgres-token-store.js';
export { QuarantineStore } from './quarantine-store.js';
export {
  quarantineStates,
  type Quarantined,
  type QuarantineOptions,
  type QuarantineQuery,
  type QuarantineState,
  type Refused,
  type RefusedFact,
  type Resolution,
} from './quarantined.js';
