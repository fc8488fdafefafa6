import type { FastifyInstance } from 'fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { isGuarded } from '../access/access.guard.js';
import type { Scribe } from './scribe.js';

/** Has every request entered that changes something or was denied, before it is answered; no route can forget it. */
export function journalRequests(fastify: FastifyInstance, scribe: Scribe): void {
  fastify.addHook('onSend', async (request, reply) => {
    if (isGuarded(request)) await scribe.answering(request, reply.statusCode);
  });
  fastify.addHook('onClose', () => {
    scribe.close();
  });
}

/** Ids of operations by method and route, as Fastify writes it: `POST /v1/tokens/:id`. */
export function operationsOf({ paths }: Pick<OpenAPIObject, 'paths'>): Map<string, string> {
  const operations = new Map<string, string>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods) as [string, { operationId?: string }][]) {
      const route = path.replace(/\{(\w+)\}/g, ':$1');
      if (operation.operationId !== undefined)
        operations.set(`${method.toUpperCase()} ${route}`, operation.operationId);
    }
  }
  return operations;
}
