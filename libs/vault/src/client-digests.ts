import { hash, hkdfSync } from 'node:crypto';
import type { ReadFact } from '@paidonce/facts';
import { canonicalJson } from './canonical-json.js';
import { Hmac } from './hmac.js';

/**
 * Half of SHA-256, 128 bits. A key that collided with another one would make two people one, and cost money: among 10⁹
 * keys of a client the chance is 10⁻²¹ (it would be 1 in 37 with 64 bits). More digits would only make facts longer.
 */
const DIGEST_DIGITS = 32;
/** Tells a digest from a plain key, of which any text may be one. */
const MARK = 'hmac-';
const DIGEST = /^hmac-[0-9a-f]{32}$/;
/** Clients whose derived keys are kept at hand. */
const MOST_CLIENTS = 10_000;

interface ClientKeys {
  readonly personKeys: Hmac;
  readonly received: Hmac;
}

/**
 * What is compared without being known: keys of persons, and facts as they were received. Each client has keys of its
 * own.
 */
export class ClientDigests {
  readonly #secret: Buffer;
  readonly #clients = new Map<string, ClientKeys>();

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** The digest of a key (`kind:value`, normalised) as it stands in `personKeys` after the colon. */
  ofKey(clientId: string, key: string): string {
    return MARK + digest(this.#of(clientId).personKeys, key);
  }

  ofReceived(clientId: string, { fact, occurredAt, received }: ReadFact): string {
    return digest(this.#of(clientId).received, canonicalJson([fact.type, occurredAt, received]));
  }

  #of(clientId: string): ClientKeys {
    let keys = this.#clients.get(clientId);
    if (!keys) {
      if (this.#clients.size >= MOST_CLIENTS) this.#clients.clear();
      keys = { personKeys: this.#derive('person-keys', clientId), received: this.#derive('received', clientId) };
      this.#clients.set(clientId, keys);
    }
    return keys;
  }

  #derive(use: string, clientId: string): Hmac {
    // Hashed, since an id may be longer than what HKDF takes.
    const info = `paidonce/${use}/${hash('sha256', clientId, 'hex')}`;
    return new Hmac(Buffer.from(hkdfSync('sha256', this.#secret, '', info, 32)));
  }
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

function digest(key: Hmac, text: string): string {
  return key.hexOf(text).slice(0, DIGEST_DIGITS);
}
