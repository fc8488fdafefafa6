import { factTypes } from '@paidonce/facts';
import type { Refusal, RefusalCode } from '@paidonce/kernel';
import type { Vault } from '@paidonce/vault';
import type { FindOptionsWhere } from 'typeorm';
import type { Recorder } from '../ledger.js';
import type { QuarantineRow } from './office.entity.js';
import type { Quarantined, QuarantineQuery, Refused, RefusedFact, Resolution } from './quarantined.js';

type Part = 'text' | 'raw' | 'refusal' | 'reason';

/** Path and message of a refusal, and what could be read of the fact: a phone number may stand anywhere in it. */
interface Said extends Pick<Refusal, 'path' | 'message'> {
  readonly fact?: RefusedFact;
}

const UNKNOWN: RefusedFact = { source: null, id: null, type: null, clientId: null };
const LOST: Said = { path: '', message: 'the key that this was sealed with is lost' };
const LONGEST_MEMBER = 500;

/** What is to be told of a refused fact without opening it. */
export interface Marks {
  readonly digest: string;
  readonly factType: string | null;
  readonly sourceDigest: string | null;
  readonly clientDigest: string | null;
}

/** Rows of the quarantine, sealed and opened: what was posted lies in them as noise, and what is looked for as digests. */
export class SealedRows {
  constructor(readonly vault: Vault) {}

  marks({ line, text, raw, refusal: { code, path } }: Refused, actor: Recorder, fact: RefusedFact): Marks {
    const bytes = raw && [raw.digest.toString('hex')];
    const posted = [posterOf(actor), line, code, path, text, ...(bytes ?? []), ...(actor.mayImport ? [true] : [])];
    return {
      digest: this.vault.digestOfText(JSON.stringify(posted), 'office.quarantine'),
      factType: (factTypes as readonly string[]).includes(fact.type ?? '') ? fact.type : null,
      sourceDigest: this.#markOf('source', fact.source ?? undefined) ?? null,
      clientDigest: this.#markOf('client', fact.clientId ?? undefined) ?? null,
    };
  }

  /** What rows are looked for by. */
  chosenBy({ code, source, type, clientId }: QuarantineQuery): FindOptionsWhere<QuarantineRow> {
    const [sourceDigest, clientDigest] = [this.#markOf('source', source), this.#markOf('client', clientId)];
    return {
      ...(code !== undefined && { code }),
      ...(type !== undefined && { factType: type }),
      ...(sourceDigest !== undefined && { sourceDigest }),
      ...(clientDigest !== undefined && { clientDigest }),
    };
  }

  #markOf(what: 'source' | 'client', value: string | undefined): string | undefined {
    return value === undefined ? undefined : this.vault.digestOfText(value, `office.quarantine ${what}`);
  }

  /** What was posted, sealed. */
  posted(id: string, { text, unreadable, raw }: Refused): string | null {
    if (raw) return this.seal(id, 'raw', raw.beginning.toString('base64'));
    return unreadable ? null : this.seal(id, 'text', text);
  }

  refusal(id: string, { path, message }: Refusal, fact: RefusedFact): string {
    return this.seal(id, 'refusal', JSON.stringify({ path, message, fact }));
  }

  seal(id: string, part: Part, text: string): string {
    return this.vault.sealText(text, contextOf(id, part));
  }

  textOf({ id, sealedText, rawBytes }: QuarantineRow): string | null {
    return rawBytes === null ? this.#open(id, 'text', sealedText) : null;
  }

  refusalOf(row: QuarantineRow): Refusal {
    const { path, message } = this.#saidOf(row);
    return { code: row.code as RefusalCode, path, message };
  }

  factOf(row: QuarantineRow): RefusedFact {
    return this.#saidOf(row).fact ?? UNKNOWN;
  }

  view(row: QuarantineRow, { whole }: { readonly whole: boolean }): Quarantined {
    const { id, outcome, refusedAt, actor, isImport, line, times } = row;
    const { path, message, fact = UNKNOWN } = this.#saidOf(row);
    return {
      id,
      state: outcome === null ? 'waiting' : outcome === 'dismissed' ? 'dismissed' : 'resubmitted',
      ...{ refusedAt, actor, imported: isImport, line: Number(line) },
      ...{ code: row.code as RefusalCode, path, message, fact, times },
      text: whole ? this.textOf(row) : null,
      raw: whole ? this.#rawOf(row) : null,
      resolution: this.#resolutionOf(row),
    };
  }

  #saidOf({ id, sealedRefusal }: QuarantineRow): Said {
    const opened = this.#open(id, 'refusal', sealedRefusal);
    return opened === null ? LOST : (JSON.parse(opened) as Said);
  }

  #rawOf({ id, sealedText, rawBytes }: QuarantineRow): Quarantined['raw'] {
    const base64 = rawBytes === null ? null : this.#open(id, 'raw', sealedText);
    return base64 === null ? null : { base64, bytes: Number(rawBytes) };
  }

  #resolutionOf(row: QuarantineRow): Resolution | null {
    const { id, outcome } = row;
    if (outcome === null) return null;
    const resolved = { at: row.resolvedAt ?? '', by: row.resolvedBy ?? '' };
    if (outcome === 'dismissed')
      return { ...resolved, outcome, reason: this.#open(id, 'reason', row.sealedReason) ?? '' };
    const fact = { source: row.factSource ?? '', id: row.factId ?? '' };
    if (outcome === 'duplicate') return { ...resolved, outcome, ...fact };
    return { ...resolved, outcome, ...fact, position: BigInt(row.factPosition ?? 0) };
  }

  #open(id: string, part: Part, sealed: string | null): string | null {
    if (sealed === null) return null;
    const opened = this.vault.openText(sealed, contextOf(id, part));
    return 'text' in opened ? opened.text : null;
  }
}

/** Moved to another row, or to another column, it does not open. */
function contextOf(id: string, part: Part): string {
  return `office.quarantine ${id} ${part}`;
}

/** Whose quota it is: a token's, whatever it is called. */
export function posterOf({ id, name }: Recorder): string {
  return id ?? name;
}

/** What can be read of a text that was refused, whatever it is. */
export function readable({ text }: Refused, { onlyClient }: Recorder): RefusedFact {
  const ofToken = { ...UNKNOWN, clientId: onlyClient ?? null };
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    if (typeof value !== 'object' || value === null) return ofToken;
    const data = (value['data'] ?? {}) as Readonly<Record<string, unknown>>;
    const [source, id, type] = [value['source'], value['id'], value['type']].map(member);
    return {
      source: source ?? null,
      id: id ?? null,
      type: type ?? null,
      clientId: member(data['clientId']) ?? ofToken.clientId,
    };
  } catch {
    return ofToken;
  }
}

function member(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, LONGEST_MEMBER) : null;
}
