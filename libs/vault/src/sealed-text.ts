import { decrypt, encrypt } from './cipher.js';
import { KEY_NUMBER_BYTES, type DataKey } from './data-key.js';

/** The first byte of whatever is sealed; another way of sealing gets another one. */
const VERSION = 1;
const VERSION_BYTE = Buffer.of(VERSION);
const HEADER_BYTES = 1 + KEY_NUMBER_BYTES;
/** Header, nonce and tag, in base64url: what the shortest sealed text has. */
const LEAST_LENGTH = Math.ceil(((HEADER_BYTES + 12 + 16) * 8) / 6);
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Why something sealed cannot be read: its key was erased, its master key is lost, or it is not what was sealed here. */
export type Unreadable = 'erased' | 'lost' | 'damaged';

/** base64url of a version, the number of the key, and what AES-256-GCM makes of the text in its context. */
export function sealWith(key: DataKey, text: string, context: string): string {
  const header = Buffer.concat([VERSION_BYTE, key.number]);
  return encrypt(key.secret, Buffer.from(text), Buffer.from(context), header).toString('base64url');
}

/** Whether a text could have come from `sealWith`. */
export function hasSealedForm(text: unknown): text is string {
  return typeof text === 'string' && text.length >= LEAST_LENGTH && BASE64URL.test(text) && versionOf(text) === VERSION;
}

function versionOf(sealed: string): number | undefined {
  return Buffer.from(sealed.slice(0, 4), 'base64url')[0];
}

/** The text; `erased` where it was sealed with another key than this one, which a lead gets after an erasure. */
export function openWith(key: DataKey, sealed: string, context: string): { text: string } | Unreadable {
  if (!hasSealedForm(sealed)) return 'damaged';
  const bytes = Buffer.from(sealed, 'base64url');
  if (!bytes.subarray(1, HEADER_BYTES).equals(key.number)) return 'erased';
  const opened = decrypt(key.secret, bytes.subarray(HEADER_BYTES), Buffer.from(context));
  return opened ? { text: opened.toString() } : 'damaged';
}
