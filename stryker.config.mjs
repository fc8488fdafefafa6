/**
 * Mutation testing of what computes money: every mutant that no spec notices is a rule that nothing holds. The specs run in
 * the process that Stryker starts, without jest around them: a mutant costs a fifth of a second, all of them some minutes.
 * `npm run test:mutation -- --mutate libs/payment-models/src/tiers.ts` looks at one file, PROPERTY_RUNS says how many random
 * histories a mutant has to survive.
 */
export default {
  testRunner: 'in-process',
  plugins: ['./test/mutation/in-process.runner.mjs', './test/mutation/prose.ignorer.mjs'],
  ignorers: ['prose'],
  coverageAnalysis: 'perTest',
  mutate: [
    'libs/{payment-models,settlement}/src/**/*.ts',
    '!**/*.{spec,fixture,fixtures,arbitrary,arbitraries}.ts',
    // Sentences and pages for people, whose wording their own specs compare where it matters.
    '!libs/settlement/src/report/why-*.ts',
    '!libs/payment-models/src/model-pages.ts',
  ],
  ignorePatterns: ['/dist', '/data', '/coverage', '/reports', '/.ci', '/docker', '/apps', '/libs/demo'],
  disableTypeChecks: false,
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'progress', 'html'],
  htmlReporter: { fileName: 'reports/mutation/index.html' },
  concurrency: 2,
  // What specs keep of each mutant's copy of the libraries is given back with the process.
  maxTestRunnerReuse: 150,
  timeoutMS: 5_000,
  thresholds: { high: 90, low: 75, break: null },
};
