import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { CheckpointInvalid } from './checkpoint-invalid.js';
import { bytesOf } from './base64.js';

/** Checks signatures of one key. */
export interface Verifier {
  readonly name: string;
  /** Eight hexadecimal digits; with the name it says whose a signature is. */
  readonly keyId: string;
  /** The public key as it is given away: `name+keyId+base64`. */
  readonly vkey: string;
  verify(text: string, signature: Buffer): boolean;
}

/** Signs with one key. */
export interface Signer extends Omit<Verifier, 'verify'> {
  sign(text: string): Buffer;
}

/** Bytes of the secret that an Ed25519 key is made of. */
export const SEED_BYTES = 32;

const ED25519 = 1;
/** RFC 8410: what stands before the 32 bytes of a key in DER. */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The key of that name that a seed of 32 bytes makes. */
export function signerOf(name: string, seed: Buffer): Signer {
  if (!isName(name)) throw new RangeError(`not a name for a key, which has neither spaces nor plus: ${name}`);
  if (seed.length !== SEED_BYTES) throw new RangeError(`a seed has ${SEED_BYTES} bytes`);
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length);
  return { ...publicOf(name, publicKey), sign: (text) => sign(null, Buffer.from(text), key) };
}

/** Of a key as it is given away. Throws {@link CheckpointInvalid} (`malformed`) where the text is none. */
export function verifierOf(vkey: string): Verifier {
  const [, name = '', keyId, base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(vkey) ?? [];
  const bytes = bytesOf(base64);
  const publicKey = bytes?.subarray(1);
  if (!isName(name) || bytes?.[0] !== ED25519 || publicKey?.length !== 32) {
    throw new CheckpointInvalid('malformed', `not the public key of a log (name+id+key): ${vkey}`);
  }
  const known = publicOf(name, publicKey);
  if (known.keyId !== keyId) throw new CheckpointInvalid('malformed', `the id of this key is not its own: ${vkey}`);
  const key = keyOf(publicKey);
  return { ...known, verify: (text, signature) => verify(null, Buffer.from(text), key, signature) };
}

/** C2SP signed-note: a name has neither spaces nor plus, and says something. */
const isName = (text: string): boolean => /^[^\s+\p{Zs}\p{Cc}]+$/u.test(text);

function publicOf(name: string, publicKey: Buffer): Pick<Verifier, 'name' | 'keyId' | 'vkey'> {
  const typed = Buffer.concat([Buffer.of(ED25519), publicKey]);
  const keyId = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'hex').slice(0, 8);
  return { name, keyId, vkey: `${name}+${keyId}+${typed.toString('base64')}` };
}

const keyOf = (publicKey: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' });
