import { afterAll, beforeAll } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../../postgres/src/testing/index.js';
import { openPostgresEventStore } from '../index.js';
import { eventStoreContract } from '../testing/event-store.contract.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

eventStoreContract('PostgreSQL', () => openPostgresEventStore({ pool: database.pool }));
