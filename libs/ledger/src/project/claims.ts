import type { Fact } from '@paidonce/facts';
import { parseInstant } from '@paidonce/kernel';
import { copyRows, type CopyValue } from '@paidonce/postgres';
import type { ClientBase } from 'pg';
import type { ClaimRow } from '../read/read-models.entity.js';
import type { ClaimedFact } from '../workbench/claimed.js';

/**
 * Writes rows of what stands. An identity is taken once, by a fact that is retracted at most once and later: so those of a batch can be
 * written first and taken away then.
 */
export async function writeClaims(client: ClientBase, facts: readonly ClaimedFact[]): Promise<void> {
  const claims: CopyValue[][] = [];
  const payments: CopyValue[][] = [];
  const gone: { readonly source: string; readonly id: string }[] = [];
  for (const { position, clientId, fact } of facts) {
    const { source, id, time } = fact;
    const body = JSON.stringify({ time, data: fact.data });
    if (fact.type === 'fact.retracted') gone.push(fact.data.fact);
    else if (fact.type === 'payment.received')
      payments.push([source, id, clientId, fact.data.contractId, position, body]);
    else {
      const { kind, subject, code } = claimOf(fact);
      claims.push([source, id, kind, subject, clientId, parseInstant(time), position, code, body]);
    }
  }
  await copyRows(client, 'claim (source, id, kind, subject, client_id, at, position, code, body)', claims);
  await copyRows(client, 'payment (source, id, client_id, contract_id, position, body)', payments);
  if (gone.length === 0) return;
  const identities = [gone.map(({ source }) => source), gone.map(({ id }) => id)];
  for (const table of ['claim', 'payment'])
    await client.query(
      `DELETE FROM ${table} WHERE (source, id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      identities,
    );
}

function claimOf(fact: Fact): Pick<ClaimRow, 'kind' | 'subject' | 'code'> {
  switch (fact.type) {
    case 'dispute.opened':
      return { kind: 'dispute', subject: fact.data.disputeId, code: fact.data.contractId };
    case 'dispute.resolved':
      return { kind: 'dispute-ruling', subject: fact.data.disputeId, code: fact.data.decision };
    case 'dispute.withdrawn':
      return { kind: 'dispute-ruling', subject: fact.data.disputeId, code: 'withdrawn' };
    case 'lead.returned':
      return { kind: 'return', subject: fact.data.leadId, code: fact.data.reason };
    case 'return.decided':
      return { kind: 'return-ruling', subject: fact.data.leadId, code: fact.data.decision };
    default:
      throw new Error(`no claim: ${fact.type}`);
  }
}
