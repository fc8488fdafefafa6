/** The layers, lowest first. A library imports only what stands before it, and only through its index. */
const PURE_LAYERS = ['kernel', 'facts', 'payment-models', 'settlement', 'demo'];
const LAYERS = [...PURE_LAYERS, 'proof', 'postgres', 'event-store', 'vault', 'ledger', 'audit'];
const PURE = `^libs/(${PURE_LAYERS.join('|')})/`;
const TEST_CODE = '[.](spec|fixture|fixtures|arbitrary|arbitraries)[.]ts$|/testing/|^libs/testing/|^test/';

const layering = LAYERS.map((lib, level) => ({
  name: `layer-${lib}`,
  comment: `${lib} imports ${LAYERS.slice(0, level).join(', ') || 'no other library'}.`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: TEST_CODE },
  to: { path: '^libs/', pathNot: [lib, ...LAYERS.slice(0, level)].map((allowed) => `^libs/${allowed}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layering,
    {
      name: 'no-circular',
      comment: 'A cycle of modules has no order in which it can be loaded; types of one model may name each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'libs-never-import-apps',
      comment: 'Apps compose libraries, never the other way round.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-lowest-first',
      comment: 'The command line starts the server, the server starts the projector; never the other way round.',
      severity: 'error',
      from: { path: '^apps/(projector|api)/', pathNot: TEST_CODE },
      to: { path: '^apps/', pathNot: ['^apps/projector/', '^apps/$1/'] },
    },
    {
      name: 'through-the-index',
      comment: 'What a library offers stands in its index.ts.',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/' },
      // What a library offers to tests stands in its folder `testing`, which only tests may import.
      to: { path: '^libs/[^/]+/', pathNot: ['^$1/$2/', '^libs/[^/]+/src/(index|testing/.+)[.]ts$'] },
    },
    {
      name: 'pure-without-frameworks',
      comment: 'What is owed is computed without a framework, a database or a terminal.',
      severity: 'error',
      from: { path: PURE, pathNot: TEST_CODE },
      to: {
        path: 'node_modules/(@nestjs|typeorm|reflect-metadata|rxjs|class-validator|class-transformer|pg|commander|cli-[^/]+)/',
      },
    },
    {
      name: 'pure-without-node',
      comment: 'What is owed is computed without files, network, clock or environment.',
      severity: 'error',
      from: { path: PURE, pathNot: TEST_CODE },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?buffer$' },
    },
    {
      name: 'no-test-code-in-src',
      comment: 'What ships does not need what tests it.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TEST_CODE },
      to: { path: `${TEST_CODE}|node_modules/(fast-check|@jest)/` },
    },
    {
      name: 'no-dev-dependency-in-src',
      comment: 'What ships is installed with `npm ci --omit=dev`.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TEST_CODE },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'Neither a file nor a declared package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
