import type { Fact } from '@paidonce/facts';
import { itemsOfFact, SETUP, subjectsOf, type Identity, type Item } from '@paidonce/settlement';
import type { AuditedLedger } from '../audited-ledger.js';
import { factInLog, steps, type FactInLog, type KnownAccount, type Step } from './known-account.js';

/** What became of one fact under one clause, before something was recorded and after it; `null`: it was not there. */
export interface Effect {
  readonly fact: Identity;
  readonly clauseId: string | null;
  readonly before: Item | null;
  readonly after: Item | null;
}

export interface TimelineEntry extends FactInLog {
  /** False where it says nothing of the leads, and yet changed what they cost. */
  readonly isAbout: boolean;
  /** The number of the statement that it issued. */
  readonly statement: number | null;
  readonly effects: readonly Effect[];
}

/** Facts that leads are found through, beside what they say of the leads themselves. */
const FURTHER = /^(fact|dispute|call):/;

/**
 * Every fact about some leads of a client, and every other one that changed what they cost, in the order of the log, each with what it did. What of
 * a person belongs to other leads of it is told where those leads are named.
 */
export async function* timeline(
  ledger: AuditedLedger,
  clientId: string,
  leadIds: readonly string[],
): AsyncGenerator<TimelineEntry, void> {
  const story = new Story(leadIds);
  for await (const step of steps(ledger, clientId, undefined)) {
    const isAbout = story.isAbout(step.fact);
    const effects = story.mayChangeBy(step) ? story.changedBy(step.account) : [];
    if (!isAbout && effects.length === 0) continue;
    yield { ...factInLog(step), isAbout, statement: step.statement?.number ?? null, effects };
  }
}

/** What is followed of some leads. */
class Story {
  /** What facts about the leads touch; what they are bound up with through others. */
  readonly #about: Set<string>;
  readonly #bound: Set<string>;
  readonly #facts: Identity[] = [];
  #items = new Map<string, Item>();

  constructor(readonly leadIds: readonly string[]) {
    this.#about = new Set(leadIds.map((id) => `lead:${id}`));
    this.#bound = new Set(this.#about);
  }

  isAbout(fact: Fact): boolean {
    const subjects = subjectsOf(fact);
    if (!subjects.some((subject) => this.#about.has(subject))) return false;
    for (const subject of subjects) if (FURTHER.test(subject)) this.#about.add(subject);
    this.#facts.push({ source: fact.source, id: fact.id });
    return true;
  }

  /** Whether what the leads cost may be another by a fact: it is bound up with them, or a statement or terms. */
  mayChangeBy({ fact, statement }: Step): boolean {
    const subjects = subjectsOf(fact);
    if (statement !== undefined || subjects.includes(SETUP)) return true;
    if (!subjects.some((subject) => this.#bound.has(subject))) return false;
    for (const subject of subjects) this.#bound.add(subject);
    return true;
  }

  /** What changed since it was asked last. */
  changedBy({ settlement }: KnownAccount): Effect[] {
    const now = new Map<string, Item>();
    for (const fact of this.#facts) {
      for (const item of itemsOfFact(settlement, fact)) {
        if (item.leadId !== null && !this.leadIds.includes(item.leadId)) continue;
        now.set(JSON.stringify([item.fact, item.clauseId, item.detail]), item);
      }
    }
    const effects: Effect[] = [];
    for (const key of new Set([...this.#items.keys(), ...now.keys()])) {
      const [before = null, after = null] = [this.#items.get(key), now.get(key)];
      const { fact, clauseId } = (after ?? before) as Item;
      if (JSON.stringify(before) !== JSON.stringify(after)) effects.push({ fact, clauseId, before, after });
    }
    this.#items = now;
    return effects;
  }
}
