import { factTypes, isFactType, type FactType } from '@paidonce/facts';
import type { Instant } from '@paidonce/kernel';
import { census, type Account, type AccountRow, type CountedFact, type Fate } from '@paidonce/settlement';
import type { AuditedLedger } from '../audited-ledger.js';
import { knownAt, type KnownAccount } from '../known/known-account.js';
import type { Moment } from '../known/moment.js';

/** What facts are counted: a client's, or of them those of a contract, and of a period. */
export interface AccountScope {
  readonly clientId: string;
  readonly contractId?: string | undefined;
  readonly period?: string | undefined;
}

/** A refused fact that waits in quarantine. */
export interface RefusedFact {
  readonly quarantine: string;
  readonly code: string;
  readonly path: string;
  readonly message: string;
  /** As it was posted; `null` where it cannot be shown. */
  readonly text: string | null;
}

type Counts = Omit<AccountRow, 'type'>;

/** No fact left behind. The counts of a row sum up to the facts of its type: those of the log that count, and the refused ones in quarantine. */
export interface FactAccount extends Pick<Account, 'rows' | 'total'> {
  readonly facts: number;
  /** Facts in the log that count for nothing, which are in no row. */
  readonly voids: number;
}

/** A fact behind a count. */
export interface AccountedFact extends CountedFact {
  readonly position: number;
}

const none = (): { -readonly [K in keyof Counts]: number } => ({
  billed: 0,
  covered: 0,
  removed: 0,
  pending: 0,
  unbillable: 0,
  refused: 0,
});

/** Counts what became of facts, one of which after the other is given. */
class Tally {
  readonly #rows = new Map<AccountRow['type'], ReturnType<typeof none>>();
  voids = 0;

  count(type: AccountRow['type'], what: Fate | 'refused', times = 1): void {
    let row = this.#rows.get(type);
    if (!row) this.#rows.set(type, (row = none()));
    row[what] += times;
  }

  get account(): FactAccount {
    const total = none();
    const rows: AccountRow[] = [];
    for (const type of [...factTypes, 'unreadable' as const]) {
      const row = this.#rows.get(type);
      if (!row) continue;
      rows.push({ type, ...row });
      for (const key of Object.keys(total) as (keyof Counts)[]) total[key] += row[key];
    }
    const facts = Object.values(total).reduce((sum, count) => sum + count, 0);
    return { rows, total, facts, voids: this.voids };
  }
}

/** Whether a fact belongs to what is counted. */
function isIn({ contractId, period }: AccountScope, fact: CountedFact): boolean {
  return (contractId ?? fact.contractId) === fact.contractId && (period ?? fact.period) === fact.period;
}

/** The facts that are counted, in the order of the log. */
export function* accountedFacts(account: KnownAccount, scope: AccountScope): Generator<AccountedFact, void> {
  for (const fact of census(account.settlement))
    if (isIn(scope, fact)) yield { ...fact, position: account.positions[fact.number] ?? 0 };
}

/**
 * What became of every fact of a client, each in exactly one count. Refused ones belong where they say that they do: to the client or the contract that they
 * refer to. A period has none of them, since nothing says that their time is right.
 */
export async function factAccount(
  ledger: AuditedLedger,
  scope: AccountScope,
  refused: readonly RefusedFact[],
  until: Moment | undefined,
  now: Instant,
): Promise<FactAccount> {
  const account = await knownAt(ledger, scope.clientId, until, now);
  const tally = new Tally();
  for (const { type, fate } of accountedFacts(account, scope)) tally.count(type, fate);
  for (const fact of refused) if (isOf(account, scope, fact)) tally.count(typeOf(fact), 'refused');
  // Nothing tells of which contract a fact would be that counts for nothing.
  if (scope.contractId === undefined) tally.voids = account.voids.length;
  return tally.account;
}

/** The accounts of all clients in one, with every refused fact, also those that are nobody's. */
export function summed(accounts: readonly FactAccount[], refused: readonly RefusedFact[]): FactAccount {
  const tally = new Tally();
  for (const { rows, voids } of accounts) {
    tally.voids += voids;
    for (const { type, ...counts } of rows)
      for (const [what, count] of Object.entries(counts) as [keyof Counts, number][])
        if (what !== 'refused') tally.count(type, what, count);
  }
  for (const fact of refused) tally.count(typeOf(fact), 'refused');
  return tally.account;
}

interface Posted {
  readonly type?: unknown;
  readonly data?: Readonly<Record<string, unknown>> | null;
}

function postedOf({ text }: RefusedFact): Posted {
  try {
    return (JSON.parse(text ?? '{}') ?? {}) as Posted;
  } catch {
    return {};
  }
}

function typeOf(refused: RefusedFact): FactType | 'unreadable' {
  const { type } = postedOf(refused);
  return isFactType(type) ? type : 'unreadable';
}

/** Whether a refused fact refers to a client, or to a contract of it. */
export function isOf({ settlement }: KnownAccount, scope: AccountScope, refused: RefusedFact): boolean {
  if (scope.period !== undefined) return false;
  const data = postedOf(refused).data ?? {};
  const { contracts, campaigns, leads } = settlement.world;
  const name = (member: string): string => (typeof data[member] === 'string' ? data[member] : '');
  const campaign = campaigns.get(name('campaignId')) ?? leads.get(name('leadId'))?.campaign;
  const contract = contracts.get(name('contractId')) ?? campaign?.contract;
  if (contract) return (scope.contractId ?? contract.id) === contract.id;
  return scope.contractId === undefined && data['clientId'] === scope.clientId;
}
