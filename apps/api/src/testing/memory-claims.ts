import { parseInstant } from '@paidonce/kernel';
import type { DisputesQuery, ClaimsQuery, Page, Paged } from '../ports/ledger.js';
import type { DisputeView, PaymentView, ReturnView } from '../views/claims.view.js';
import type { Kept } from './account-of.js';
import type { MemoryLedger } from './memory-ledger.js';
import { part } from './part.js';

type ReturnData = Pick<ReturnView, 'leadId' | 'reason'> & { readonly evidence?: string };
type PaymentData = Pick<PaymentView, 'paymentId' | 'contractId' | 'amount'> & { readonly reference?: string };

/** Disputes, returns and payments, from the facts themselves. */
export class MemoryClaims {
  constructor(readonly ledger: MemoryLedger) {}

  disputes({ clientId, contractId, state }: DisputesQuery, page: Page): Promise<Paged<DisputeView>> {
    const all = this.#standing('dispute.opened').map((kept): DisputeView => {
      const { disputeId, clauseId, reason, fact } = kept.fact.data as unknown as DisputeView;
      const [ruling] = [...this.#standing('dispute.resolved'), ...this.#standing('dispute.withdrawn')]
        .filter(({ fact: { data } }) => data['disputeId'] === disputeId)
        .sort((a, b) => parseInstant(b.fact.time) - parseInstant(a.fact.time));
      const { decision = 'withdrawn', note = null } = (ruling?.fact.data ?? {}) as {
        decision?: 'upheld' | 'rejected';
        note?: string;
      };
      return {
        ...{ disputeId, contractId: kept.contractId ?? '', clientId: kept.clientId, clauseId, reason },
        ...{ fact: { source: fact.source, id: fact.id }, openedAt: kept.fact.time, note },
        ...{ state: ruling ? decision : 'open', ruledAt: ruling?.fact.time ?? null },
      };
    });
    const chosen = all.filter((one) => isOf(one, { clientId, contractId }) && (state ?? one.state) === one.state);
    return Promise.resolve(part(chosen, page, ({ disputeId }) => disputeId));
  }

  pendingReturns(query: ClaimsQuery, page: Page): Promise<Paged<ReturnView>> {
    const { leads, facts, rules } = this.ledger.settlement.world;
    const waiting = this.#standing('lead.returned').flatMap(({ fact, clientId }): ReturnView[] => {
      const { leadId, reason, evidence = null } = fact.data as unknown as ReturnData;
      const lead = leads.get(leadId);
      if (!lead || !rules.awaitsDecision(lead, facts.find(fact.source, fact.id))) return [];
      const { id: campaignId, contract } = lead.campaign;
      return [{ leadId, campaignId, contractId: contract.id, clientId, reason, evidence, returnedAt: fact.time }];
    });
    return Promise.resolve(
      part(
        waiting.filter((one) => isOf(one, query)),
        page,
        ({ leadId }) => leadId,
      ),
    );
  }

  payments(query: ClaimsQuery, page: Page): Promise<Paged<PaymentView>> {
    const all = this.#standing('payment.received').map(({ fact, clientId }): PaymentView => {
      const { paymentId, contractId, amount, reference = null } = fact.data as unknown as PaymentData;
      return { paymentId, contractId, clientId, amount, reference, receivedAt: fact.time };
    });
    return Promise.resolve(
      part(
        all.filter((one) => isOf(one, query)),
        page,
        ({ paymentId }) => paymentId,
      ),
    );
  }

  #standing(type: string): Kept[] {
    const { facts } = this.ledger.settlement.world;
    return this.ledger.log.filter(
      ({ fact }) => fact.type === type && facts.retractedBy(facts.find(fact.source, fact.id)) < 0,
    );
  }
}

function isOf(one: { readonly clientId: string; readonly contractId: string }, of: ClaimsQuery): boolean {
  return (of.clientId ?? one.clientId) === one.clientId && (of.contractId ?? one.contractId) === one.contractId;
}
