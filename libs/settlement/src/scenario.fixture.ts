import type { PaymentModel } from '@paidonce/payment-models';
import type { Refusal } from '@paidonce/kernel';
import { Settlement, type Applied, type Statement } from './index.js';

export type Json = Readonly<Record<string, unknown>>;

/** Roubles, Moscow, by the month. */
export const TERMS: Json = {
  effectiveFrom: '2026-01-01',
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  period: 'month',
};

/** Times without an offset are Moscow's, dates without a time its noon. */
function moment(time: string): string {
  if (/(Z|[+-]\d\d:\d\d)$/.test(time)) return time;
  return `${time.length === 10 ? `${time}T12:00:00` : time}+03:00`;
}

/** A few words to write small histories with. Client `bank`, contract `C`, campaign `K`; facts are f1, f2, … of source s. */
export class Scenario {
  readonly settlement: Settlement;
  readonly statements: Statement[] = [];
  #facts = 0;

  constructor(clauses: readonly Json[] = [], terms: Json = {}, models?: readonly PaymentModel[]) {
    this.settlement = new Settlement(models);
    this.fact('client.registered', '2025-12-01', { clientId: 'bank', name: 'Bank' });
    this.sign('C', clauses, terms).launch('K');
  }

  /** The identity of the last fact offered. */
  get last(): { source: string; id: string } {
    return { source: 's', id: `f${this.#facts}` };
  }

  /** Offers a fact, whatever becomes of it. */
  offer(type: string, time: string, data: Json, envelope: Json = {}): Applied {
    const id = `f${++this.#facts}`;
    const fact = { specversion: '1.0', id, source: 's', type, time: moment(time), data, ...envelope };
    return this.settlement.applyLine(JSON.stringify(fact));
  }

  /** Records a fact that must be taken. */
  fact(type: string, time: string, data: Json, envelope: Json = {}): this {
    const applied = this.offer(type, time, data, envelope);
    if (applied.kind === 'refused') throw new Error(JSON.stringify(applied.refusal));
    if (applied.kind === 'recorded' && applied.statement) this.statements.push(applied.statement);
    return this;
  }

  /** The refusal of a fact that must not be taken; it changes nothing. */
  refusal(type: string, time: string, data: Json, envelope: Json = {}): Refusal {
    const applied = this.offer(type, time, data, envelope);
    if (applied.kind !== 'refused') throw new Error(`${type} was ${applied.kind}`);
    return applied.refusal;
  }

  sign(contractId: string, clauses: readonly Json[], terms: Json = {}, clientId = 'bank'): this {
    const whole = { ...TERMS, clauses, ...terms };
    return this.fact('contract.signed', '2025-12-01', { contractId, clientId, terms: whole });
  }

  amend(effectiveFrom: string, clauses: readonly Json[], terms: Json = {}, more: Json = {}): this {
    const whole = { ...TERMS, clauses, ...terms, effectiveFrom };
    return this.fact('contract.amended', '2025-12-02', { contractId: 'C', terms: whole, ...more });
  }

  launch(campaignId: string, more: Json = {}): this {
    return this.fact('campaign.launched', '2025-12-01', { campaignId, contractId: 'C', product: 'card', ...more });
  }

  /** A lead known by an external id, by default its own. */
  lead(leadId: string, externalId: string | null = leadId, campaignId = 'K'): this {
    return this.fact('lead.registered', '2025-12-01', { leadId, campaignId, person: { externalId } });
  }

  /** `confirmed`, `transferred`, `arrived`, … */
  of(leadId: string, what: string, time: string, data: Json = {}, envelope: Json = {}): this {
    const as = what === 'arrived' ? { as: 'arrived' } : {};
    return this.fact(`lead.${what}`, time, { leadId, ...as, ...data }, envelope);
  }

  call(callId: string, time: string, data: Json = {}): this {
    return this.fact('call.completed', time, { callId, campaignId: 'K', operatorId: 'o', seconds: {}, ...data });
  }

  shift(shiftId: string, from: string, to: string, data: Json = {}): this {
    const span = { from: moment(from), to: moment(to) };
    return this.fact('shift.worked', from, { shiftId, campaignId: 'K', operatorId: 'o', ...span, ...data });
  }

  dispute(disputeId: string, clauseId: string, id: string, source = 's'): this {
    const data = { disputeId, contractId: 'C', clauseId, fact: { source, id }, reason: 'checked' };
    return this.fact('dispute.opened', '2026-01-20', data);
  }

  resolve(disputeId: string, decision: 'upheld' | 'rejected', time = '2026-01-21'): this {
    return this.fact('dispute.resolved', time, { disputeId, decision });
  }

  retract(id: string, source = 's'): this {
    return this.fact('fact.retracted', '2026-01-20', { fact: { source, id } });
  }

  close(period: string, time = '2027-01-01', contractId = 'C'): this {
    return this.fact('period.closed', time, { contractId, period });
  }

  correct(contractId = 'C'): this {
    return this.fact('correction.issued', '2027-01-01', { contractId });
  }

  get statement(): Statement {
    const statement = this.statements.at(-1);
    if (!statement) throw new Error('no statement was issued');
    return statement;
  }

  /** The lines of the last statement: clause or model, quantity, amount. */
  get billed(): string[] {
    return this.statement.lines.map(
      ({ clauseId, model, quantity, amount }) => `${clauseId ?? model} ${quantity} ${amount}`,
    );
  }

  /** The same with campaign, detail, version and kind. */
  get lines(): string[] {
    return this.statement.lines.map((line) =>
      [
        line.forPeriod,
        line.campaignId ?? '-',
        line.clauseId ?? line.model,
        ...(line.detail === null ? [] : [line.detail]),
        line.termsVersion === null ? '-' : `v${line.termsVersion}`,
        line.kind,
        line.quantity,
        line.unit,
        line.amount,
      ].join(' '),
    );
  }
}
