import type { FastifyRequest } from 'fastify';
import type { Ledger } from '../ports/ledger.js';
import { Problem } from '../problems/problem.js';
import { etagOfContract, isMatched } from '../queries/etag.js';

/** How long it is waited until what is in the log shows. */
const PATIENCE_MS = 15_000;

/**
 * Changes a contract where it is what `If-Match` names, if anything: of two people who have seen the same state and send it, one changes it. What is
 * posted as a fact, or without the header, is not held to it. Throws the problem `precondition-failed`.
 */
export async function whereMatched<T>(
  request: FastifyRequest,
  ledger: Pick<Ledger, 'alone' | 'head' | 'waitUntilProjected' | 'views'>,
  contractId: string,
  change: () => Promise<T>,
): Promise<T> {
  if (request.headers['if-match'] === undefined) return change();
  return ledger.alone(`contract ${contractId}`, async () => {
    if (!(await ledger.waitUntilProjected(await ledger.head(), PATIENCE_MS)))
      throw new Problem('unavailable', 'It cannot be told whether the contract was changed. Ask again.');
    const contract = await ledger.views.contract(contractId);
    if (!contract || !isMatched(request, etagOfContract(contract))) throw new Problem('precondition-failed');
    return change();
  });
}
