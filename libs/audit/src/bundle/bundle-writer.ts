import type { RecordedEvent } from '@paidonce/event-store';
import { streamOf } from '@paidonce/ledger';
import {
  BUNDLE_FORMAT,
  jointProof,
  manifestText,
  memberOf,
  packed,
  README,
  spanOf,
  type Manifest,
  type Member,
} from '@paidonce/proof';
import type { Vault } from '@paidonce/vault';
import type { AuditedLedger } from '../audited-ledger.js';
import { AccountSpools, type Cut, type Shown } from './account-spools.js';
import type { CheckpointChain, SealedTree } from './sealed-tree.js';
import { SpoolFolder } from './spool.js';

export interface BundleScope extends Partial<Shown> {
  readonly contract: string;
  /** The client of the contract. */
  readonly clientId: string;
  /** Periods, such as `2026-01`; by default from the first and to the last that is closed. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** No statement was issued for these periods: there is nothing to prove. */
export class NothingIssued extends Error {
  override readonly name = 'NothingIssued';
}

export interface Bundle {
  readonly manifest: Manifest;
  /** The archive, to be read once. */
  readonly blocks: AsyncIterable<Buffer>;
  /** Removes what was gathered: to be called at the end, whether it was read or not. */
  discard(): Promise<void>;
}

export interface BundleParts {
  readonly ledger: AuditedLedger;
  readonly tree: SealedTree;
  readonly vault: Pick<Vault, 'unsealAll'>;
}

/** How long a statement that was just issued may take to be sealed and followed. */
const PATIENCE_MS = 15_000;

/** Writes bundles: everything of an account up to a statement, and the proof of it. */
export class BundleWriter {
  constructor(readonly parts: BundleParts) {}

  /**
   * Gathers a bundle, in files of a temporary folder, since an archive tells the length of a member before its bytes. Throws {@link NothingIssued},
   * {@link NotAsSealed} where the log was changed behind its seal, {@link NotSealedYet}.
   */
  async write(scope: BundleScope): Promise<Bundle> {
    const folder = await SpoolFolder.open();
    try {
      const { persons = false, staff = false, from = null, to = null } = scope;
      const spools = await AccountSpools.open(folder, scope, { persons, staff }, this.parts.vault);
      await this.#gather(scope, spools);
      const asked = spanOf(
        spools.cuts.map(({ statement }) => statement),
        from,
        to,
      );
      const [first, last] = [asked[0], asked.at(-1)];
      const cut = spools.cuts.find(({ statement }) => statement === last);
      if (!first || !cut) throw new NothingIssued('no statement was issued for these periods');
      const indexes = spools.indexes.slice(0, cut.events);
      const chain = await this.parts.tree.checkpointsFor((indexes.at(-1) ?? 0) + 1);
      const manifest = manifestOf(scope, cut, first.number, spools, chain);
      const proof = await folder.spool('proof');
      for await (const hashes of jointProof(indexes, chain.size, this.parts.tree.hashesAt)) {
        await proof.add(hashes.map((hash) => `${hash.toString('base64')}\n`).join(''));
      }
      await proof.close();
      await spools.close();
      const proofMember: Member = { name: 'proof.txt', size: proof.size, blocks: proof.blocks(proof.size) };
      const blocks = packed(membersOf(manifest, chain, proofMember, spools, cut));
      return { manifest, blocks, discard: () => folder.remove() };
    } catch (error) {
      await folder.remove();
      throw error;
    }
  }

  /** Adds the events of the account up to the last statement of the contract that may be asked for. */
  async #gather({ clientId, contract, to, signal }: BundleScope, spools: AccountSpools): Promise<void> {
    const { ledger, tree } = this.parts;
    for await (const events of ledger.log.readStream(streamOf(clientId))) {
      signal?.throwIfAborted();
      const end = to === undefined ? -1 : events.findIndex((event) => isLater(event, contract, to));
      const wanted = end < 0 ? events : events.slice(0, end);
      const last = wanted.at(-1);
      if (last) {
        await tree.waitUntilSealed(last.position, PATIENCE_MS);
        const voids = await voidsUpTo(ledger, Number(last.position));
        const indexes = await tree.indexesOf(wanted);
        for (const [i, event] of wanted.entries()) {
          await spools.add(event, indexes[i] as number, voids.has(Number(event.position)));
        }
      }
      if (end >= 0) return;
    }
  }
}

/** Whether an event is the closing of a later period than is asked for. */
function isLater({ type, data }: RecordedEvent, contract: string, to: string): boolean {
  if (type !== 'period.closed') return false;
  const closed = (JSON.parse(data) as { readonly data: { readonly contractId: string; readonly period: string } }).data;
  return closed.contractId === contract && closed.period > to;
}

async function voidsUpTo(ledger: AuditedLedger, position: number): Promise<ReadonlySet<number>> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const followed = await ledger.followed();
    if (followed.position >= position || performance.now() > end) return followed.voids;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function manifestOf(
  {
    clientId,
    contract,
    from = null,
    to = null,
  }: { readonly from?: string | undefined | null; readonly to?: string | undefined | null } & Pick<
    BundleScope,
    'clientId' | 'contract'
  >,
  cut: Cut,
  first: number,
  { voids, rules, shown }: AccountSpools,
  { origin, keys }: CheckpointChain,
): Manifest {
  return {
    format: BUNDLE_FORMAT,
    origin,
    client: clientId,
    contract,
    from,
    to,
    first,
    last: cut.statement.number,
    events: cut.events,
    facts: cut.facts,
    statements: cut.statements,
    rules: [...new Set(rules.slice(0, cut.statements))].sort(),
    voids: voids.filter((line) => line <= cut.facts),
    keys,
    persons: shown.persons,
  };
}

function membersOf(
  manifest: Manifest,
  { lines }: CheckpointChain,
  proof: Member,
  { spools, terms }: AccountSpools,
  { bytes, terms: versions }: Cut,
): Member[] {
  const textOf = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
  const { log, history, statements, persons } = bytes;
  return [
    memberOf('README.txt', README),
    memberOf('manifest.json', manifestText(manifest)),
    memberOf('checkpoints.ndjson', textOf(lines.map((line) => JSON.stringify(line)))),
    proof,
    { name: 'log.ndjson', size: log, blocks: spools.log.blocks(log) },
    memberOf('terms.ndjson', textOf(terms.lines.slice(0, versions))),
    { name: 'statements.ndjson', size: statements, blocks: spools.statements.blocks(statements) },
    { name: 'history.ndjson', size: history, blocks: spools.history.blocks(history) },
    ...(manifest.persons
      ? [{ name: 'persons.ndjson' as const, size: persons, blocks: spools.persons.blocks(persons) }]
      : []),
  ];
}
