export * from './journal/index.js';
export { openAuditStore } from './open-audit-store.js';
export type { AuditedLedger, Followed } from './audited-ledger.js';
export { rulesOfThisProgram, type Rules } from './replay/account-replay.js';
export type { Difference, FactOfLine } from './replay/differences.js';
export { replay } from './replay/replay.js';
export type { Finding, ReplayedStatement, ReplayEnd, ReplayLine, ReplayScope } from './replay/replay-lines.js';
export { Auditor, type AccountedPage, type AuditorParts } from './auditor.js';
export type { AccountedFact, AccountScope, FactAccount, RefusedFact } from './account/fact-account.js';
export type { Change, ChangesScope, LineChange } from './known/changes.js';
export type { FactInLog } from './known/known-account.js';
export type { KnownBalance, KnownLead, KnownPeriod } from './known/known-views.js';
export { parseMoment, type Moment } from './known/moment.js';
export type { Effect, TimelineEntry } from './known/timeline.js';
export {
  BundleWriter,
  NothingIssued,
  type Bundle,
  type BundleParts,
  type BundleScope,
} from './bundle/bundle-writer.js';
export { NotAsSealed, NotSealedYet, SealedTree } from './bundle/sealed-tree.js';
export { Sealer, type SealerOptions, type SealerParts, type SealerWatch } from './seal/sealer.js';
export { handOver, type HandOver } from './seal/checkpoints.js';
export { KeyOfEnvironment, loadLogKeys, LogKeyMissing, renewLogKey } from './seal/log-keys.js';
export { Witness } from './seal/witness.js';
export { Proofs, type PublicKeys, type SealedUpTo, type SignedNote } from './proofs/proofs.js';
export type { ProofFile } from '@paidonce/proof';
export type { EventPlace, Finding as LogFinding } from './check/findings.js';
export { checkLog, type CheckReport, type LogCheckOptions } from './check/log-check.js';
