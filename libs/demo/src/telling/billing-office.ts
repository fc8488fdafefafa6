import type { FactOf } from '@paidonce/facts';
import type { DemoLead } from './call-centre.js';
import { DAYS, HOURS, MINUTES, OFFICE, within, type Moment, type Month } from './clock.js';
import type { History, Identity } from './history.js';
import type { Random } from './random.js';

/** The call centre's billing staff: contracts, decisions, corrections and statements. */
export class BillingOffice {
  constructor(
    readonly history: History,
    readonly random: Random,
  ) {}

  registersClient(client: FactOf<'client.registered'>['data'], at: Moment): void {
    this.history.record('billing', 'client.registered', client, at);
  }

  signs(contract: FactOf<'contract.signed'>['data'], at: Moment): void {
    this.history.record('billing', 'contract.signed', contract, at);
  }

  amends(amendment: FactOf<'contract.amended'>['data'], at: Moment): void {
    this.history.record('billing', 'contract.amended', amendment, at);
  }

  launches(campaign: FactOf<'campaign.launched'>['data'], at: Moment): void {
    this.history.record('billing', 'campaign.launched', campaign, at);
  }

  decides({ leadId }: DemoLead, decision: 'accepted' | 'refused', note: string, at: Moment): void {
    this.history.record('billing', 'return.decided', { leadId, decision, note }, within(OFFICE, at, this.random));
  }

  resolves(disputeId: string, decision: 'upheld' | 'rejected', note: string, at: Moment): void {
    this.history.record('billing', 'dispute.resolved', { disputeId, decision, note }, within(OFFICE, at, this.random));
  }

  /** Takes a fact back, which was recorded before `at`; answers when. */
  retracts(fact: Identity, reason: string, at: Moment): Moment {
    const retractedAt = within(OFFICE, at, this.random);
    this.history.record('billing', 'fact.retracted', { fact, reason }, retractedAt);
    return retractedAt;
  }

  links(clientId: string, leads: readonly Pick<DemoLead, 'leadId'>[], at: Moment): void {
    const leadIds = leads.map(({ leadId }) => leadId);
    this.history.record('billing', 'person.linked', { clientId, leadIds }, within(OFFICE, at, this.random));
  }

  /** Closes every month of a contract on the third day after it, in the morning. */
  closes(contractId: string, months: readonly Month[], minutesPastEleven: number): void {
    for (const { name: period, end } of months) {
      const at = end + 2 * DAYS + 11 * HOURS + minutesPastEleven * MINUTES;
      this.history.record('billing', 'period.closed', { contractId, period }, at);
    }
  }

  /** Bills, at last, what became known after the last closing. */
  corrects(contractId: string, at: Moment): void {
    this.history.record('billing', 'correction.issued', { contractId }, at);
  }

  /** An advance, on the tenth day of every month. */
  receivesAdvances(
    payer: Pick<FactOf<'payment.received'>['data'], 'clientId' | 'contractId'>,
    months: readonly Month[],
    roubles: number,
  ): void {
    for (const { name, start } of months) {
      const paymentId = `${payer.contractId}-advance-${name}`;
      const data = { paymentId, ...payer, amount: `${roubles}.00`, reference: `Advance for ${name}` };
      this.history.record('billing', 'payment.received', data, start + 9 * DAYS + 12 * HOURS);
    }
  }
}
