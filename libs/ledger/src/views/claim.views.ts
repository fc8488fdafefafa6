import type { DataSource } from 'typeorm';
import { numbersBehind, paged, type Page, type Paged } from '../paging.js';
import type { Shelf } from '../workbench/shelf.js';
import { Workbench } from '../workbench/workbench.js';

/** Of one client, or of one contract. */
export interface ClaimsQuery {
  readonly clientId?: string | undefined;
  readonly contractId?: string | undefined;
}

export const disputeStates = ['open', 'upheld', 'rejected', 'withdrawn'] as const;
export type DisputeState = (typeof disputeStates)[number];

export interface DisputesQuery extends ClaimsQuery {
  readonly state?: DisputeState | undefined;
}

/** RFC 3339 throughout. */
export interface DisputeView {
  readonly disputeId: string;
  readonly contractId: string;
  readonly clientId: string;
  readonly clauseId: string;
  /** What is disputed: a fact, or of the source `deemed` the arrival of a lead by silence. */
  readonly fact: { readonly source: string; readonly id: string };
  readonly reason: string;
  readonly openedAt: string;
  /** By the latest ruling that stands. */
  readonly state: DisputeState;
  readonly ruledAt: string | null;
  readonly note: string | null;
}

/** A return that waits for a decision. */
export interface ReturnView {
  readonly leadId: string;
  readonly campaignId: string;
  readonly contractId: string;
  readonly clientId: string;
  readonly reason: string;
  readonly evidence: string | null;
  readonly returnedAt: string;
}

export interface PaymentView {
  readonly paymentId: string;
  readonly clientId: string;
  readonly contractId: string;
  /** In the currency of the contract; negative where it was paid back. */
  readonly amount: string;
  readonly reference: string | null;
  readonly receivedAt: string;
}

interface Body<D> {
  readonly time: string;
  readonly data: D;
}

interface Row<D> {
  readonly position: string;
  readonly client_id: string;
  readonly body: Body<D>;
}

type DisputeRow = Row<Pick<DisputeView, 'disputeId' | 'contractId' | 'clauseId' | 'fact' | 'reason'>> & {
  readonly ruled: DisputeState | null;
  readonly ruling: Body<{ readonly note?: string }> | null;
};

type ReturnRow = Row<{ readonly leadId: string; readonly reason: string; readonly evidence?: string }> & {
  readonly source: string;
  readonly id: string;
};

/** A row, with what the settlement knows of its lead. */
interface WaitingReturn extends Pick<ReturnView, 'campaignId' | 'contractId'> {
  readonly row: ReturnRow;
}

type PaymentRow = Row<Pick<PaymentView, 'paymentId' | 'contractId' | 'amount'> & { readonly reference?: string }>;

const DISPUTES = `
  SELECT claim.position, claim.client_id, claim.body, ruling.code AS ruled, ruling.body AS ruling
  FROM claim LEFT JOIN LATERAL (
    SELECT code, body FROM claim latest WHERE latest.subject = claim.subject AND latest.kind = 'dispute-ruling'
    ORDER BY latest.at DESC, latest.source DESC, latest.id DESC LIMIT 1
  ) ruling ON true
  WHERE claim.kind = 'dispute' AND claim.position > $1 AND ($2::text IS NULL OR claim.client_id = $2)
    AND ($3::text IS NULL OR claim.code = $3) AND ($4::text IS NULL OR coalesce(ruling.code, 'open') = $4)
  ORDER BY claim.position LIMIT $5`;

/** Returns on which nobody has ruled, for a reason that some contract of the client has under review: most others have gone their way. */
const UNDECIDED = `
  WITH reviewed AS MATERIALIZED (
    SELECT DISTINCT contract.client_id, reason.key AS code
    FROM contract JOIN terms_version USING (contract_id), LATERAL json_each_text(terms_version.terms -> 'returns' -> 'reasons') reason
    WHERE terms_version.stands AND reason.value = 'review' AND ($2::text IS NULL OR contract.client_id = $2)
  )
  SELECT claim.source, claim.id, claim.position, claim.client_id, claim.body
  FROM claim JOIN reviewed USING (client_id, code)
  WHERE claim.kind = 'return' AND claim.position > $1
    AND NOT EXISTS (SELECT FROM claim ruling WHERE ruling.subject = claim.subject AND ruling.kind = 'return-ruling')
  ORDER BY claim.position LIMIT $3`;

