import type { LineReference, LineReport, FactReport, Identity, Item } from '@paidonce/settlement';
import type {
  Answer,
  ClaimsQuery,
  Decision,
  DisputesQuery,
  HistoryLine,
  HistoryQuery,
  Origin,
  Page,
  Paged,
  Posted,
  Quarantined,
  QuarantineQuery,
  Recorder,
  VoidCounts,
  VoidView,
} from '@paidonce/ledger';
import type { CampaignView } from '../views/campaign.view.js';
import type { DisputeView, PaymentView, ReturnView } from '../views/claims.view.js';
import type { ClientView } from '../views/client.view.js';
import type { ContractView } from '../views/contract.view.js';
import type { Draft, DraftContent } from '../views/draft.view.js';
import type { LeadView } from '../views/lead.view.js';
import type { PeriodView } from '../views/period.view.js';
import type { IssuedStatement } from '../views/statement.view.js';

export type {
  Answer,
  ClaimsQuery,
  Decision,
  DisputesQuery,
  HistoryLine,
  HistoryQuery,
  Origin,
  Page,
  Paged,
  Posted,
  Quarantined,
  QuarantineQuery,
  Recorder,
};

/** Refused facts, for people to see why, to correct and send again, or to let go with a reason. */
export interface Quarantine {
  /** Without their texts. */
  list(query: QuarantineQuery, page: Page): Promise<Paged<Quarantined>>;
  /** Also of one that waits no more. */
  get(id: string): Promise<Quarantined | undefined>;
  /**
   * Decides it again, in other words where `text` is given. Once it is taken it leaves the quarantine. `undefined`: it does not wait;
   * 'of-import': as it is, only who may import can record it.
   */
  resubmit(id: string, text: string | undefined, origin: Origin): Promise<Answer | 'of-import' | undefined>;
  /** False where it does not wait. */
  dismiss(id: string, reason: string, origin: Origin): Promise<boolean>;
}

/** What has been projected. `undefined` means: there is none. `clientId` limits a list to one client. */
export interface Views {
  clients(page: Page): Promise<Paged<ClientView>>;
  client(clientId: string): Promise<ClientView | undefined>;
  contracts(of: { readonly clientId?: string | undefined }, page: Page): Promise<Paged<ContractView>>;
  contract(contractId: string): Promise<ContractView | undefined>;
  campaigns(
    of: { readonly clientId?: string | undefined; readonly contractId?: string | undefined },
    page: Page,
  ): Promise<Paged<CampaignView>>;
  campaign(campaignId: string): Promise<CampaignView | undefined>;
  disputes(query: DisputesQuery, page: Page): Promise<Paged<DisputeView>>;
  /** Returns of leads that wait for a decision. */
  pendingReturns(query: ClaimsQuery, page: Page): Promise<Paged<ReturnView>>;
  payments(query: ClaimsQuery, page: Page): Promise<Paged<PaymentView>>;
  /** `unsealed`: with the person in plain; `person` is null otherwise. */
  lead(leadId: string, as: { readonly unsealed: boolean }): Promise<LeadView | undefined>;
  /** From the contract's first period to the one that is running. */
  periods(contractId: string): Promise<readonly PeriodView[]>;
  period(contractId: string, period: string): Promise<PeriodView | undefined>;
  statements(contractId: string, page: Page): Promise<Paged<IssuedStatement>>;
  statement(contractId: string, number: number): Promise<IssuedStatement | undefined>;
  /** What stands behind the lines of a statement, as it was known when the statement was issued. */
  statementItems(contractId: string, number: number, page: Page): Promise<Paged<Item>>;
  explainLine(reference: LineReference): Promise<LineReport | undefined>;
  /** With the client that the fact belongs to. */
  explainFact(fact: Identity): Promise<(FactReport & { readonly clientId: string }) | undefined>;
  /** Events in accounts that count for nothing, in the order of the log. */
  voids(page: Page): Promise<Paged<VoidView>>;
  voidCounts(): Promise<VoidCounts>;
}

/** `revision` guards against two people editing at once; 'changed': it is another one by now. */
export interface Drafts {
  create(content: DraftContent, by: Recorder): Promise<Draft>;
  get(id: string): Promise<Draft | undefined>;
  list(page: Page): Promise<Paged<Draft>>;
  update(id: string, revision: number, content: DraftContent, by: Recorder): Promise<Draft | 'changed' | 'gone'>;
  remove(id: string, revision: number): Promise<'removed' | 'changed' | 'gone'>;
}

/** All that the edge asks of what stands behind it. An abstract class, so that it can be injected by its type. */
export abstract class Ledger {
  /**
   * Decides facts as they come, in blocks, and appends them durably; answers in their order, in the same blocks. It pulls no
   * further facts while its answers are not taken. Refused facts are kept in quarantine. When `facts` ends, all that was pulled is answered.
   */
  abstract record(facts: AsyncIterable<readonly Posted[]>, origin: Origin): AsyncIterable<readonly Answer[]>;
  /** Decides and appends the one fact of a command. */
  abstract decide(fact: string, origin: Origin): Promise<Decision>;
  /** Facts in the order of their recording. */
  abstract history(query: HistoryQuery): AsyncIterable<HistoryLine>;
  /** Erases who a lead is, for good; false where that was not known. */
  abstract erasePerson(leadId: string): Promise<boolean>;
  /** Runs once nobody else does so under this name, in any process. */
  abstract alone<T>(name: string, run: () => Promise<T>): Promise<T>;
  abstract readonly quarantine: Quarantine;
  abstract readonly views: Views;
  abstract readonly drafts: Drafts;
  /** Position of the last fact of the log; 0n of an empty one. */
  abstract head(): Promise<bigint>;
  /** Position of the last event that shows in the views. */
  abstract projected(): Promise<bigint>;
  /** Seconds for which the first event behind a position has been in the log; 0 where none is. What waits cannot be told from positions: in EventStoreDB they count bytes. */
  abstract secondsBehind(position: bigint): Promise<number>;
  /** False where the projection has not come that far in time. */
  abstract waitUntilProjected(position: bigint, milliseconds: number): Promise<boolean>;
}
