import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { history, ndjson } from '../testing/facts.fixture.js';
import { Server } from '../testing/server.fixture.js';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
  await server.post('/v1/facts', ndjson([...history(), {}]), { headers: { 'content-type': 'application/x-ndjson' } });
});
afterAll(() => server.close());

describe('Health', () => {
  it('is asked for without a token', async () => {
    expect((await server.get('/health/live', null)).json).toEqual({ status: 'live' });
    expect((await server.get('/health/ready', null)).json).toEqual({
      status: 'ready',
      head: 5,
      projected: 5,
      lagSeconds: 0,
      voids: { void: 0, parked: 0, foreign: 0 },
    });
  });

  it('is not that of a server whose projection is behind, or whose store is gone', async () => {
    server.ledger.behind = 1n;
    server.ledger.secondsOfWaiting = 9.5;
    expect((await server.get('/health/ready', null)).json).toMatchObject({ projected: 4, lagSeconds: 9.5 });
    server.ledger.secondsOfWaiting = 10.5;
    expect((await server.get('/health/ready', null)).json).toMatchObject({
      type: '/problems/unavailable',
      lagSeconds: 10.5,
    });
    server.ledger.behind = 0n;
    const head = server.ledger.head.bind(server.ledger);
    server.ledger.head = () => Promise.reject(new Error('gone'));
    expect((await server.get('/health/ready', null)).status).toBe(503);
    server.ledger.head = head;
  });
});

describe('Metrics', () => {
  it('count requests by route, and facts by what became of them', async () => {
    const { text, headers } = await server.get('/metrics', null);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(text).toContain('paidonce_facts_total{outcome="accepted"} 5');
    expect(text).toContain('paidonce_facts_total{outcome="refused"} 1');
    expect(text).toContain(
      'paidonce_http_request_duration_seconds_count{method="POST",route="/v1/facts",status="200"} 1',
    );
    expect(text).toContain('paidonce_projection_lag_seconds 0');
    expect(text).toContain('paidonce_void_events{kind="parked"} 0');
    expect(text).toContain('nodejs_eventloop_lag');
  });
});

describe('Metrics of a server whose log is away', () => {
  it('are told all the same, without what nobody knows', async () => {
    const secondsBehind = server.ledger.secondsBehind.bind(server.ledger);
    server.ledger.secondsBehind = () => Promise.reject(new Error('gone'));
    const { status, text } = await server.get('/metrics', null);
    expect(status).toBe(200);
    expect(text).toContain('paidonce_facts_total{outcome="accepted"} 5');
    expect(text).not.toMatch(/^paidonce_projection_lag_seconds/m);
    server.ledger.secondsBehind = secondsBehind;
  });
});

describe('A request', () => {
  it('is known by the name that its sender gave it', async () => {
    const answer = await server.get('/health/live', null, { 'x-request-id': 'order-66' });
    expect(answer.headers['x-request-id']).toBe('order-66');
    const line = server.logged
      .map((text) => JSON.parse(text) as { requestId?: string })
      .find(({ requestId }) => requestId === 'order-66');
    expect(line).toMatchObject({ method: 'GET', route: '/health/live', status: 200 });
  });

  it('gets a name of its own where the given one could do harm', async () => {
    const answer = await server.get('/health/live', null, { 'x-request-id': 'a"b c' });
    expect(answer.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });

  it('stays in the trace that it came with', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const answer = await server.get('/health/live', null, { traceparent: `00-${trace}-b7ad6b7169203331-01` });
    expect(answer.headers['traceparent']).toMatch(new RegExp(`^00-${trace}-[\\da-f]{16}-01$`));
    expect(server.logged.join('')).toContain(trace);
  });

  it('is what its facts are correlated by', async () => {
    await server.post('/v1/clients', { clientId: 'c', name: 'C' }, { headers: { 'x-request-id': 'order-67' } });
    expect(server.ledger.origins.at(-1)).toMatchObject({ correlationId: 'order-67', actor: { name: 'administrator' } });
  });

  it('is answered with headers that keep pages harmless', async () => {
    const { headers } = await server.get('/docs', null);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
