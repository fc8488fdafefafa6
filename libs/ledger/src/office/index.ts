export { DraftStore, type Draft, type DraftContent } from './draft-store.js';
export { openOffice, type OfficeOptions } from './open-office.js';
export { PostgresIdempotencyStore, type KeyClaim, type StoredAnswer } from './postgres-idempotency-store.js';
export { PostgresTokenStore, type StoredToken } from './postgres-token-store.js';
export {
  QuarantineStore,
  type Quarantined,
  type QuarantineOptions,
  type Refused,
  type Resolution,
} from './quarantine-store.js';
