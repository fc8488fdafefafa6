import { createHmac, hkdfSync } from 'node:crypto';
import type { Fact, ReadFact } from '@paidonce/facts';
import { ClientDigests } from './client-digests.js';
import { STORE_KEY_ID, leadKeyId, type DataKey } from './data-key.js';
import type { KeyId, KeyStore } from './key-store.js';
import { Keyring } from './keyring.js';
import { MasterKeys, type MasterKeySet } from './master-keys.js';
import {
  contextOfPerson,
  hasPlainPerson,
  isLeadFact,
  sealedPersonOf,
  withDigests,
  withPerson,
  type LeadFact,
  type Ownership,
} from './personal-facts.js';
import { KeyringSealer, type PersonSealer, type PlainPerson } from './person-sealer.js';
import { openWith, sealWith, type Unreadable } from './sealed-text.js';

export interface VaultOptions {
  readonly masterKeys: MasterKeySet;
  readonly keyStore: KeyStore;
  /**
   * Whether keys whose master key is lost may be given up. Who the persons of sealed facts are is lost then, and new
   * leads no longer match those from before (their digests are made with another key). Default: false, which refuses to
   * open such a store.
   */
  readonly acceptLostKeys?: boolean;
  /** Seals the persons of many facts at once, beside whoever waits for it; default: the vault does so itself. */
  readonly sealsMany?: PersonSealer | undefined;
}

/** So many persons are sealed beside: of fewer it would take longer to tell. */
const MANY = 64;

/** A fact and whose it is. */
export interface Owned<F extends Fact = Fact> extends Ownership {
  readonly fact: F;
}

/**
 * Opens the vault over a key store; the first time it puts there the key that digests derive from. Throws {@link
 * MasterKeyLost}.
 */
export async function openVault({
  masterKeys,
  keyStore,
  acceptLostKeys = false,
  sealsMany,
}: VaultOptions): Promise<Vault> {
  const keys = new Keyring(new MasterKeys(masterKeys), keyStore, acceptLostKeys);
  const storeKey = (await keys.forSealing([STORE_KEY_ID])).get(STORE_KEY_ID) as DataKey;
  return new Vault(keys, storeKey, sealsMany);
}

/**
 * Seals facts before they are stored, opens them for those who may know, and makes the digests that take the place of
 * keys.
 */
export class Vault {
  readonly #keys: Keyring;
  readonly #digests: ClientDigests;
  readonly #texts: DataKey;
  readonly #textDigests: Buffer;
  readonly #sealsFew: PersonSealer;
  readonly #sealsMany: PersonSealer;

  /** Use {@link openVault}. */
  constructor(keys: Keyring, storeKey: DataKey, sealsMany?: PersonSealer) {
    this.#keys = keys;
    this.#sealsFew = new KeyringSealer(keys);
    this.#sealsMany = sealsMany ?? this.#sealsFew;
    this.#digests = new ClientDigests(storeKey.secret);
    const secret = Buffer.from(hkdfSync('sha256', storeKey.secret, '', 'paidonce/texts', 32));
    this.#textDigests = Buffer.from(hkdfSync('sha256', storeKey.secret, '', 'paidonce/text-digests', 32));
    this.#texts = { number: storeKey.number, secret };
  }

