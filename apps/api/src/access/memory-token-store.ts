import { TokenStore, type Token } from '../ports/token-store.js';

/** Tokens as long as the process lives. */
export class MemoryTokenStore extends TokenStore {
  readonly #byHash = new Map<string, Token>();

  override add(token: Token, hash: Buffer): Promise<boolean> {
    const isTaken = [...this.#byHash.values()].some(({ name }) => name.toLowerCase() === token.name.toLowerCase());
    if (!isTaken) this.#byHash.set(hash.toString('hex'), token);
    return Promise.resolve(!isTaken);
  }

  override find(hash: Buffer): Promise<Token | undefined> {
    return Promise.resolve(this.#byHash.get(hash.toString('hex')));
  }

  override list(): Promise<readonly Token[]> {
    return Promise.resolve([...this.#byHash.values()]);
  }

  override revoke(id: string): Promise<boolean> {
    for (const [hash, token] of this.#byHash) {
      if (token.id === id) return Promise.resolve(this.#byHash.delete(hash));
    }
    return Promise.resolve(false);
  }
}
