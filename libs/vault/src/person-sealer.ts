import { leadKeyId, type DataKey } from './data-key.js';
import type { KeyStore } from './key-store.js';
import { Keyring } from './keyring.js';
import { MasterKeys, type MasterKeySet } from './master-keys.js';
import { sealWith } from './sealed-text.js';

/** A person who is to be sealed. */
export interface PlainPerson {
  readonly leadId: string;
  /** JSON text. */
  readonly person: string;
  /** What ties it to its fact. */
  readonly context: string;
}

/** Seals persons, each with the key of its lead. It may do so in another thread. */
export interface PersonSealer {
  /** In the order given. The keys are in the key store once this resolves. */
  sealPersons(persons: readonly PlainPerson[]): Promise<readonly string[]>;
}

export class KeyringSealer implements PersonSealer {
  readonly #keys: Keyring;

  constructor(keys: Keyring) {
    this.#keys = keys;
  }

  async sealPersons(persons: readonly PlainPerson[]): Promise<readonly string[]> {
    const ids = persons.map(({ leadId }) => leadKeyId(leadId));
    const keys = await this.#keys.forSealing([...new Set(ids)]);
    return persons.map(({ person, context }, i) => sealWith(keys.get(ids[i] as string) as DataKey, person, context));
  }
}

/** A sealer over a key store that a vault has opened before. */
export function openPersonSealer(keys: {
  readonly masterKeys: MasterKeySet;
  readonly keyStore: KeyStore;
  readonly acceptLostKeys: boolean;
}): PersonSealer {
  return new KeyringSealer(new Keyring(new MasterKeys(keys.masterKeys), keys.keyStore, keys.acceptLostKeys));
}
