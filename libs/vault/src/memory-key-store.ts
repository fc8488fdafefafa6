import type { KeyId, KeyReplacement, KeyStore, WrappedKey } from './key-store.js';

/** Keys in memory, for tests: they go with the process. */
export class MemoryKeyStore implements KeyStore {
  readonly #keys = new Map<KeyId, WrappedKey>();

  get size(): number {
    return this.#keys.size;
  }

  getAll(ids: readonly KeyId[]): Promise<ReadonlyMap<KeyId, WrappedKey>> {
    const found = new Map<KeyId, WrappedKey>();
    for (const id of ids) {
      const wrapped = this.#keys.get(id);
      if (wrapped) found.set(id, wrapped);
    }
    return Promise.resolve(found);
  }

  putAll(keys: ReadonlyMap<KeyId, WrappedKey>): Promise<ReadonlyMap<KeyId, WrappedKey>> {
    const earlier = new Map<KeyId, WrappedKey>();
    for (const [id, wrapped] of keys) {
      const known = this.#keys.get(id);
      if (known) earlier.set(id, known);
      else this.#keys.set(id, wrapped);
    }
    return Promise.resolve(earlier);
  }

  replaceAll(replacements: readonly KeyReplacement[]): Promise<void> {
    for (const { id, from, to } of replacements) if (this.#keys.get(id)?.equals(from)) this.#keys.set(id, to);
    return Promise.resolve();
  }

  erase(ids: readonly KeyId[]): Promise<number> {
    return Promise.resolve(ids.filter((id) => this.#keys.delete(id)).length);
  }

  async *pages(size: number): AsyncIterable<ReadonlyMap<KeyId, WrappedKey>> {
    const ids = [...this.#keys.keys()];
    for (let i = 0; i < ids.length; i += size) yield await this.getAll(ids.slice(i, i + size));
  }
}
