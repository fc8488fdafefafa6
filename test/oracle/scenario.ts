/** A few words to write small histories with, each fact recorded when it happened. */
import { settleByRules, type Statement } from './oracle.js';

type Json = Readonly<Record<string, unknown>>;

/** Moscow, monthly, one client; amounts in roubles. */
const TERMS: Json = {
  effectiveFrom: '2026-01-01',
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  period: 'month',
};

export class Scenario {
  /** Who settles: the rules read literally, unless somebody else is to be held against the same scenarios. */
  static settle: (lines: readonly string[]) => ReturnType<typeof settleByRules> = settleByRules;
  private readonly lines: string[] = [];

  constructor(clauses: readonly Json[], more: Json = {}) {
    this.fact('2025-12-01', 'client.registered', { clientId: 'bank', name: 'Bank' });
    this.contract('C', clauses, more).campaign('K', 'C');
  }

  /** Times without an offset are Moscow's, dates without a time its noon. Ids are f1, f2, … unless given. */
  fact(time: string, type: string, data: Json, envelope: Json = {}): this {
    const full = /[Z+]/.test(time) ? time : `${time.length === 10 ? `${time}T12:00:00` : time}+03:00`;
    const id = `f${this.lines.length + 1}`;
    this.lines.push(JSON.stringify({ specversion: '1.0', id, source: 's', type, time: full, data, ...envelope }));
    return this;
  }

  contract(contractId: string, clauses: readonly Json[], more: Json = {}): this {
    const terms = { ...TERMS, clauses, ...more };
    return this.fact('2025-12-01', 'contract.signed', { contractId, clientId: 'bank', terms });
  }

  amend(effectiveFrom: string, clauses: readonly Json[], more: Json = {}, contractId = 'C'): this {
    const terms = { ...TERMS, clauses, ...more, effectiveFrom };
    return this.fact('2025-12-02', 'contract.amended', { contractId, terms, retroactive: true });
  }

  campaign(campaignId: string, contractId: string, more: Json = {}): this {
    return this.fact('2025-12-01', 'campaign.launched', { campaignId, contractId, product: 'card', ...more });
  }

  /** A lead known by an external id; by nothing where that is null. */
  lead(leadId: string, externalId: string | null = leadId, campaignId = 'K'): this {
    return this.fact('2025-12-01', 'lead.registered', { leadId, campaignId, person: { externalId } });
  }

  /** A fact about a lead: `confirmed`, `arrived`, … */
  of(leadId: string, what: string, time: string, data: Json = {}, envelope: Json = {}): this {
    const as = what === 'arrived' ? { as: 'arrived' } : {};
    return this.fact(time, `lead.${what}`, { leadId, ...as, ...data }, envelope);
  }

  call(callId: string, time: string, data: Json = {}): this {
    return this.fact(time, 'call.completed', { callId, campaignId: 'K', operatorId: 'o', seconds: {}, ...data });
  }

  shift(shiftId: string, from: string, to: string, data: Json = {}): this {
    const span = { from: `${from}+03:00`, to: `${to}+03:00` };
    return this.fact('2026-01-01', 'shift.worked', { shiftId, campaignId: 'K', operatorId: 'o', ...span, ...data });
  }

  /** Disputes a fact by its id and upholds the dispute. */
  upheld(factId: string, clauseId: string, source = 's'): this {
    const disputeId = `d${this.lines.length}`;
    const fact = { source, id: factId };
    this.fact('2026-01-20', 'dispute.opened', {
      disputeId,
      contractId: 'C',
      clauseId,
      fact,
      reason: 'it never happened',
    });
    return this.fact('2026-01-21', 'dispute.resolved', { disputeId, decision: 'upheld' });
  }

  retract(factId: string): this {
    return this.fact('2026-01-20', 'fact.retracted', { fact: { source: 's', id: factId } });
  }

  close(period: string, contractId = 'C'): this {
    return this.fact('2027-01-01', 'period.closed', { contractId, period });
  }

  correct(contractId = 'C'): this {
    return this.fact('2027-01-01', 'correction.issued', { contractId });
  }

  get statements(): readonly Statement[] {
    const settled = Scenario.settle(this.lines);
    if ('errors' in settled) throw new Error(JSON.stringify(settled.errors));
    return settled.statements;
  }

  /** Each statement as texts: `clause or model, quantity, amount`, with campaign, detail and version where asked. */
  get billed(): readonly string[][] {
    return this.statements.map(({ lines }) =>
      lines.map(({ clauseId, model, quantity, amount }) => `${clauseId ?? model} ${quantity} ${amount}`),
    );
  }
}