const PAYMENTS = `
  SELECT position, client_id, body FROM payment
  WHERE position > $1 AND ($2::text IS NULL OR client_id = $2) AND ($3::text IS NULL OR contract_id = $3)
  ORDER BY position LIMIT $4`;

/** Disputes, returns that wait for a decision, and payments, in the order of their recording. */
export class ClaimViews {
  constructor(
    readonly source: DataSource,
    readonly shelf: Shelf,
  ) {}

  async disputes({ clientId, contractId, state }: DisputesQuery, page: Page): Promise<Paged<DisputeView>> {
    const given = [numbersBehind(page)[0], clientId ?? null, contractId ?? null, state ?? null, page.limit + 1];
    return paged(await this.source.query<DisputeRow[]>(DISPUTES, given), page, positionIn, disputeView);
  }

  /** By the terms that govern each lead, as its settlement has them. */
  async pendingReturns({ clientId, contractId }: ClaimsQuery, page: Page): Promise<Paged<ReturnView>> {
    const found: WaitingReturn[] = [];
    let [behind] = numbersBehind(page);
    for (;;) {
      const rows = await this.source.query<ReturnRow[]>(UNDECIDED, [behind, clientId ?? null, page.limit + 1]);
      const waiting = await this.#waiting(rows);
      found.push(...waiting.filter((one) => (contractId ?? one.contractId) === one.contractId));
      const last = rows.at(-1);
      if (!last || rows.length <= page.limit || found.length > page.limit) break;
      behind = Number(last.position);
    }
    return paged(found, page, ({ row }) => row.position, returnView);
  }

  async payments({ clientId, contractId }: ClaimsQuery, page: Page): Promise<Paged<PaymentView>> {
    const given = [numbersBehind(page)[0], clientId ?? null, contractId ?? null, page.limit + 1];
    return paged(await this.source.query<PaymentRow[]>(PAYMENTS, given), page, positionIn, paymentView);
  }

  async #waiting(rows: readonly ReturnRow[]): Promise<WaitingReturn[]> {
    if (rows.length === 0) return [];
    const bench = await Workbench.lookingAt(this.shelf, (await this.shelf.reach()).position);
    await bench.look(rows.map(({ body }) => `lead:${body.data.leadId}`));
    const { leads, facts, rules } = bench.settlement.world;
    return rows.flatMap((row) => {
      const lead = leads.get(row.body.data.leadId);
      const position = facts.find(row.source, row.id);
      if (!lead || position < 0 || !rules.awaitsDecision(lead, position)) return [];
      return [{ row, campaignId: lead.campaign.id, contractId: lead.campaign.contract.id }];
    });
  }
}

const positionIn = ({ position }: { readonly position: string }): string => position;

function disputeView({ client_id: clientId, body, ruled, ruling }: DisputeRow): DisputeView {
  const { disputeId, contractId, clauseId, fact, reason } = body.data;
  return {
    ...{ disputeId, contractId, clientId, clauseId, fact: { source: fact.source, id: fact.id }, reason },
    ...{ openedAt: body.time, state: ruled ?? 'open', ruledAt: ruling?.time ?? null, note: ruling?.data.note ?? null },
  };
}

function returnView({ row, campaignId, contractId }: WaitingReturn): ReturnView {
  const { leadId, reason, evidence = null } = row.body.data;
  return { leadId, campaignId, contractId, clientId: row.client_id, reason, evidence, returnedAt: row.body.time };
}

function paymentView({ client_id: clientId, body }: PaymentRow): PaymentView {
  const { paymentId, contractId, amount, reference = null } = body.data;
  return { paymentId, clientId, contractId, amount, reference, receivedAt: body.time };
}
