import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import type { Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { Auditor } from '../ports/auditor.js';
import { notFound } from '../problems/problem.js';
import { Read } from '../queries/read.query.js';
import { describeLines, describeAudit } from './audit.openapi.js';
import { sendLines } from './send-lines.js';
import { textFor } from './who-recorded.js';
import { ChangesQuery, KnownFactQuery, KnownLineQuery, KnownQuery, momentOf, TimelineQuery } from './known.query.js';

/** Most items of a line that are shown. */
const MOST_ITEMS = 1000;

/** What was known when, and what changed since. What there is not at all is not found; neither is what was not known then. */
@ApiTags('audit')
@Allow(...READERS)
@Controller('v1/audit')
export class KnownController {
  constructor(
    readonly bus: QueryBus,
    readonly auditor: Auditor,
  ) {}

  @Get('known/contracts/:contractId/periods/:period')
  @describeAudit(
    'knownPeriod',
    'Show a period as it was known: what it owed, what was billed, what closing it would have billed',
  )
  async period(
    @Asking() principal: Principal,
    @Param('contractId') contractId: string,
    @Param('period') period: string,
    @Query() { knownAt }: KnownQuery,
  ): Promise<object> {
    const clientId = await this.#clientOf(principal, contractId);
    return found('period', await this.auditor.period(clientId, contractId, period, momentOf(knownAt)));
  }

  @Get('known/clients/:clientId/balance')
  @describeAudit('knownBalance', 'Show the balance of a client as it was known: charges by statements, less payments')
  async balance(
    @Asking() principal: Principal,
    @Param('clientId') clientId: string,
    @Query() { knownAt }: KnownQuery,
  ): Promise<object> {
    await this.bus.execute(new Read(principal, 'client', (views) => views.client(clientId)));
    return this.auditor.balance(clientId, momentOf(knownAt));
  }

  @Get('known/leads/:leadId')
  @describeAudit('knownLead', 'Show a lead, and the leads known to be the same person, with what became of their facts')
  async lead(
    @Asking() principal: Principal,
    @Param('leadId') leadId: string,
    @Query() { knownAt }: KnownQuery,
  ): Promise<object> {
    const clientId = await this.#clientOfLead(principal, leadId);
    const lead = found('lead', await this.auditor.lead(clientId, leadId, momentOf(knownAt)));
    return JSON.parse(textFor(principal, lead)) as object;
  }

  @Get('known/line')
  @describeAudit('knownLine', 'Explain a line as it was known')
  async line(@Asking() principal: Principal, @Query() query: KnownLineQuery): Promise<object> {
    const { contract: contractId, period: forPeriod, clause: clauseId, campaign, detail, knownAt } = query;
    const reference = { contractId, forPeriod, clauseId, campaignId: campaign ?? null, detail: detail ?? null };
    const clientId = await this.#clientOf(principal, contractId);
    const report = found('line', await this.auditor.explainLine(clientId, reference, momentOf(knownAt)));
    const items: object[] = [];
    for (const item of report.items()) if (items.push(item) === MOST_ITEMS) break;
    return { ...report, items };
  }

  @Get('known/fact')
  @describeAudit('knownFact', 'Explain a fact as it was known: what had become of it by then')
  async fact(@Asking() principal: Principal, @Query() { source, id, knownAt }: KnownFactQuery): Promise<object> {
    const fact = { source, id };
    const { clientId } = await this.bus.execute(new Read(principal, 'fact', (views) => views.explainFact(fact)));
    return found('fact', await this.auditor.explainFact(clientId, fact, momentOf(knownAt)));
  }

  @Get('changes')
  @describeLines('listChanges', 'List what changed what a contract owes between two moments: by which fact, and whose')
  async changes(
    @Res() reply: FastifyReply,
    @Asking() principal: Principal,
    @Query() { contract: contractId, period, since, until }: ChangesQuery,
  ): Promise<void> {
    const clientId = await this.#clientOf(principal, contractId);
    const from = momentOf(since) ?? { position: 0 };
    const scope = { clientId, contractId, period, since: from, until: momentOf(until) };
    await sendLines(reply, principal, () => this.auditor.changes(scope));
  }

  @Get('timelines/:leadId')
  @describeLines(
    'readTimeline',
    'Read the timeline of a lead or a person: each fact, by whom, and what it did to the bill',
  )
  async timeline(
    @Res() reply: FastifyReply,
    @Asking() principal: Principal,
    @Param('leadId') leadId: string,
    @Query() { of }: TimelineQuery,
  ): Promise<void> {
    const clientId = await this.#clientOfLead(principal, leadId);
    await sendLines(reply, principal, () => this.auditor.timeline(clientId, leadId, of));
  }

  async #clientOf(principal: Principal, contractId: string): Promise<string> {
    return (await this.bus.execute(new Read(principal, 'contract', (views) => views.contract(contractId)))).clientId;
  }

  async #clientOfLead(principal: Principal, leadId: string): Promise<string> {
    const lead = new Read(principal, 'lead', (views) => views.lead(leadId, { unsealed: false }));
    return (await this.bus.execute(lead)).clientId;
  }
}

function found<T>(what: string, thing: T | undefined): T {
  if (thing === undefined) throw notFound(what);
  return thing;
}