  /**
   * The fact with digests in the place of keys, and the person still plain: what can be decided on before it is known
   * whether the fact will be stored at all. Facts without personal data are answered as they are.
   */
  withDigests<F extends Fact>(owned: Owned<F>): F {
    return withDigests(owned.fact, owned, this.#digests) as F;
  }

  /**
   * Facts as they may be stored, in the order given. Keys are in the key store once this resolves, so that the facts
   * may be.
   */
  async sealAll<F extends Fact>(owned: readonly Owned<F>[]): Promise<F[]> {
    const persons: PlainPerson[] = [];
    for (const { fact, clientId } of owned) {
      if (!isLeadFact(fact) || !hasPlainPerson(fact)) continue;
      const { leadId, person } = fact.data;
      persons.push({ leadId, person: JSON.stringify(person), context: contextOfPerson(fact, clientId) });
    }
    const sealer = persons.length < MANY ? this.#sealsFew : this.#sealsMany;
    const sealed = persons.length > 0 ? await sealer.sealPersons(persons) : [];
    let next = 0;
    return owned.map((each) => {
      const { fact } = each;
      const isSealed = isLeadFact(fact) && hasPlainPerson(fact);
      return withDigests(fact, each, this.#digests, isSealed ? { sealed: sealed[next++] } : undefined) as F;
    });
  }

  async seal<F extends Fact>(fact: F, of: Ownership): Promise<F> {
    return (await this.sealAll([{ fact, ...of }]))[0] as F;
  }

  /**
   * Facts with their persons, in the order given. A person that cannot be read is `{ unreadable }` with the reason: the
   * key was `erased` (or never was in this store), its master key is `lost`, or the sealed text is `damaged`. Digests
   * stay: what is sealed in `key.shared` no one reads.
   */
  async unsealAll<F extends Fact>(owned: readonly { readonly fact: F; readonly clientId: string }[]): Promise<F[]> {
    const ids = new Set<KeyId>();
    for (const { fact } of owned) {
      if (isLeadFact(fact) && sealedPersonOf(fact) !== undefined) ids.add(leadKeyId(fact.data.leadId));
    }
    if (ids.size === 0) return owned.map(({ fact }) => fact);
    const keys = await this.#keys.forOpening([...ids]);
    return owned.map(({ fact, clientId }) => (isLeadFact(fact) ? (opened(fact, clientId, keys) as F) : fact));
  }

  async unseal<F extends Fact>(fact: F, { clientId }: Pick<Ownership, 'clientId'>): Promise<F> {
    return (await this.unsealAll([{ fact, clientId }]))[0] as F;
  }

  /**
   * What decides whether a fact with a known identity is the same fact again: 32 hexadecimal digits of HMAC-SHA-256,
   * with a key of the client, of the RFC 8785 canonical JSON of its type, instant and data as received. Throws a
   * RangeError where the data is nested deeper than 500 levels.
   */
  digestOfReceived(read: ReadFact, clientId: string): string {
    return this.#digests.ofReceived(clientId, read);
  }

  /**
   * Seals a text that may hold anything, such as a refused line. It opens with the same context only, such as where it
   * lies.
   */
  sealText(text: string, context: string): string {
    return sealWith(this.#texts, text, contextOfText(context));
  }

  /** What decides whether a text that is sealed is the same text again: HMAC-SHA-256, in base64. */
  digestOfText(text: string, context: string): string {
    return createHmac('sha256', this.#textDigests).update(contextOfText(context)).update(text).digest('base64');
  }

  openText(sealed: string, context: string): { readonly text: string } | { readonly unreadable: Unreadable } {
    const result = openWith(this.#texts, sealed, contextOfText(context));
    if (typeof result === 'object') return result;
    // No key of texts is ever erased: another one was lost.
    return { unreadable: result === 'erased' ? 'lost' : result };
  }

  /** Erases the persons of leads for good; answers how many had a key. What is owed for them does not change. */
  erase(leadIds: readonly string[]): Promise<number> {
    return this.#keys.erase(leadIds.map(leadKeyId));
  }

  /**
   * Wraps every key anew by the current master key, after which the former ones are needed no more; answers how many
   * were. Throws {@link MasterKeyLost}, or leaves lost keys where they are accepted.
   */
  rewrap(): Promise<number> {
    return this.#keys.rewrap();
  }
}

function opened(fact: LeadFact, clientId: string, keys: ReadonlyMap<KeyId, DataKey | Unreadable>): LeadFact {
  const sealed = sealedPersonOf(fact);
  if (sealed === undefined) return fact;
  const key = keys.get(leadKeyId(fact.data.leadId)) ?? 'erased';
  const result = typeof key === 'string' ? key : openWith(key, sealed, contextOfPerson(fact, clientId));
  return withPerson(fact, typeof result === 'string' ? { unreadable: result } : (JSON.parse(result.text) as object));
}

function contextOfText(context: string): string {
  return JSON.stringify(['paidonce/text', context]);
}
