import { formatInstant, type Refusal } from '@paidonce/kernel';
import type { Answer, Origin, Page, Paged, Posted, Quarantine, Quarantined, QuarantineQuery } from '../ports/ledger.js';
import type { MemoryLedger } from './memory-ledger.js';
import { part } from './part.js';

export class MemoryQuarantine implements Quarantine {
  readonly #facts = new Map<string, Quarantined>();
  #count = 0;

  constructor(readonly ledger: MemoryLedger) {}

  /** Null where it is full, which this one never is. */
  add({ text, line, raw }: Posted, { code, path, message }: Refusal, { actor }: Origin): string | null {
    const id = `q${++this.#count}`;
    this.#facts.set(id, {
      ...{ id, state: 'waiting', refusedAt: formatInstant(this.ledger.now()), actor: actor.name },
      ...{ imported: actor.mayImport, line, code, path, message, fact: readable(text), times: 1, text },
      raw: raw ? { base64: raw.beginning.toString('base64'), bytes: raw.bytes } : null,
      resolution: null,
    });
    return id;
  }

  list({ state = 'waiting', code, source, type, clientId }: QuarantineQuery, page: Page): Promise<Paged<Quarantined>> {
    const chosen = [...this.#facts.values()].filter(
      (one) =>
        one.state === state &&
        (code ?? one.code) === one.code &&
        (source ?? one.fact.source) === one.fact.source &&
        (type ?? one.fact.type) === one.fact.type &&
        (clientId ?? one.fact.clientId) === one.fact.clientId,
    );
    return Promise.resolve(part(chosen, page, ({ id }) => id));
  }

  get(id: string): Promise<Quarantined | undefined> {
    return Promise.resolve(this.#facts.get(id));
  }

  async resubmit(id: string, text: string | undefined, origin: Origin): Promise<Answer | 'of-import' | undefined> {
    const kept = this.#waiting(id);
    if (!kept) return undefined;
    const mayImport = kept.imported && origin.actor.mayImport;
    if (kept.imported && !mayImport && text === undefined) return 'of-import';
    const resubmitted = { ...origin, actor: { ...origin.actor, mayImport }, causationId: id };
    const decision = await this.ledger.decide(text ?? kept.text ?? '', resubmitted);
    if (decision.status === 'refused') return { line: 1, ...decision, quarantineId: id };
    const by = { at: formatInstant(this.ledger.now()), by: origin.actor.name };
    const { source, id: factId } = decision;
    this.#facts.set(id, {
      ...{ ...kept, state: 'resubmitted', text: null },
      resolution:
        decision.status === 'accepted'
          ? { ...by, outcome: 'accepted', source, id: factId, position: decision.position }
          : { ...by, outcome: 'duplicate', source, id: factId },
    });
    return { line: 1, ...decision };
  }

  dismiss(id: string, reason: string, origin: Origin): Promise<boolean> {
    const kept = this.#waiting(id);
    if (!kept) return Promise.resolve(false);
    const at = formatInstant(this.ledger.now());
    const resolution = { outcome: 'dismissed' as const, at, by: origin.actor.name, reason };
    this.#facts.set(id, { ...kept, state: 'dismissed', text: null, resolution });
    return Promise.resolve(true);
  }

  #waiting(id: string): Quarantined | undefined {
    const kept = this.#facts.get(id);
    return kept?.state === 'waiting' ? kept : undefined;
  }
}

function readable(text: string): Quarantined['fact'] {
  let value: Readonly<Record<string, unknown>> = {};
  try {
    value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // It is refused for that.
  }
  const member = (one: unknown): string | null => (typeof one === 'string' ? one : null);
  const { source, id, type, data } = value;
  const clientId = member((data as { clientId?: unknown } | undefined)?.clientId);
  return { source: member(source), id: member(id), type: member(type), clientId };
}
