import { formatInstant, parseInstant } from '@paidonce/kernel';
import type { VoidCounts, VoidView } from '@paidonce/ledger';
import { explainFact, explainLine, items, Settlement, type Identity, type Item } from '@paidonce/settlement';
import type { FactReport, LineReference, LineReport, Statement } from '@paidonce/settlement';
import type { Page, Paged, Views } from '../ports/ledger.js';
import type { CampaignView } from '../views/campaign.view.js';
import type { ClientView } from '../views/client.view.js';
import type { ContractView } from '../views/contract.view.js';
import type { LeadView } from '../views/lead.view.js';
import type { PeriodView } from '../views/period.view.js';
import type { IssuedStatement } from '../views/statement.view.js';
import { accountOf, type Wire } from './account-of.js';
import { MemoryClaims } from './memory-claims.js';
import type { MemoryLedger } from './memory-ledger.js';
import { part } from './part.js';

/** Views worked out when they are asked for, from the facts themselves. */
export class MemoryViews implements Views {
  readonly #claims: MemoryClaims;

  constructor(readonly ledger: MemoryLedger) {
    this.#claims = new MemoryClaims(ledger);
  }

  readonly disputes: Views['disputes'] = (query, page) => this.#claims.disputes(query, page);
  readonly pendingReturns: Views['pendingReturns'] = (query, page) => this.#claims.pendingReturns(query, page);
  readonly payments: Views['payments'] = (query, page) => this.#claims.payments(query, page);

