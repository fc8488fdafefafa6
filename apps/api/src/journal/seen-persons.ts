import type { FastifyRequest } from 'fastify';
import type { HistoryLine } from '../ports/ledger.js';
import { MOST_NAMED } from './noted.js';
import type { Scribe } from './scribe.js';

/** Lines that are handed out together, once it is entered whose persons they show. */
const BLOCK = 500;

interface PersonalFact {
  readonly data: { readonly leadId?: string; readonly person?: object };
}

/** Passes on facts with persons in plain, block by block, each when it is entered durably of which leads they are. */
export async function* seenPersons(
  scribe: Scribe,
  request: FastifyRequest,
  lines: AsyncIterable<HistoryLine>,
): AsyncGenerator<HistoryLine, void> {
  let block: HistoryLine[] = [];
  const leads = new Set<string>();
  const enter = async (): Promise<void> => {
    if (leads.size === 0) return;
    await scribe.seen(request, {
      subjects: Array.from(leads, (leadId) => `lead:${leadId}`),
      counts: { leads: leads.size },
    });
    leads.clear();
  };
  for await (const line of lines) {
    block.push(line);
    const leadId = leadSeenIn(line.line);
    if (leadId !== undefined) leads.add(leadId);
    if (block.length < BLOCK && leads.size < MOST_NAMED) continue;
    await enter();
    yield* block;
    block = [];
  }
  await enter();
  yield* block;
}

function leadSeenIn(line: string): string | undefined {
  if (!line.includes('"person"')) return undefined;
  const { data } = JSON.parse(line) as PersonalFact;
  return data.person === undefined ? undefined : data.leadId;
}
