import type { Fact } from '@paidonce/facts';
import type { Instant } from '@paidonce/kernel';
import {
  explainFact,
  explainLine,
  itemsOfFact,
  resume,
  subjectsOf,
  type BookState,
  type FactReport,
  type Identity,
  type Item,
  type LineReference,
  type LineReport,
} from '@paidonce/settlement';
import type { Vault } from '@paidonce/vault';
import { LessThanOrEqual, type DataSource } from 'typeorm';
import { BookRow, ContractRow, PageRow, StatementRow } from '../read/read-models.entity.js';
import type { FactEvent, Shelf } from '../workbench/shelf.js';
import { readStored } from '../workbench/stored-fact.js';
import { subjectHash } from '../workbench/subject-hash.js';
import { Workbench } from '../workbench/workbench.js';
import { cursorOf, numbersBehind, type Page, type Paged } from '../paging.js';

export interface LeadView {
  readonly leadId: string;
  readonly campaignId: string;
  readonly contractId: string;
  readonly clientId: string;
  /** Null for those who may not see it. */
  readonly person: object | null;
  /** The leads that are the same person, this one included. */
  readonly samePerson: readonly string[];
  /** In the order of recording. */
  readonly facts: readonly {
    readonly source: string;
    readonly id: string;
    readonly type: string;
    readonly time: string;
    readonly stands: boolean;
  }[];
}

/** Facts whose items are worked out together, for each item that is asked for. */
const FACTS_PER_ITEM = 2;

/** Leads, items and explanations: worked out when they are asked for, from the facts that they are about. */
export class InspectionViews {
  /** The explanation that was asked for last. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly source: DataSource,
    readonly shelf: Shelf,
    readonly vault: Vault,
    readonly now: () => Instant,
  ) {}

  async lead(leadId: string, { unsealed }: { readonly unsealed: boolean }): Promise<LeadView | undefined> {
    const bench = await this.#bench();
    const subject = `lead:${leadId}`;
    await bench.look([subject]);
    const { world } = bench.settlement;
    const lead = world.leads.get(leadId);
    if (!lead) return undefined;
    const { contract } = lead.campaign;
    const positions = await this.shelf.touching([subjectHash(subject)], bench.position);
    const events = [...(await this.shelf.facts(positions))].sort((a, b) => a.position - b.position);
    const facts = events.map(({ text }) => readStored(text).read.fact);
    return {
      leadId,
      campaignId: lead.campaign.id,
      contractId: contract.id,
      clientId: contract.client.id,
      person: unsealed ? await this.#person(facts, contract.client.id) : null,
      samePerson: [...lead.person.leads].map(({ id }) => id).sort(),
      facts: facts.map(({ source, id, type, time }) => {
        const stands = world.facts.retractedBy(world.facts.find(source, id)) < 0;
        return { source, id, type, time, stands };
      }),
    };
  }

  /** What stands behind the lines of a statement, as it was known when the statement was issued; in the order of recording. */
  async statementItems(contractId: string, number: number, page: Page): Promise<Paged<Item>> {
    const issued = await this.source.manager.findOneBy(StatementRow, { contractId, number });
    if (!issued) return { items: [] };
    const [from, skipped] = numbersBehind(page);
    const found: Item[] = [];
    const most = FACTS_PER_ITEM * page.limit;
    let skip = skipped;
    for await (const events of this.shelf.account(issued.clientId, Number(issued.logPosition), from)) {
      for (let i = 0; i < events.length; i += most) {
        const chunk = events.slice(i, i + most);
        const bench = await this.#asKnownBy(issued, chunk);
        for (const { revision = 0, text } of chunk) {
          const items = itemsOfFact(bench.settlement, readStored(text).read.fact);
          const own = items.filter((item) => item.contractId === contractId);
          for (let taken = skip; taken < own.length; taken++) {
            if (found.length === page.limit) return { items: found, next: cursorOf(`${revision} ${taken}`) };
            found.push(own[taken] as Item);
          }
          skip = 0;
        }
      }
    }
    return { items: found };
  }

