import { hash } from 'node:crypto';
import type { RecordedEvent } from '@paidonce/event-store';
import { inTodaysForm, isFactType, type Fact } from '@paidonce/facts';
import { readStored } from '@paidonce/ledger';
import { isStatement, TermsText, type LogLine } from '@paidonce/proof';
import type { Statement } from '@paidonce/settlement';
import type { Vault } from '@paidonce/vault';
import type { Spool, SpoolFolder } from './spool.js';

/** How far the members had been written when a statement of the contract was. */
export interface Cut {
  readonly statement: Statement;
  readonly position: bigint;
  readonly events: number;
  readonly facts: number;
  readonly statements: number;
  readonly terms: number;
  readonly bytes: Readonly<Record<SpoolName, number>>;
}

type SpoolName = 'log' | 'history' | 'statements' | 'persons';

export interface Shown {
  /** Names and numbers of persons in plain; the vault opens them. */
  readonly persons: boolean;
  /** Who recorded each event. */
  readonly staff: boolean;
}

const FIRST_RULES = '1';
const PERSONAL: ReadonlySet<string> = new Set(['lead.registered', 'lead.identified']);

/** The members of a bundle that grow with the account, as its events are added. */
export class AccountSpools {
  readonly cuts: Cut[] = [];
  readonly indexes: number[] = [];
  readonly terms: TermsText;
  /** Lines of the history that count for nothing. */
  readonly voids: number[] = [];
  readonly rules: string[] = [];
  #facts = 0;

  private constructor(
    readonly spools: Readonly<Record<SpoolName, Spool>>,
    readonly contract: string,
    readonly clientId: string,
    readonly shown: Shown,
    readonly vault: Pick<Vault, 'unsealAll'>,
  ) {
    this.terms = new TermsText(contract);
  }

  static async open(
    folder: SpoolFolder,
    of: { readonly contract: string; readonly clientId: string },
    shown: Shown,
    vault: Pick<Vault, 'unsealAll'>,
  ): Promise<AccountSpools> {
    const [log, history, statements, persons] = [
      await folder.spool('log'),
      await folder.spool('history'),
      await folder.spool('statements'),
      await folder.spool('persons'),
    ];
    return new AccountSpools({ log, history, statements, persons }, of.contract, of.clientId, shown, vault);
  }

  async add(event: RecordedEvent, index: number, isVoid: boolean): Promise<void> {
    const { log, history, statements } = this.spools;
    const { type, data } = event;
    if (data.includes('\n')) throw new Error(`the event at position ${event.position} is not one line`);
    this.indexes.push(index);
    await log.add(`${JSON.stringify(logLineOf(event, index, this.shown.staff))}\n`);
    if (isStatement(event)) {
      await statements.add(`${data}\n`);
      this.rules.push(rulesIn(event));
      const statement = JSON.parse(data) as Statement;
      if (statement.contractId === this.contract) this.#cut(statement, event.position);
    } else if (isFactType(type)) {
      await history.add(`${data}\n`);
      this.#facts++;
      if (isVoid) this.voids.push(this.#facts);
      else if (type === 'contract.signed' || type === 'contract.amended') this.terms.add(readStored(data).read.fact);
      if (this.shown.persons && PERSONAL.has(type)) await this.#addPerson(data);
    }
  }

  async close(): Promise<void> {
    for (const spool of Object.values(this.spools)) await spool.close();
  }

  #cut(statement: Statement, position: bigint): void {
    const { log, history, statements, persons } = this.spools;
    this.cuts.push({
      statement,
      position,
      events: this.indexes.length,
      facts: this.#facts,
      statements: this.rules.length,
      terms: this.terms.lines.length,
      bytes: { log: log.size, history: history.size, statements: statements.size, persons: persons.size },
    });
  }

  async #addPerson(data: string): Promise<void> {
    const stored: unknown = JSON.parse(data);
    const today = inTodaysForm(stored);
    const fact = ('event' in today ? today.event : stored) as Fact;
    const [opened] = await this.vault.unsealAll([{ fact, clientId: this.clientId }]);
    const { leadId, person } = (opened as Fact).data as { readonly leadId: string; readonly person: object };
    await this.spools.persons.add(`${JSON.stringify({ line: this.#facts, leadId, person })}\n`);
  }
}

function logLineOf(event: RecordedEvent, index: number, staff: boolean): LogLine {
  const { revision, id, type, data, metadata } = event;
  return {
    index,
    revision,
    id,
    type,
    data: hash('sha256', data, 'hex'),
    metadata: hash('sha256', metadata, 'hex'),
    ...(isStatement(event) && { rules: rulesIn(event) }),
    ...(staff && { shown: metadata }),
  };
}

function rulesIn({ metadata }: RecordedEvent): string {
  return (JSON.parse(metadata) as { readonly rules?: string }).rules ?? FIRST_RULES;
}
