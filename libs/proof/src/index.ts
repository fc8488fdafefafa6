export { entryOf, leafHash, leafOf, type LoggedEvent, type Withheld } from './event-leaf.js';
export { openNote, writeNote, type Checkpoint } from './checkpoint/checkpoint.js';
export { CheckpointInvalid, type CheckpointFlaw } from './checkpoint/checkpoint-invalid.js';
export { SEED_BYTES, signerOf, verifierOf, type Signer, type Verifier } from './checkpoint/note-keys.js';
export { PROOF_FORM, verifyProof, type ProofFile, type ProvenEvent } from './proof-file.js';
export { consistencyProof, verifyConsistency } from './tree/consistency.js';
export { GrowingTree, rootOf } from './tree/growing-tree.js';
export { HASH_BYTES, nodeHash } from './tree/hashes.js';
export { inclusionProof, rootFromInclusion } from './tree/inclusion.js';
export { nodesOver, type HashesAt, type Node } from './tree/nodes.js';
export { ProofInvalid } from './tree/proof-invalid.js';
export { rootAt } from './tree/subtree-hashes.js';
export {
  accountStream,
  BUNDLE_FORMAT,
  isStatement,
  manifestText,
  memberNames,
  spanOf,
  type CheckpointLine,
  type LogLine,
  type Manifest,
  type MemberName,
} from './bundle/format.js';
export {
  checkNames,
  type CheckName,
  type Finding,
  type Place,
  type Verdict,
  type Verification,
} from './bundle/findings.js';
export { memberOf, packed, type Member } from './bundle/pack.js';
export { README } from './bundle/readme.js';
export { TermsText } from './bundle/terms.js';
export { verifyBundle, type VerifyOptions } from './bundle/verify-bundle.js';
export { jointProof, rootFromJoint } from './tree/joint-inclusion.js';
