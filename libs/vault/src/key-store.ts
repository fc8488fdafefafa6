/** Names a key: 32 lower-case hexadecimal digits, which tell nothing of what the key is for. */
export type KeyId = string;

/** A key in the form in which it is stored: wrapped by a master key (see `MasterKeys`). */
export type WrappedKey = Buffer;

export interface KeyReplacement {
  readonly id: KeyId;
  readonly from: WrappedKey;
  readonly to: WrappedKey;
}

/** Where wrapped keys lie. What is erased here is gone for good, so that it must not be a log. */
export interface KeyStore {
  /** The keys that are there; those that are not are missing in the answer. */
  getAll(ids: readonly KeyId[]): Promise<ReadonlyMap<KeyId, WrappedKey>>;

  /**
   * Puts keys where none are yet, and never replaces one. Answers those that somebody else put first. Facts may be
   * sealed with a key once this resolves: the key is in the store, and survives whatever the fact survives.
   */
  putAll(keys: ReadonlyMap<KeyId, WrappedKey>): Promise<ReadonlyMap<KeyId, WrappedKey>>;

  /** Puts `to` wherever `from` still stands, so that what was erased meanwhile does not come back. */
  replaceAll(replacements: readonly KeyReplacement[]): Promise<void>;

  /** Erases keys; answers how many there were. */
  erase(ids: readonly KeyId[]): Promise<number>;

  /** All keys, page by page, those put meanwhile perhaps not. */
  pages(size: number): AsyncIterable<ReadonlyMap<KeyId, WrappedKey>>;
}
