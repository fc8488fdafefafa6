export type { Answer, Decision, Origin, Posted, Recorder } from './ledger.js';
export { Decider, type DeciderOptions } from './decide/decider.js';
export { Projector, type ProjectorOptions, type ProjectorWatch } from './project/projector.js';
export { SettlementProjection, type Projected } from './project/settlement-projection.js';
export { openReadStore } from './read/read-store.js';
export { PostgresShelf, type FactReader } from './read/postgres-shelf.js';
export { Workbench, type Followed, type FollowedFact, type Void } from './workbench/workbench.js';
export type { FactEvent, Shelf } from './workbench/shelf.js';
