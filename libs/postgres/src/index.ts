export { copyBinary, copyField, copyLine, copyRows, CopyWriter, type CopyValue } from './copy.js';
export { copyIn, copyOut, type CopyIn, type CopyOut } from './copy-streams.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/embedded-postgres.js';
export { FolderInUse, lockFolder, type FolderLock } from './embedded/folder-lock.js';
export type { ServerExit, Settings } from './embedded/server-process.js';
export { openPool, outliveConnections, type PoolOptions } from './pool.js';
export { inTransaction } from './transaction.js';
