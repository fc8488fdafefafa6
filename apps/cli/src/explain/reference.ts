import type { Identity, LineReference } from '@paidonce/settlement';

const NO_CAMPAIGN = '-';

/** Reads CONTRACT/PERIOD/CAMPAIGN/CLAUSE[/DETAIL]; `undefined` where the text has another form. */
export function parseLineReference(text: string): LineReference | undefined {
  const parts = text.split('/');
  const [contractId, forPeriod, campaign, clauseId, detail] = parts.map(decoded);
  if (parts.length < 4 || parts.length > 5 || !contractId || !forPeriod || !campaign || !clauseId) return undefined;
  if (parts[4] === '') return undefined;
  const campaignId = parts[2] === NO_CAMPAIGN ? null : campaign;
  return { contractId, forPeriod, campaignId, clauseId, detail: detail ?? null };
}

export function lineReferenceText({ contractId, forPeriod, campaignId, clauseId, detail }: LineReference): string {
  const campaign = campaignId === null ? NO_CAMPAIGN : campaignId === NO_CAMPAIGN ? '%2D' : encoded(campaignId);
  const parts = [encoded(contractId), encoded(forPeriod), campaign, encoded(clauseId)];
  return (detail === null ? parts : [...parts, encoded(detail)]).join('/');
}

/**
 * What SOURCE/ID may mean, the likeliest first: cut at the last `/`, percent-decoded or as it stands; then cut at an
 * earlier `/`, since who copies an id does not think of encoding it.
 */
export function factsNamed(text: string): Identity[] {
  const facts: Identity[] = [];
  for (let cut = text.lastIndexOf('/'); cut > 0; cut = text.lastIndexOf('/', cut - 1)) {
    const source = text.slice(0, cut);
    const id = text.slice(cut + 1);
    if (id !== '') facts.push({ source: decoded(source), id: decoded(id) }, { source, id });
  }
  return facts;
}

export function factText({ source, id }: Identity): string {
  return `${source.replaceAll('%', '%25')}/${encoded(id)}`;
}

function encoded(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('/', '%2F');
}

/** A text that is not percent-encoded stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
