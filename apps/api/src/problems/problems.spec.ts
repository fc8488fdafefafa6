import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Server } from '../testing/server.fixture.js';
import { problemKinds } from './catalogue.js';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.close());

describe('A problem', () => {
  it.each([...problemKinds.keys()])('%s has a page where its type leads', async (code) => {
    const page = await server.get(`/problems/${code}`, null);
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain(problemKinds.get(code)?.title);
  });

  it('is in the list of all', async () => {
    const { text } = await server.get('/problems', null);
    expect([...problemKinds.keys()].filter((code) => !text.includes(`/problems/${code}"`))).toEqual([]);
    expect((await server.get('/problems/none', null)).status).toBe(404);
  });

  it.each([
    ['GET', '/nowhere', null, 404, 'not-found'],
    ['GET', '/v1/nowhere', null, 401, 'unauthorized'],
    ['GET', '/v1/nowhere', undefined, 404, 'not-found'],
    ['DELETE', '/v1/clients', null, 401, 'unauthorized'],
    ['DELETE', '/v1/clients', undefined, 405, 'method-not-allowed'],
    ['POST', '/health/live', null, 405, 'method-not-allowed'],
    ['GET', '/v1/clients/%', undefined, 400, 'malformed-request'],
    ['GET', '/v1/clients/a%00', undefined, 400, 'malformed-request'],
    ['GET', `/v1/clients/${'x'.repeat(600)}`, undefined, 414, 'uri-too-long'],
  ])('%s %.30s', async (method, path, token, status, code) => {
    const answer = await server.ask(method, path, token === undefined ? {} : { token });
    expect([answer.status, answer.headers['content-type'], answer.json.type]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
      `/problems/${code}`,
    ]);
    expect(answer.json.requestId).toBe(answer.headers['x-request-id']);
  });

  it.each([
    ['DELETE', '/v1/clients?limit=1', 'GET, HEAD, POST'],
    ['GET', '/v1/contracts/C%20%2F%201/amend', 'POST'],
    ['PATCH', '/v1/drafts/d1', 'DELETE, GET, HEAD, PUT'],
    ['OPTIONS', '/v1/facts', 'POST'],
  ])('of a wrong method names the right ones: %s %s', async (method, path, allow) => {
    const answer = await server.ask(method, path);
    expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
  });

  it('of a body that is too large', async () => {
    const answer = await server.post('/v1/clients', { name: 'x'.repeat(2 << 20) });
    expect([answer.status, answer.json.type]).toEqual([413, '/problems/payload-too-large']);
  });

  it('of ours says nothing of what went wrong, but where it is found', async () => {
    server.ledger.views.client = () => Promise.reject(new Error('password 123 of anna@example.com'));
    const answer = await server.get('/v1/clients/bank');
    expect([answer.status, answer.json.type]).toEqual([500, '/problems/internal']);
    expect(answer.text).not.toContain('anna');
    const logged = server.logged.join('');
    expect(logged).not.toContain('anna');
    expect(logged).toContain(answer.json.requestId);
    expect(logged).toContain('unexpected error');
  });

  it('of a request that is no HTTP closes the connection', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.end('nonsense\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('A body that never comes whole', () => {
  it('leaves the server as it was', async () => {
    const sent = request(`${server.url}/v1/clients`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer administrator-secret-of-tests',
        'content-type': 'application/json',
        'content-length': '100',
      },
    });
    sent.on('error', () => undefined);
    sent.write('{"clientId":');
    await new Promise((resolve) => setTimeout(resolve, 50));
    sent.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await server.get('/health/live', null)).status).toBe(200);
  });
});
