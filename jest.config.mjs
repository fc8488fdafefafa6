import { availableParallelism } from 'node:os';

/** TypeScript to ES modules: jest runs the sources as Node does, with no CommonJS in between. */
const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2023',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // Also where there are two processors: tests wait for their databases half of the time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A loaded machine is slow, and no test waits for nothing.
  testTimeout: 30_000,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/mutation/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^@paidonce/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    // Its modules import JSON in a way that jest warns of a hundred times; CommonJS is the same library.
    '^libphonenumber-js/max$': '<rootDir>/node_modules/libphonenumber-js/max/index.cjs',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
