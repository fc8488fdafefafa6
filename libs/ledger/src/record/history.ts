import type { EventStore, RecordedEvent } from '@paidonce/event-store';
import { inTodaysForm, type Fact } from '@paidonce/facts';
import { parseInstant } from '@paidonce/kernel';
import type { Vault } from '@paidonce/vault';
import type { DataSource } from 'typeorm';
import { firstRevisionBehind } from '../read/account-places.js';
import { factEvent } from '../read/fact-event.js';
import { CampaignRow, ContractRow, VoidFactRow } from '../read/read-models.entity.js';
import { streamOf } from '../read/streams.js';
import type { FactEvent, Shelf } from '../workbench/shelf.js';
import { readIfFact, readStored } from '../workbench/stored-fact.js';
import { subjectHash } from '../workbench/subject-hash.js';
import { LeadCampaigns } from './lead-campaigns.js';

export interface HistoryQuery {
  /** Facts behind this position. */
  readonly after?: bigint | undefined;
  /** Recorded at this instant or later, RFC 3339. */
  readonly from?: string | undefined;
  /** Recorded before this instant, RFC 3339. */
  readonly to?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly clientId?: string | undefined;
  /** Facts of this contract, and those of its client that are of none. */
  readonly contractId?: string | undefined;
  /** Persons in plain, not sealed. */
  readonly unsealed?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HistoryLine {
  readonly position: bigint;
  /** The CloudEvent as it is stored, one line of JSON without its newline. */
  readonly line: string;
}

/** The facts of the log in the order of their recording, batch by batch. */
export class History {
  constructor(
    readonly log: EventStore,
    readonly shelf: Shelf,
    readonly source: DataSource,
    readonly vault: Vault,
  ) {}

  async *read(query: HistoryQuery): AsyncGenerator<HistoryLine, void> {
    const contract = await this.#contractOf(query);
    const leads = new LeadCampaigns(this.shelf);
    if (contract === 'none') return;
    const clientId = contract?.clientId ?? query.clientId;
    const after = Number(query.after ?? 0n);
    // What counts for nothing is no fact of the history: what the history settles to is what the figures say.
    const rows = await this.source.manager.find(VoidFactRow, { select: { position: true } });
    const voids = new Set(rows.map(({ position }) => Number(position)));
    for await (const batch of this.#batches(query, clientId)) {
      if (query.signal?.aborted) return;
      const events = batch
        .flatMap((event) => factEvent(event) ?? [])
        .filter(({ position }) => position > after && !voids.has(position));
      const chosen = await this.#choose(events, query, contract?.contractId, leads);
      yield* query.unsealed ? await this.#unsealed(chosen) : chosen.map(toLine);
    }
  }

  async *#batches(
    { after, types, signal }: HistoryQuery,
    clientId: string | undefined,
  ): AsyncGenerator<readonly RecordedEvent[], void> {
    if (clientId !== undefined) {
      const stream = streamOf(clientId);
      yield* this.log.readStream(stream, { from: await firstRevisionBehind(this.log, stream, after ?? 0n) });
      return;
    }
    yield* this.log.readAll({
      ...(after !== undefined && { after }),
      ...(types && { types }),
      ...(signal && { signal }),
    });
  }

  async #contractOf({ contractId, clientId }: HistoryQuery): Promise<ContractRow | 'none' | undefined> {
    if (contractId === undefined) return undefined;
    const row = await this.source.manager.findOneBy(ContractRow, { contractId });
    return !row || (clientId !== undefined && row.clientId !== clientId) ? 'none' : row;
  }

  async #choose(
    events: readonly FactEvent[],
    { from, to, types }: HistoryQuery,
    contractId: string | undefined,
    leads: LeadCampaigns,
  ): Promise<readonly FactEvent[]> {
    // What is asked for without a choice is passed on without being read.
    if (from === undefined && to === undefined && contractId === undefined && types === undefined) return events;
    const [first, end] = [
      from === undefined ? -Infinity : parseInstant(from),
      to === undefined ? Infinity : parseInstant(to),
    ];
    const read = events.flatMap((event) => {
      const stored = readIfFact(event.text);
      return stored ? [{ event, read: stored.read }] : [];
    });
    const timely = read.filter(
      ({ read: { fact, recordedAt } }) =>
        recordedAt >= first && recordedAt < end && (!types || types.includes(fact.type)),
    );
    if (contractId === undefined) return timely.map(({ event }) => event);
    const contracts = await this.#contractsOf(
      timely.map(({ read: { fact } }) => fact),
      leads,
    );
    return timely.filter((_, i) => (contracts[i] ?? contractId) === contractId).map(({ event }) => event);
  }

  /** The contract of each fact; `undefined` where it is of none. */
  async #contractsOf(facts: readonly Fact[], leads: LeadCampaigns): Promise<(string | undefined)[]> {
    await leads.prepare(facts);
    const campaigns = await this.source.manager.find(CampaignRow, { select: { campaignId: true, contractId: true } });
    const contractOf = new Map(campaigns.map(({ campaignId, contractId }) => [campaignId, contractId]));
    const found: (string | undefined)[] = [];
    for (const fact of facts) {
      const { data } = fact;
      if ('contractId' in data) found.push(data.contractId);
      else if ('campaignId' in data) found.push(contractOf.get(data.campaignId));
      else if ('leadId' in data) found.push(contractOf.get(leads.of(data.leadId) ?? ''));
      else found.push(await this.#contractReferredTo(fact, leads));
    }
    return found;
  }

  /** Of a fact about another fact, or about a dispute. */
  async #contractReferredTo({ type, data }: Fact, leads: LeadCampaigns): Promise<string | undefined> {
    const subject =
      type === 'fact.retracted'
        ? `fact:${JSON.stringify([data.fact.source, data.fact.id])}`
        : type === 'dispute.resolved' || type === 'dispute.withdrawn'
          ? `dispute:${data.disputeId}`
          : undefined;
    if (subject === undefined) return undefined;
    const positions = await this.shelf.touching([subjectHash(subject)], Number.MAX_SAFE_INTEGER);
    const [first] = [...(await this.shelf.facts(positions))].sort((a, b) => a.position - b.position);
    return first && (await this.#contractsOf([readStored(first.text).read.fact], leads))[0];
  }

  async #unsealed(events: readonly FactEvent[]): Promise<HistoryLine[]> {
    const owned = events.map(({ text, clientId }) => ({ fact: todaysFact(text), clientId }));
    const facts = await this.vault.unsealAll(owned);
    return events.map(({ position }, i) => ({ position: BigInt(position), line: JSON.stringify(facts[i]) }));
  }
}

/** Persons are where facts have them today. */
function todaysFact(text: string): Fact {
  const stored: unknown = JSON.parse(text);
  const today = inTodaysForm(stored);
  return ('event' in today ? today.event : stored) as Fact;
}

function toLine({ position, text }: FactEvent): HistoryLine {
  return { position: BigInt(position), line: text };
}
