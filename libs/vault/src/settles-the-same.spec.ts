import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { demoCases } from '@paidonce/demo';
import { readFact, isRefusal, type Fact } from '@paidonce/facts';
import { account, Settlement } from '@paidonce/settlement';
import { MemoryKeyStore } from './memory-key-store.js';
import { openVault, type Owned, type Vault } from './vault.js';

const folder = new URL('../../../test/cases/', import.meta.url);
const cases = readdirSync(folder).flatMap((name) => /^(.+)\.ndjson$/.exec(name)?.[1] ?? []);
const linesOf = (name: string): unknown[] =>
  readFileSync(new URL(`${name}.ndjson`, folder), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parsed);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return line;
  }
}

/** Whose each fact is, as far as the vault has to know, by what facts before it said. */
class Owners {
  readonly #countries = new Map<string, string>();
  /** By contract, campaign, lead. */
  readonly #clients = new Map<string, string>();

  owned(fact: Fact): Owned {
    const data = fact.data as Readonly<Record<string, string | undefined>>;
    const { clientId, contractId, campaignId, leadId } = data;
    if (fact.type === 'client.registered') this.#countries.set(fact.data.clientId, fact.data.country ?? 'RU');
    const owner =
      clientId ??
      this.#clients.get(`c ${contractId}`) ??
      this.#clients.get(`k ${campaignId}`) ??
      this.#clients.get(`l ${leadId}`);
    if (owner !== undefined) this.#learn(fact.type, data, owner);
    return { fact, clientId: owner ?? '', country: this.#countries.get(owner ?? '') ?? 'RU' };
  }

  #learn(type: string, data: Readonly<Record<string, string | undefined>>, owner: string): void {
    const introduced = {
      'contract.signed': `c ${data['contractId']}`,
      'campaign.launched': `k ${data['campaignId']}`,
      'lead.registered': `l ${data['leadId']}`,
    }[type];
    if (introduced !== undefined && !this.#clients.has(introduced)) this.#clients.set(introduced, owner);
  }
}

/** What a store would hold: each fact sealed, one that is the same again left out. */
async function sealedHistory(vault: Vault, history: readonly unknown[]): Promise<unknown[]> {
  const owners = new Owners();
  const seen = new Map<string, string>();
  const kept: unknown[] = [];
  for (const value of history) {
    const result = readFact(value);
    if (isRefusal(result)) {
      kept.push(value);
      continue;
    }
    const owned = owners.owned(result.fact);
    const identity = JSON.stringify([result.fact.source, result.fact.id]);
    const digest = vault.digestOfReceived(result, owned.clientId);
    if (seen.get(identity) === digest) continue;
    if (!seen.has(identity)) seen.set(identity, digest);
    kept.push(JSON.parse(JSON.stringify(await vault.seal(result.fact, owned))));
  }
  return kept;
}

function settle(history: readonly unknown[]) {
  const settlement = new Settlement();
  const statements: unknown[] = [];
  const refusals: unknown[] = [];
  for (const value of history) {
    const applied = settlement.apply(value);
    if (applied.kind === 'refused') refusals.push(applied.refusal);
    else if (applied.kind === 'recorded' && applied.statement) statements.push(applied.statement);
  }
  const { repeated: _, ...rest } = account(settlement);
  return { statements, refusals, account: rest };
}

const open = () => openVault({ masterKeys: { current: randomBytes(32) }, keyStore: new MemoryKeyStore() });

/** Plain values of persons that a history has. */
function personalTexts(history: readonly unknown[]): Set<string> {
  const texts = history.flatMap((value) => {
    const { person } = (value as { data?: { person?: object } } | null)?.data ?? {};
    return Object.values(person ?? {}).filter(
      (text): text is string => typeof text === 'string' && text.trim().length > 4,
    );
  });
  return new Set(texts);
}

describe('A sealed history', () => {
  it.each(cases)('%s settles like the plain one', async (name) => {
    const history = linesOf(name);
    const sealed = await sealedHistory(await open(), history);
    const { refusals, ...plain } = settle(history);
    const { refusals: refusedSealed, ...settled } = settle(sealed);
    expect(settled).toEqual(plain);
    // What was wrong with the value itself may be worded by it.
    expect(refusedSealed.map(codeAndPath)).toEqual(refusals.map(codeAndPath));
  });

  it.each(demoCases.map((each) => [each.name, each] as const))(
    'of the demo, %s, settles like the plain one and names nobody',
    async (_, demo) => {
      const history = [...demo.generate({ seed: 7, leads: 120 })];
      const sealed = await sealedHistory(await open(), history);
      expect(settle(sealed)).toEqual(settle(history));
      const text = JSON.stringify(sealed);
      const personal = [...personalTexts(history)];
      expect(personal.length).toBeGreaterThan(50);
      expect(personal.filter((plain) => text.includes(JSON.stringify(plain).slice(1, -1)))).toEqual([]);
    },
  );
});

const codeAndPath = (refusal: unknown): unknown => {
  const { code, path } = refusal as { code: string; path: string };
  return { code, path };
};
