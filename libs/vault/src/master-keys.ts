import { hkdfSync } from 'node:crypto';
import { decrypt, encrypt } from './cipher.js';
import { KEY_NUMBER_BYTES, SECRET_BYTES, type DataKey } from './data-key.js';
import type { KeyId, WrappedKey } from './key-store.js';

const VERSION = 1;
const MASTER_ID_BYTES = 8;
const NUMBER_AT = 1 + MASTER_ID_BYTES;
const BODY_AT = NUMBER_AT + KEY_NUMBER_BYTES;

/** A master key and those that it took the place of, 32 bytes each. */
export interface MasterKeySet {
  readonly current: Buffer;
  /** Still known, so that what they wrapped can be read until it is wrapped anew. */
  readonly former?: readonly Buffer[];
}

interface MasterKey {
  readonly id: Buffer;
  readonly wrapping: Buffer;
}

/**
 * Wraps the keys of leads. A wrapped key names the master key: version, its id, the key's number, AES-256-GCM of the
 * secret.
 */
export class MasterKeys {
  readonly #current: MasterKey;
  readonly #byId: ReadonlyMap<string, MasterKey>;

  constructor({ current, former = [] }: MasterKeySet) {
    this.#current = masterKeyOf(current);
    this.#byId = new Map(
      [this.#current, ...former.map(masterKeyOf)].map((master) => [master.id.toString('hex'), master]),
    );
  }

  /** Names of the master keys that are known, the current one first. They tell nothing of the keys. */
  get names(): string[] {
    return [...this.#byId.keys()];
  }

  wrap(id: KeyId, key: DataKey): WrappedKey {
    const header = Buffer.concat([Buffer.of(VERSION), this.#current.id, key.number]);
    return encrypt(this.#current.wrapping, key.secret, contextOf(header, id), header);
  }

  /** `lost` where the master key is not known; `damaged` where this is not what was wrapped for this id. */
  unwrap(id: KeyId, wrapped: WrappedKey): DataKey | 'lost' | 'damaged' {
    if (wrapped[0] !== VERSION || wrapped.length < BODY_AT) return 'damaged';
    const master = this.#byId.get(MasterKeys.nameIn(wrapped));
    if (!master) return 'lost';
    const secret = decrypt(master.wrapping, wrapped.subarray(BODY_AT), contextOf(wrapped.subarray(0, BODY_AT), id));
    return secret?.length === SECRET_BYTES ? { number: wrapped.subarray(NUMBER_AT, BODY_AT), secret } : 'damaged';
  }

  isCurrent(wrapped: WrappedKey): boolean {
    return wrapped.subarray(1, NUMBER_AT).equals(this.#current.id);
  }

  /** The name of the master key that wrapped this. */
  static nameIn(wrapped: WrappedKey): string {
    return wrapped.toString('hex', 1, NUMBER_AT);
  }
}

/** Neither the name nor the wrapping key gives the master key away, nor one of them the other. */
function masterKeyOf(secret: Buffer): MasterKey {
  if (secret.length !== SECRET_BYTES)
    throw new RangeError(`a master key has ${SECRET_BYTES} bytes, not ${secret.length}`);
  const derive = (use: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `paidonce/master/${use}`, bytes));
  return { id: derive('id', MASTER_ID_BYTES), wrapping: derive('wrapping', SECRET_BYTES) };
}

function contextOf(header: Buffer, id: KeyId): Buffer {
  return Buffer.concat([header, Buffer.from(id, 'latin1')]);
}