  clients(page: Page): Promise<Paged<ClientView>> {
    return Promise.resolve(part(this.#facts('client.registered').map(clientView), page, ({ clientId }) => clientId));
  }

  client(clientId: string): Promise<ClientView | undefined> {
    return Promise.resolve(
      this.#facts('client.registered')
        .map(clientView)
        .find((client) => client.clientId === clientId),
    );
  }

  contracts({ clientId }: { readonly clientId?: string | undefined }, page: Page): Promise<Paged<ContractView>> {
    const all = this.#contracts().filter((contract) => (clientId ?? contract.clientId) === contract.clientId);
    return Promise.resolve(part(all, page, ({ contractId }) => contractId));
  }

  contract(contractId: string): Promise<ContractView | undefined> {
    return Promise.resolve(this.#contracts().find((contract) => contract.contractId === contractId));
  }

  campaigns(
    of: { clientId?: string | undefined; contractId?: string | undefined },
    page: Page,
  ): Promise<Paged<CampaignView>> {
    const all = this.#campaigns().filter(
      ({ clientId, contractId }) =>
        (of.clientId ?? clientId) === clientId && (of.contractId ?? contractId) === contractId,
    );
    return Promise.resolve(part(all, page, ({ campaignId }) => campaignId));
  }

  campaign(campaignId: string): Promise<CampaignView | undefined> {
    return Promise.resolve(this.#campaigns().find((campaign) => campaign.campaignId === campaignId));
  }

  lead(leadId: string, { unsealed }: { readonly unsealed: boolean }): Promise<LeadView | undefined> {
    const lead = this.ledger.settlement.world.leads.get(leadId);
    if (!lead) return Promise.resolve(undefined);
    const facts = this.ledger.log.filter(({ fact }) => fact.data['leadId'] === leadId).map(({ fact }) => fact);
    const { campaign } = lead;
    return Promise.resolve({
      leadId,
      campaignId: campaign.id,
      contractId: campaign.contract.id,
      clientId: campaign.contract.client.id,
      person: unsealed
        ? ((facts.findLast(({ data }) => 'person' in data)?.data['person'] as object | undefined) ?? null)
        : null,
      samePerson: [...lead.person.leads].map(({ id }) => id).sort(),
      facts: facts.map(({ source, id, type, time }) => ({
        source,
        id,
        type,
        time,
        stands: this.#stands({ source, id }),
      })),
    });
  }

  periods(contractId: string): Promise<readonly PeriodView[]> {
    const contract = this.ledger.settlement.world.contracts.get(contractId);
    if (!contract) return Promise.resolve([]);
    const now = this.ledger.now();
    const found: PeriodView[] = [];
    const { periods, shared, book } = contract;
    for (let period = periods.ofDay(shared.effectiveFrom); period.start <= now; period = periods.after(period)) {
      const closed = book.closed.some(({ name }) => name === period.name);
      const issued = this.ledger.statements.find(
        ({ statement }) => statement.contractId === contractId && statement.period === period.name,
      );
      found.push({
        contractId,
        clientId: contract.client.id,
        period: period.name,
        from: formatInstant(period.start),
        to: formatInstant(period.end),
        state: closed ? 'closed' : period.end <= now ? 'over' : 'running',
        statement: issued?.statement.number ?? null,
        accrued: null,
      });
    }
    return Promise.resolve(found);
  }

  async period(contractId: string, name: string): Promise<PeriodView | undefined> {
    const periods = await this.periods(contractId);
    const period = periods.find((one) => one.period === name);
    if (!period || period.state === 'closed') return period;
    return { ...period, accrued: this.#accrued(contractId, periods, name) };
  }

  /** What the statement would be: history once more, and closed up to there. */
  #accrued(contractId: string, periods: readonly PeriodView[], name: string): PeriodView['accrued'] {
    const replay = new Settlement();
    for (const { fact } of this.ledger.log) replay.apply(structuredClone(fact));
    let statement: Statement | undefined;
    for (const { period, state, to } of periods) {
      if (state === 'closed') continue;
      const applied = replay.apply({
        specversion: '1.0',
        id: period,
        source: 'memory-views',
        type: 'period.closed',
        time: to,
        recordedtime: formatInstant(Math.max(this.ledger.now(), parseInstant(to))),
        data: { contractId, period },
      });
      if (applied.kind === 'recorded') statement = applied.statement;
      if (period === name) break;
    }
    if (!statement) return null;
    const { lines, subtotal, vat, total } = statement;
    return { lines, subtotal, vat, total };
  }

  statements(contractId: string, page: Page): Promise<Paged<IssuedStatement>> {
    const all = this.ledger.statements.filter(({ statement }) => statement.contractId === contractId);
    return Promise.resolve(part(all, page, ({ statement }) => String(statement.number)));
  }

  statement(contractId: string, number: number): Promise<IssuedStatement | undefined> {
    return Promise.resolve(
      this.ledger.statements.find(
        ({ statement }) => statement.contractId === contractId && statement.number === number,
      ),
    );
  }

  statementItems(contractId: string, number: number, page: Page): Promise<Paged<Item>> {
    const issued = this.ledger.statements.find(
      ({ statement }) => statement.contractId === contractId && statement.number === number,
    );
    const then = new Settlement();
    for (const { fact } of this.ledger.log.slice(0, Number(issued?.position ?? 0))) then.apply(structuredClone(fact));
    const all = [...items(then)].filter((item) => item.contractId === contractId);
    return Promise.resolve(part(all, page, (item) => JSON.stringify(item)));
  }

  explainLine(reference: LineReference): Promise<LineReport | undefined> {
    return Promise.resolve(explainLine(this.ledger.settlement, reference));
  }

  explainFact(fact: Identity): Promise<(FactReport & { readonly clientId: string }) | undefined> {
    const report = explainFact(this.ledger.settlement, fact);
    const kept = this.ledger.log.find((one) => one.fact.source === fact.source && one.fact.id === fact.id);
    return Promise.resolve(report && { ...report, clientId: kept?.clientId ?? '' });
  }

  voids(page: Page): Promise<Paged<VoidView>> {
    return Promise.resolve(part(this.ledger.voids, page, ({ position }) => String(position)));
  }

  voidCounts(): Promise<VoidCounts> {
    const of = (kind: VoidView['kind']): number => this.ledger.voids.filter((one) => one.kind === kind).length;
    return Promise.resolve({ void: of('void'), parked: of('parked'), foreign: of('foreign') });
  }

  #facts(type: string): Wire[] {
    return this.ledger.log.filter(({ fact }) => fact.type === type).map(({ fact }) => fact);
  }

  #contracts(): ContractView[] {
    return [...this.ledger.settlement.world.contracts.values()].map((contract) => {
      const versions = this.ledger.log
        .map(({ fact }) => fact)
        .filter(({ type, data }) => /^contract\.(signed|amended)$/.test(type) && data['contractId'] === contract.id)
        .map(({ data }, index) => {
          const terms = data['terms'] as { effectiveFrom: string };
          return { version: index + 1, effectiveFrom: terms.effectiveFrom, terms };
        });
      const { currency, timeZone, period } = contract.shared;
      const ended = this.#facts('contract.terminated').find(({ data }) => data['contractId'] === contract.id);
      return {
        contractId: contract.id,
        clientId: contract.client.id,
        currency,
        timeZone,
        period,
        endsOn: (ended?.data['endsOn'] as string | undefined) ?? null,
        nextPeriod: contract.book.nextPeriod.name,
        versions,
      };
    });
  }

  #campaigns(): CampaignView[] {
    return this.#facts('campaign.launched').map((fact) => {
      const { campaignId, product, name, clauses, pilot } = fact.data as Record<string, string>;
      return {
        campaignId: campaignId ?? '',
        contractId: fact.data['contractId'] as string,
        clientId: accountOf(this.ledger, fact)?.clientId ?? '',
        product: product ?? '',
        name: name ?? null,
        clauses: (clauses as unknown as string[] | undefined) ?? null,
        pilot: (pilot as unknown as object | undefined) ?? null,
        closed: this.#facts('campaign.closed').some(({ data }) => data['campaignId'] === campaignId),
      };
    });
  }

  #stands({ source, id }: Identity): boolean {
    const { facts } = this.ledger.settlement.world;
    return facts.retractedBy(facts.find(source, id)) < 0;
  }
}

function clientView({ data }: Wire): ClientView {
  const { clientId = '', name = '', taxId, country } = data as Partial<Record<string, string>>;
  return { clientId, name, taxId: taxId ?? null, country: country ?? 'RU' };
}
