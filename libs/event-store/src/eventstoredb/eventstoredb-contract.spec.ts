import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventStoreContract } from '../testing/event-store.contract.js';
import { openEventStoreDb } from './eventstoredb-event-store.js';
import { startFakeServer, type FakeServer } from './fake-server.fixture.js';

// Ten thousand events through gRPC take most of a minute on a slow and busy machine.
jest.setTimeout(180_000);

// A real server, wherever there is one.
const url = process.env['EVENTSTORE_URL'];
if (url === undefined) {
  describe('the event store on a real EventStoreDB', () => {
    it('is not tested here: docker compose -f docker/compose.yaml up -d kurrentdb && EVENTSTORE_URL="esdb://127.0.0.1:2113?tls=false" npm test -- libs/event-store', () => {
      expect(url).toBeUndefined();
    });
  });
} else {
  eventStoreContract('EventStoreDB', () => openEventStoreDb({ url }));
}

describe.each([
  ['as it is today', false],
  ['as it was in 21.10', true],
])('with a fake server, %s,', (_, isOld) => {
  let server: FakeServer;
  beforeAll(async () => {
    server = await startFakeServer({ isOld });
  });
  afterAll(() => {
    server.stop();
  });
  eventStoreContract('the EventStoreDB client', () => openEventStoreDb({ url: server.url }));
});
