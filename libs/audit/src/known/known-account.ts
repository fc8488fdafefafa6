import type { RecordedEvent } from '@paidonce/event-store';
import { isFactType, type Fact } from '@paidonce/facts';
import { formatInstant, type Instant } from '@paidonce/kernel';
import { readStored, STATEMENT_ISSUED, type StoredFact } from '@paidonce/ledger';
import type { Settlement, Statement } from '@paidonce/settlement';
import type { AuditedLedger } from '../audited-ledger.js';
import { AccountReplay, accountUpTo } from '../replay/account-replay.js';
import { actorOf } from '../replay/located.js';
import { isAfter, type Moment } from './moment.js';

/** A fact of the log: where it stands, when it was recorded, and by whom. */
export interface FactInLog {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  /** RFC 3339: when it happened. */
  readonly time: string;
  /** RFC 3339: when it was recorded. */
  readonly recordedTime: string;
  readonly position: number;
  /** Who recorded it. */
  readonly actor: string | null;
}

/** A client's account, as far as it was known. */
export class KnownAccount {
  readonly settlement: Settlement;
  readonly replay: AccountReplay;
  /** Places in the log of the facts on record, in their order. */
  readonly positions: number[] = [];
  /** As they were issued. */
  readonly statements: Statement[] = [];
  /** Facts that count for nothing. */
  readonly voids: RecordedEvent[] = [];
  /** Place in the log of the last event that was known. */
  position = 0;
  /** Called before a fact is settled. */
  before: ((position: number, recordedAt: Instant) => void) | undefined;

  constructor(
    readonly clientId: string,
    ledger: AuditedLedger,
    voids: ReadonlySet<number>,
  ) {
    this.replay = new AccountReplay(clientId, ledger, voids);
    this.settlement = this.replay.settlement;
  }

  /** Up to which moment it knows. */
  get knownUpTo(): { readonly position: number; readonly recordedUpTo: string | null } {
    const { recordedUpTo } = this.settlement.world;
    return {
      position: this.position,
      recordedUpTo: Number.isFinite(recordedUpTo) ? formatInstant(recordedUpTo) : null,
    };
  }
}

/** A fact that was just settled. */
export interface Step {
  readonly account: KnownAccount;
  readonly fact: Fact;
  readonly recordedAt: Instant;
  readonly event: RecordedEvent;
  /** What it issued. */
  readonly statement: Statement | undefined;
}

/** Settles a client's account fact by fact up to a moment; `undefined`: all that there is. */
export async function* steps(
  ledger: AuditedLedger,
  clientId: string,
  until: Moment | undefined,
  known?: (account: KnownAccount) => void,
): AsyncGenerator<Step, void> {
  const { position: upTo, voids } = await ledger.followed();
  const account = new KnownAccount(clientId, ledger, voids);
  known?.(account);
  for await (const events of accountUpTo(ledger, clientId, upTo)) {
    for (const event of events) {
      const position = Number(event.position);
      if (until && 'position' in until && position > until.position) return;
      const stored = isFactType(event.type) && !voids.has(position) ? read(event) : undefined;
      if (stored && until && isAfter(until, position, stored.read.recordedAt)) return;
      account.position = position;
      if (event.type === STATEMENT_ISSUED) await issue(account, event);
      else if (stored) yield* settle(account, event, stored);
      else if (isFactType(event.type)) account.voids.push(event);
    }
  }
}

/** A client's account as it was known at a moment; `now` is what the clock says where no moment is named. */
export async function knownAt(
  ledger: AuditedLedger,
  clientId: string,
  until: Moment | undefined,
  now: Instant,
): Promise<KnownAccount> {
  let known: KnownAccount | undefined;
  const all = steps(ledger, clientId, until, (account) => (known = account));
  while (!(await all.next()).done);
  const account = known as KnownAccount;
  if (until === undefined) account.settlement.world.recordedUpTo = now;
  // Nothing is known of what is still to come, and periods without end would be over by then.
  else if ('instant' in until) account.settlement.world.recordedUpTo = Math.min(until.instant, now);
  return account;
}

export function factInLog({ fact: { source, id, type, time }, recordedAt, event }: Step): FactInLog {
  const { position, metadata } = event;
  const recordedTime = formatInstant(recordedAt);
  return { source, id, type, time, recordedTime, position: Number(position), actor: actorOf(metadata) };
}

/** What cannot be read counts for nothing. */
function read({ data }: RecordedEvent): StoredFact | undefined {
  try {
    return readStored(data);
  } catch {
    return undefined;
  }
}

async function issue({ replay, statements }: KnownAccount, event: RecordedEvent): Promise<void> {
  const { rules = '1' } = JSON.parse(event.metadata) as { readonly rules?: string };
  if (await replay.issuedUnder(rules, event)) statements.push(JSON.parse(event.data) as Statement);
}

function* settle(
  account: KnownAccount,
  event: RecordedEvent,
  { read: { fact, ...times }, content }: StoredFact,
): Generator<Step> {
  account.before?.(Number(event.position), times.recordedAt);
  const applied = account.replay.fact(event, {
    offerTo: (settlement) => settlement.offer({ fact, ...times }, content),
  });
  if (applied.kind !== 'recorded') {
    account.voids.push(event);
    return;
  }
  account.positions.push(Number(event.position));
  yield { account, fact, recordedAt: times.recordedAt, event, statement: applied.statement };
}
