import type { FactOf } from '@paidonce/facts';
import type { DemoLead } from './call-centre.js';
import { OFFICE, within, type Moment } from './clock.js';
import type { History, Identity } from './history.js';
import type { Random } from './random.js';

export type Arrival = FactOf<'lead.arrived'>['data']['as'];
export type Reason = FactOf<'lead.not-arrived'>['data']['reason'];

/** The client's side: it says what became of the leads that it was given, in time or late. */
export class ClientOffice {
  #disputes = 0;

  constructor(
    readonly history: History,
    readonly random: Random,
  ) {}

  /** The person came at `at`, which is reported in office hours, no sooner than at `reportedAt`. */
  arrived({ leadId }: DemoLead, as: Arrival, at: Moment, reportedAt: Moment): { fact: Identity; recordedAt: Moment } {
    const recordedAt = within(OFFICE, Math.max(at, reportedAt), this.random);
    return { fact: this.history.record('client', 'lead.arrived', { leadId, as }, at, recordedAt), recordedAt };
  }

  notArrived({ leadId }: DemoLead, reason: Reason, at: Moment): void {
    this.history.record('client', 'lead.not-arrived', { leadId, reason }, within(OFFICE, at, this.random));
  }

  /** Gives a lead back; answers when. */
  returns({ leadId }: DemoLead, reason: string, at: Moment, evidence?: string): Moment {
    const returnedAt = within(OFFICE, at, this.random);
    const data = evidence === undefined ? { leadId, reason } : { leadId, reason, evidence };
    this.history.record('client', 'lead.returned', data, returnedAt);
    return returnedAt;
  }

  /** Disputes that a fact is billed by a clause; answers the dispute and when it was opened. */
  disputes(
    on: { readonly contractId: string; readonly clauseId: string; readonly fact: Identity },
    reason: string,
    at: Moment,
  ): { readonly disputeId: string; readonly openedAt: Moment } {
    const disputeId = `${this.history.name}-dispute-${++this.#disputes}`;
    const openedAt = within(OFFICE, at, this.random);
    this.history.record('client', 'dispute.opened', { disputeId, ...on, reason }, openedAt);
    return { disputeId, openedAt };
  }

  withdraws(disputeId: string, at: Moment): void {
    this.history.record('client', 'dispute.withdrawn', { disputeId }, within(OFFICE, at, this.random));
  }
}
