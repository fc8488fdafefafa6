import type { DemoLead } from './call-centre.js';
import type { Cast } from './cast.js';
import { DAYS, MINUTES, type Moment } from './clock.js';
import type { Identity } from './history.js';
import { inventedPhone, writtenPhone } from './people.js';
import type { Regular } from './regulars.js';

/** What happens in more than one demo case. */

/**
 * Somebody who agreed before leaves their details in another campaign: by the same keys written another way, or, one time
 * in four, by keys that nobody knew, so that staff have to link the two leads when it turns out.
 */
export function comesAgain(cast: Cast, clientId: string, regular: Regular, campaignId: string, at: Moment): DemoLead {
  const { people, centre, billing, random } = cast;
  const { person, contact } = regular;
  if (!random.chance(25)) return centre.register(campaignId, people.another(person, contact), at);
  const stranger = people.introduction({ ...people.next(), name: person.name });
  const lead = centre.register(campaignId, stranger, at);
  billing.links(clientId, [regular, lead], at + random.between(20 * DAYS, 40 * DAYS));
  return lead;
}

export interface Office {
  readonly clientId: string;
  readonly campaignId: string;
  /** Which of the numbers that nobody has is that of the switchboard. */
  readonly phone: number;
  readonly from: Moment;
  /** When it becomes known that many people share the number. */
  readonly knownAt: Moment;
}

/** The colleagues of one office leave the number of its switchboard, and are one person until that is known. */
export function colleagues(
  { people, centre, history }: Cast,
  { clientId, campaignId, phone, from, knownAt }: Office,
  count: number,
  agrees: (lead: DemoLead, at: Moment) => void,
): void {
  if (count === 0) return;
  const number = writtenPhone(inventedPhone(phone), 1);
  const moments = Array.from({ length: count }, (_, i) => from + i * MINUTES);
  history.follow(moments.values(), (at) => {
    agrees(centre.register(campaignId, { name: people.next().name, phone: number }, at), at);
  });
  history.record('billing', 'key.shared', { clientId, kind: 'phone', value: number }, knownAt);
}

export interface Disputed {
  readonly contractId: string;
  readonly clauseId: string;
  readonly fact: Identity;
}

export type Ruling = 'upheld' | 'rejected' | 'withdrawn';

/** The client disputes a fact, and some days later the dispute ends. */
export function disputes(
  { client, billing, random }: Cast,
  disputed: Disputed,
  reason: string,
  ruling: Ruling,
  at: Moment,
): void {
  const { disputeId, openedAt } = client.disputes(disputed, reason, at);
  const ruledAt = openedAt + random.between(3 * DAYS, 15 * DAYS);
  if (ruling === 'withdrawn') client.withdraws(disputeId, ruledAt);
  else
    billing.resolves(
      disputeId,
      ruling,
      ruling === 'upheld' ? 'The record says so' : 'The record says otherwise',
      ruledAt,
    );
}

/** The client gives a lead back for a reason that staff have to look into. */
export function reviewed(
  { client, billing, random }: Cast,
  lead: DemoLead,
  { reason, evidence }: { readonly reason: string; readonly evidence: string },
  decision: 'accepted' | 'refused',
  at: Moment,
): void {
  const returnedAt = client.returns(lead, reason, at, evidence);
  const note = decision === 'accepted' ? 'Confirmed by the evidence' : 'Not borne out by the evidence';
  billing.decides(lead, decision, note, returnedAt + random.between(2 * DAYS, 12 * DAYS));
}
