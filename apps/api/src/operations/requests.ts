import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import { principalOf } from '../access/principal.js';
import type { Metrics } from './metrics.js';

const REQUEST_ID = /^[\w.:-]{1,128}$/;
const TRACE_PARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-([\da-f]{2})$/;

/** The caller's name for the request where it has a harmless form, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : v7();
}

function traceOf({ headers }: FastifyRequest): { readonly id: string; readonly flags: string } | undefined {
  const [, id, flags] = TRACE_PARENT.exec(String(headers['traceparent'] ?? '')) ?? [];
  return id !== undefined && flags !== undefined ? { id, flags } : undefined;
}

/**
 * Names each request to whoever asked, counts it, and writes a line about it: route, status and time. Addresses, bodies and tokens are not
 * written: they may be personal.
 */
export function observeRequests(fastify: FastifyInstance, log: Logger, metrics: Metrics): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const trace = traceOf(request);
    if (trace) void reply.header('traceparent', `00-${trace.id}-${randomBytes(8).toString('hex')}-${trace.flags}`);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const status = reply.statusCode;
    metrics.requests.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
    log.info(
      {
        requestId: request.id,
        traceId: traceOf(request)?.id,
        method: request.method,
        route,
        status,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        tokenId: principalOf(request)?.id,
      },
      'request',
    );
    done();
  });
}
