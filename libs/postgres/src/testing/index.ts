export { testDatabase, type TestDatabase } from './test-database.fixture.js';
