import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeServer, type FakeServer } from '../../libs/event-store/src/eventstoredb/fake-server.fixture.js';
import { unobstructed } from '../../apps/cli/src/server/unobstructed.js';
import { rebuildReadModels } from '../../apps/api/src/backing/rebuild-read-models.js';
import { RealServer } from './real-server.fixture.js';

let node: FakeServer;
let server: RealServer;
beforeEach(async () => {
  node = await startFakeServer();
  server = await RealServer.start({ EVENTSTORE_URL: node.url });
}, 60_000);

afterEach(() => server.database.drop());

describe('While EventStoreDB is away', () => {
  it('facts are answered with 503, so that they are sent again, metrics are told, and stopping takes seconds', async () => {
    await server.projected();
    node.stop();
    const posted = await server.ask('/v1/facts', {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({
        ...{ specversion: '1.0', id: '1', source: 'crm', type: 'client.registered', time: '2026-01-10T09:00:00Z' },
        data: { clientId: 'bank', name: 'Bank' },
      }),
    });
    expect(posted.status).toBe(503);
    expect(await posted.json()).toMatchObject({ type: '/problems/unavailable' });
    expect((await server.ask('/health/ready')).status).toBe(503);
    const metrics = await server.ask('/metrics');
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain('paidonce_facts_total');

    const rebuilding = unobstructed(rebuildReadModels(server.serving.settings, server.serving.log, {}));
    await expect(rebuilding).rejects.toMatchObject({
      exitCode: 69,
      message: expect.stringMatching(/^EventStoreDB does not answer: /),
    });

    const stopping = performance.now();
    await server.serving.stop();
    expect(performance.now() - stopping).toBeLessThan(15_000);
  }, 120_000);
});
