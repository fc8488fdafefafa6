import { STORE_KEY_ID, newDataKey, type DataKey } from './data-key.js';
import type { KeyId, KeyReplacement, KeyStore, WrappedKey } from './key-store.js';
import { MasterKeys } from './master-keys.js';
import type { Unreadable } from './sealed-text.js';

const KEYS_A_PAGE = 5_000;

/** The store has keys that none of the given master keys wrapped. */
export class MasterKeyLost extends Error {
  override readonly name = 'MasterKeyLost';
}

/**
 * Keys as they are needed: fetched, unwrapped, made where they are missing. None is kept in memory, so that what is erased
 * is gone.
 */
export class Keyring {
  readonly #masters: MasterKeys;
  readonly #store: KeyStore;
  readonly #acceptLost: boolean;

  constructor(masters: MasterKeys, store: KeyStore, acceptLost: boolean) {
    this.#masters = masters;
    this.#store = store;
    this.#acceptLost = acceptLost;
  }

  /** One look-up, and one insertion where keys are missing. */
  async forSealing(ids: readonly KeyId[]): Promise<ReadonlyMap<KeyId, DataKey>> {
    const keys = new Map<KeyId, DataKey>();
    const lost: KeyId[] = [];
    this.#unwrapInto(keys, await this.#store.getAll(ids), lost);
    if (lost.length > 0) await this.#store.erase(lost);
    const wrapped = new Map<KeyId, WrappedKey>();
    for (const id of ids) {
      if (keys.has(id)) continue;
      const key = newDataKey();
      keys.set(id, key);
      wrapped.set(id, this.#masters.wrap(id, key));
    }
    if (wrapped.size > 0) this.#unwrapInto(keys, await this.#store.putAll(wrapped), []);
    return keys;
  }

  async forOpening(ids: readonly KeyId[]): Promise<ReadonlyMap<KeyId, DataKey | Unreadable>> {
    const found = await this.#store.getAll(ids);
    return new Map([...found].map(([id, wrapped]) => [id, this.#masters.unwrap(id, wrapped)]));
  }

  erase(ids: readonly KeyId[]): Promise<number> {
    return this.#store.erase(ids);
  }

  /** The store's own key comes last: as long as this is not over, the store does not open without the former master key. */
  async rewrap(): Promise<number> {
    let count = 0;
    for await (const page of this.#store.pages(KEYS_A_PAGE)) {
      count += await this.#rewrapAll([...page].filter(([id]) => id !== STORE_KEY_ID));
    }
    return count + (await this.#rewrapAll([...(await this.#store.getAll([STORE_KEY_ID]))]));
  }

  async #rewrapAll(keys: readonly (readonly [KeyId, WrappedKey])[]): Promise<number> {
    const replacements: KeyReplacement[] = [];
    for (const [id, from] of keys) {
      if (this.#masters.isCurrent(from)) continue;
      const key = this.#unwrap(id, from);
      if (key !== 'lost') replacements.push({ id, from, to: this.#masters.wrap(id, key) });
    }
    if (replacements.length > 0) await this.#store.replaceAll(replacements);
    return replacements.length;
  }

  #unwrapInto(keys: Map<KeyId, DataKey>, found: ReadonlyMap<KeyId, WrappedKey>, lost: KeyId[]): void {
    for (const [id, wrapped] of found) {
      const key = this.#unwrap(id, wrapped);
      if (key === 'lost') lost.push(id);
      else keys.set(id, key);
    }
  }

  /** `lost` only where that is accepted. */
  #unwrap(id: KeyId, wrapped: WrappedKey): DataKey | 'lost' {
    const key = this.#masters.unwrap(id, wrapped);
    if (key === 'damaged') throw new Error(`the key ${id} in the key store is damaged`);
    if (key === 'lost' && !this.#acceptLost) throw new MasterKeyLost(sentenceOfLoss(wrapped, this.#masters));
    return key;
  }
}

function sentenceOfLoss(wrapped: WrappedKey, { names }: MasterKeys): string {
  const given = names.length > 1 ? `keys ${names.join(', ')} were` : `key ${names.join()} was`;
  return `the keys of this store were wrapped by the master key ${MasterKeys.nameIn(wrapped)}, but the master ${given} given`;
}
