import type { FactType } from '@paidonce/facts';

/** A command: its address, the fact that it records, and where what it changed is to be seen. `:names` are members of the fact. */
export interface CommandRoute {
  readonly path: string;
  readonly records: FactType;
  readonly shows?: string;
  /** It changes a contract as somebody has seen it, where `If-Match` says so. */
  readonly matches?: 'contract';
}

/** Work (calls, shifts) comes from machines, by `POST /v1/facts`; periods are closed by a route of their own. */
export const commandRoutes: readonly CommandRoute[] = [
  { path: 'clients', records: 'client.registered', shows: 'clients/:clientId' },
  { path: 'contracts', records: 'contract.signed', shows: 'contracts/:contractId' },
  {
    path: 'contracts/:contractId/amend',
    records: 'contract.amended',
    shows: 'contracts/:contractId',
    matches: 'contract',
  },
  {
    path: 'contracts/:contractId/terminate',
    records: 'contract.terminated',
    shows: 'contracts/:contractId',
    matches: 'contract',
  },
  { path: 'contracts/:contractId/correct', records: 'correction.issued', shows: 'contracts/:contractId/statements' },
  { path: 'campaigns', records: 'campaign.launched', shows: 'campaigns/:campaignId' },
  { path: 'campaigns/:campaignId/close', records: 'campaign.closed', shows: 'campaigns/:campaignId' },
  { path: 'leads', records: 'lead.registered', shows: 'leads/:leadId' },
  { path: 'leads/:leadId/identify', records: 'lead.identified', shows: 'leads/:leadId' },
  { path: 'leads/:leadId/confirm', records: 'lead.confirmed', shows: 'leads/:leadId' },
  { path: 'leads/:leadId/transfer', records: 'lead.transferred', shows: 'leads/:leadId' },
  { path: 'leads/:leadId/arrive', records: 'lead.arrived', shows: 'leads/:leadId' },
  { path: 'leads/:leadId/not-arrive', records: 'lead.not-arrived', shows: 'leads/:leadId' },
  { path: 'leads/:leadId/return', records: 'lead.returned', shows: 'leads/:leadId' },
  { path: 'leads/:leadId/return/decide', records: 'return.decided', shows: 'leads/:leadId' },
  { path: 'persons/link', records: 'person.linked' },
  { path: 'persons/separate', records: 'person.separated' },
  { path: 'keys/share', records: 'key.shared' },
  { path: 'disputes', records: 'dispute.opened' },
  { path: 'disputes/:disputeId/resolve', records: 'dispute.resolved' },
  { path: 'disputes/:disputeId/withdraw', records: 'dispute.withdrawn' },
  { path: 'facts/retract', records: 'fact.retracted' },
  { path: 'payments', records: 'payment.received' },
];

/** Names of the members that stand in an address. */
export function namesIn(path: string): string[] {
  return Array.from(path.matchAll(/:(\w+)/g), ([, name]) => name ?? '');
}

/** The address with the members of the fact in it. */
export function addressOf(path: string, data: Readonly<Record<string, unknown>>): string {
  return `/v1/${path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(data[name])))}`;
}
