import { formatInstant, type Refusal } from '@paidonce/kernel';
import type { Answer, Page, Paged, Quarantine, Origin } from '../ports/ledger.js';
import type { QuarantinedFact } from '../views/quarantine.view.js';
import type { MemoryLedger } from './memory-ledger.js';
import { part } from './part.js';

export class MemoryQuarantine implements Quarantine {
  readonly #facts = new Map<string, QuarantinedFact>();
  readonly dismissed: { readonly id: string; readonly reason: string }[] = [];
  #count = 0;

  constructor(readonly ledger: MemoryLedger) {}

  /** Null where it is full, which this one never is. */
  add(text: string, { code, path, message }: Refusal, line: number, origin: Origin): string | null {
    const id = `q${++this.#count}`;
    const refusedAt = formatInstant(this.ledger.now());
    this.#facts.set(id, { id, refusedAt, actor: origin.actor.name, line, code, path, message, times: 1, text });
    return id;
  }

  list(page: Page): Promise<Paged<QuarantinedFact>> {
    return Promise.resolve(part([...this.#facts.values()], page, ({ id }) => id));
  }

  get(id: string): Promise<QuarantinedFact | undefined> {
    return Promise.resolve(this.#facts.get(id));
  }

  async resubmit(id: string, text: string | undefined, origin: Origin): Promise<Answer | undefined> {
    const kept = this.#facts.get(id);
    if (!kept) return undefined;
    const decision = await this.ledger.decide(text ?? kept.text ?? '', origin);
    if (decision.status === 'refused') return { line: 1, ...decision, quarantineId: id };
    this.#facts.delete(id);
    return { line: 1, ...decision };
  }

  dismiss(id: string, reason: string): Promise<boolean> {
    this.dismissed.push({ id, reason });
    return Promise.resolve(this.#facts.delete(id));
  }
}