  /** The arithmetic of a line, as it is now. All facts of the client are looked at: one asks after the other. */
  explainLine(reference: LineReference): Promise<LineReport | undefined> {
    const report = this.#last.then(() => this.#explainLine(reference));
    this.#last = report.catch(() => undefined);
    return report;
  }

  async #explainLine(reference: LineReference): Promise<LineReport | undefined> {
    const row = await this.source.manager.findOneBy(ContractRow, { contractId: reference.contractId });
    if (!row) return undefined;
    const bench = await this.#bench();
    await bench.lookAtAccount(row.clientId);
    await this.#resumeDated(bench, row.clientId);
    return explainLine(bench.settlement, reference);
  }

  /** What became of a fact, as it is now. */
  async explainFact(identity: Identity): Promise<(FactReport & { readonly clientId: string }) | undefined> {
    const bench = await this.#bench();
    const own = `fact:${JSON.stringify([identity.source, identity.id])}`;
    const positions = await this.shelf.touching([subjectHash(own)], bench.position);
    for (const event of await this.shelf.facts(positions)) {
      const { fact } = readStored(event.text).read;
      if (fact.source !== identity.source || fact.id !== identity.id) continue;
      await bench.look(subjectsOf(fact));
      await this.#resumeDated(bench, event.clientId);
      const report = explainFact(bench.settlement, identity);
      return report && { ...report, position: event.position, clientId: event.clientId };
    }
    return undefined;
  }

  async #bench(): Promise<Workbench> {
    const { position } = await this.shelf.reach();
    const bench = await Workbench.lookingAt(this.shelf, position);
    bench.settlement.world.recordedUpTo = this.now();
    return bench;
  }

  /** The books of a client with statements dated by positions of the log, as what the workbench recalls is. */
  async #resumeDated(bench: Workbench, clientId: string): Promise<void> {
    const { manager } = this.source;
    const pages = await manager.findBy(PageRow, { clientId });
    const books = await manager.findBy(BookRow, { clientId });
    const last = await manager
      .createQueryBuilder(StatementRow, 'statement')
      .select('contract_id', 'contractId')
      .addSelect('max(log_position)', 'position')
      .where('client_id = :clientId', { clientId })
      .groupBy('contract_id')
      .getRawMany<{ contractId: string; position: string }>();
    const lastOf = new Map(last.map(({ contractId, position }) => [contractId, Number(position)]));
    resume(bench.settlement, {
      books: books.map(({ state }) => dated(state as BookState, lastOf.get((state as BookState).contractId) ?? 0)),
      pages: pages.map(({ state }) => state as never),
    });
  }

  /** A workbench that knows what a statement knew of some facts. */
  async #asKnownBy(issued: StatementRow, events: readonly FactEvent[]): Promise<Workbench> {
    const position = Number(issued.logPosition);
    const bench = await Workbench.lookingAt(this.shelf, position);
    bench.settlement.world.recordedUpTo = Date.parse(issued.issuedAt) * 1000;
    await bench.look(events.flatMap(({ text }) => subjectsOf(readStored(text).read.fact)));
    const { contractId, number } = issued;
    const before = await this.source.manager.findBy(StatementRow, { contractId, number: LessThanOrEqual(number) });
    const closed = before.filter(({ period }) => period !== null).length;
    const book = { contractId, closed, statements: number, lastStatementAt: position, latest: null, reratings: [] };
    resume(bench.settlement, { books: [book], pages: [] });
    return bench;
  }

  async #person(facts: readonly Fact[], clientId: string): Promise<object | null> {
    const last = facts.findLast(({ type }) => type === 'lead.registered' || type === 'lead.identified');
    if (last?.type !== 'lead.registered' && last?.type !== 'lead.identified') return null;
    return (await this.vault.unseal(last, { clientId })).data.person;
  }
}

/** Changes of terms count as before the last statement or after it, which is all that a report asks. */
function dated(state: BookState, lastStatementAt: number): BookState {
  const reratings = state.reratings.map(({ from, position }) => ({
    from,
    position: position > state.lastStatementAt ? Infinity : 0,
  }));
  return { ...state, lastStatementAt, reratings };
}
