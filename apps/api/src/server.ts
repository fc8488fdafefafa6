import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { ValidationPipe, type DynamicModule, type NestApplicationOptions, type ValidationError } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AccessGuard, isGuarded } from './access/access.guard.js';
import { Authentication } from './access/authentication.js';
import { TokensController } from './access/tokens.controller.js';
import { ClosingController } from './commands/closing.controller.js';
import { CommandsController } from './commands/commands.controller.js';
import { DraftsController } from './commands/drafts.controller.js';
import { ErasureController } from './commands/erasure.controller.js';
import { Idempotency } from './commands/idempotency.js';
import { RecordFactHandler } from './commands/record-fact.js';
import { registerBodyParsers } from './facts/body-parsers.js';
import { FactsController } from './facts/facts.controller.js';
import { BundleController } from './audit/bundle.controller.js';
import { JournalController } from './audit/journal.controller.js';
import { LogCheckController } from './audit/log-check.controller.js';
import { ProofsController } from './audit/proofs.controller.js';
import { KnownController } from './audit/known.controller.js';
import { ReplayController } from './audit/replay.controller.js';
import { journalRequests, operationsOf } from './journal/journal-requests.js';
import { Scribe } from './journal/scribe.js';
import { DocsController, OpenApi } from './openapi/docs.controller.js';
import { openApiDocument } from './openapi/document.js';
import { Metrics } from './operations/metrics.js';
import { NestLogger } from './operations/nest-logger.js';
import { OperationsController } from './operations/operations.controller.js';
import { observeRequests, requestIdOf } from './operations/requests.js';
import { Auditor } from './ports/auditor.js';
import { Bundles } from './ports/bundles.js';
import { Clock } from './ports/clock.js';
import { IdempotencyStore } from './ports/idempotency-store.js';
import { Journal } from './ports/journal.js';
import { Ledger } from './ports/ledger.js';
import { Seal } from './ports/seal.js';
import { TokenStore } from './ports/token-store.js';
import { AllowedMethods, notAllowed } from './problems/allowed-methods.js';
import { Problem } from './problems/problem.js';
import { ProblemFilter, problemOf, sendProblem } from './problems/problem.filter.js';
import { ProblemsController } from './problems/problems.controller.js';
import { CampaignsController, LeadsController } from './queries/campaigns.controller.js';
import { ClaimsController } from './queries/claims.controller.js';
import { ClientsController } from './queries/clients.controller.js';
import { ContractsController } from './queries/contracts.controller.js';
import { ExplainController } from './queries/explain.controller.js';
import { HistoryController } from './queries/history.controller.js';
import { QuarantineController } from './queries/quarantine.controller.js';
import { ReadHandler } from './queries/read.query.js';
import { StatementsController } from './queries/statements.controller.js';
import { VoidsController } from './queries/voids.controller.js';

/** Whatever does what a port says; it need not be of its class. */
export type Port<T> = Pick<T, keyof T>;

/** What the edge stands on. Who composes them also closes them, after the server. */
export interface Parts {
  readonly ledger: Port<Ledger>;
  readonly tokens: Port<TokenStore>;
  readonly idempotency: Port<IdempotencyStore>;
  readonly journal: Port<Journal>;
  readonly bundles: Port<Bundles>;
  readonly seal: Port<Seal>;
  readonly auditor: Port<Auditor>;
  readonly clock: Port<Clock>;
  readonly log: Logger;
  /** Bearer token of the administrator. */
  readonly administratorSecret: string;
}

/** A connection on which nothing moves for so long is cut. There is no limit to how long a stream of facts may take. */
const SILENCE_MS = 120_000;

/** Our pages run no scripts and load nothing. Whether there is TLS in front is not ours to say. */
const harmlessPages: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'unsafe-inline'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
};

/** The module that Nest asks for; what is in it is in `moduleOf`. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- Nest tells modules by their class
class ApiModule {}

function moduleOf(parts: Parts): DynamicModule {
  return {
    module: ApiModule,
    imports: [CqrsModule.forRoot()],
    controllers: [
      FactsController,
      ClosingController,
      CommandsController,
      DraftsController,
      ErasureController,
      ClientsController,
      ContractsController,
      CampaignsController,
      ClaimsController,
      LeadsController,
      StatementsController,
      ExplainController,
      HistoryController,
      QuarantineController,
      VoidsController,
      TokensController,
      JournalController,
      BundleController,
      LogCheckController,
      ProofsController,
      ReplayController,
      KnownController,
      OperationsController,
      ProblemsController,
      DocsController,
    ],
    providers: [
      { provide: Ledger, useValue: parts.ledger },
      { provide: TokenStore, useValue: parts.tokens },
      { provide: IdempotencyStore, useValue: parts.idempotency },
      { provide: Clock, useValue: parts.clock },
      { provide: Journal, useValue: parts.journal },
      { provide: Bundles, useValue: parts.bundles },
      { provide: Seal, useValue: parts.seal },
      { provide: Auditor, useValue: parts.auditor },
      { provide: Scribe, useValue: new Scribe(parts.journal, parts.clock, parts.log) },
      Idempotency,
      Metrics,
      OpenApi,
      RecordFactHandler,
      ReadHandler,
    ],
  };
}

/** The server, ready to listen: `await server.listen(port, host)`; `server.close()` lets running requests end. */
export async function createServer(parts: Parts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    genReqId: requestIdOf,
    // What the router cannot read, before any route or hook.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(request, reply, problemOf(error));
    },
    connectionTimeout: SILENCE_MS,
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 500 },
  });
  // Nest declares its options as a class.
  const options: Pick<NestApplicationOptions, 'bodyParser' | 'logger' | 'abortOnError'> = {
    bodyParser: false,
    logger: new NestLogger(parts.log),
    abortOnError: false,
  };
  const app = await NestFactory.create<NestFastifyApplication>(moduleOf(parts), adapter, options);
  const fastify = adapter.getInstance<FastifyInstance>();
  await fastify.register(helmet, harmlessPages);
  observeRequests(fastify, parts.log, app.get(Metrics));
  const scribe = app.get(Scribe);
  journalRequests(fastify, scribe);
  const authentication = new Authentication(parts.administratorSecret, parts.tokens);
  const methods = new AllowedMethods(fastify);
  fastify.addHook('onRequest', async (request, reply) => {
    // No name has one, and no database takes it.
    if (request.url.includes('%00')) throw new Problem('malformed-request', 'No name here has NUL characters.');
    if (isGuarded(request)) scribe.signedIn(request, await authentication.authenticate(request));
    const allowed = request.is404 ? methods.of(request.url) : [];
    if (allowed.length === 0) return;
    void reply.header('allow', allowed.join(', '));
    throw notAllowed(request.method, allowed);
  });
  registerBodyParsers(fastify);
  app.useGlobalGuards(new AccessGuard(app.get(Reflector)));
  app.useGlobalPipes(validation);
  app.useGlobalFilters(new ProblemFilter(parts.log));
  const document = openApiDocument(app);
  app.get(OpenApi).document = document;
  scribe.operations = operationsOf(document);
  await app.init();
  return app;
}

/** Members that are not known are refused: a filter that is misspelt must not show everything. */
const validation = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  exceptionFactory: (found) => {
    const errors = found.flatMap((error) => errorsOf(error, ''));
    return new Problem('malformed-request', errors.map(({ message }) => message).join('; '), { errors });
  },
});

function errorsOf(error: ValidationError, above: string): { path: string; message: string }[] {
  const path = above + error.property;
  const own = Object.values(error.constraints ?? {}).map((message) => ({ path, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => errorsOf(child, `${path}.`))];
}
