import { Controller, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import { causedBy, originOf, type Principal } from '../access/principal.js';
import { rolesThatRecord } from '../access/roles.js';
import { noteFact } from '../journal/noted.js';
import { Ledger } from '../ports/ledger.js';
import { addressOf, commandRoutes, type CommandRoute } from './command-routes.js';
import { describeCommand } from './commands.openapi.js';
import { dataOf } from './command-body.js';
import { Idempotency, type Outcome } from './idempotency.js';
import { whereMatched } from './if-match.js';
import { RecordFact, type Recorded } from './record-fact.js';

/** How long an answer waits for what it changed to be seen. */
const PATIENCE_MS = 1000;

/** One route a command, all of them made from the table: nothing but their addresses differs. */
@Controller('v1')
export class CommandsController {
  constructor(
    readonly bus: CommandBus,
    readonly ledger: Ledger,
    readonly idempotency: Idempotency,
  ) {}

  async run(route: CommandRoute, request: FastifyRequest, reply: FastifyReply, principal: Principal): Promise<unknown> {
    const outcome = await this.idempotency.once(request, principal, async (given): Promise<Outcome> => {
      const { data, time } = dataOf(request);
      const origin = causedBy(given.id, originOf(request, principal));
      const record = (): Promise<Recorded> =>
        this.bus.execute(new RecordFact(route.records, data, time, given, origin));
      const recorded = await (route.matches === undefined
        ? record()
        : whereMatched(request, this.ledger, String(data['contractId']), record));
      noteFact(request, recorded, data);
      if (recorded.status === 'accepted') await this.ledger.waitUntilProjected(recorded.position, PATIENCE_MS);
      const location = route.shows === undefined ? undefined : addressOf(route.shows, data);
      return {
        status: recorded.status === 'accepted' ? 201 : 200,
        headers: location === undefined ? {} : { location },
        body: recordedView(recorded, location),
      };
    });
    void reply.status(outcome.status).headers(outcome.headers);
    return outcome.body;
  }
}

function recordedView(recorded: Recorded, location: string | undefined): object {
  const { status, source, id } = recorded;
  return {
    status,
    source,
    id,
    ...(recorded.status === 'accepted' && { position: Number(recorded.position) }),
    ...(location !== undefined && { links: { shows: location } }),
  };
}

function addRoute(route: CommandRoute): void {
  const name = route.records.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());
  const { prototype } = CommandsController;
  const method = {
    async [name](
      this: CommandsController,
      request: FastifyRequest,
      reply: FastifyReply,
      principal: Principal,
    ): Promise<unknown> {
      return this.run(route, request, reply, principal);
    },
  }[name];
  const descriptor = { value: method, writable: true, configurable: true };
  Object.defineProperty(prototype, name, descriptor);
  Reflect.defineMetadata('design:paramtypes', [Object, Object, Object], prototype, name);
  Req()(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  Asking()(prototype, name, 2);
  for (const decorate of [Post(route.path), Allow(...rolesThatRecord(route.records)), describeCommand(route)]) {
    decorate(prototype, name, descriptor);
  }
}

commandRoutes.forEach(addRoute);
