/**
 * Mutation testing of what computes money: every mutant that no spec notices is a rule that nothing holds.
 * `npm run test:mutation -- --mutate libs/payment-models/src/price.ts` looks at one file.
 */
export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { projectType: 'custom', configFile: 'jest.mutation.config.mjs', enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  mutate: ['libs/{payment-models,settlement}/src/**/*.ts', '!**/*.{spec,fixture,fixtures,arbitrary,arbitraries}.ts'],
  ignorePatterns: ['/dist', '/data', '/coverage', '/reports', '/docs', '/.ci', '/docker'],
  disableTypeChecks: 'libs/**/*.ts',
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'progress', 'html'],
  htmlReporter: { fileName: 'reports/mutation/index.html' },
  concurrency: 2,
  timeoutMS: 20_000,
  thresholds: { high: 90, low: 75, break: null },
};
