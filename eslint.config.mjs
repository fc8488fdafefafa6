import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Libraries that compute what is owed, and the demo: the same input gives the same answer on every machine, at every hour. */
const PURE = [
  'libs/kernel/src/**/*.ts',
  'libs/facts/src/**/*.ts',
  'libs/payment-models/src/**/*.ts',
  'libs/settlement/src/**/*.ts',
  'libs/demo/src/**/*.ts',
];
const SPECS = ['**/*.spec.ts', '**/*.contract.ts', 'test/**/*.ts'];
const SCRIPTS = ['**/*.mjs', '**/*.cjs', '**/*.js'];

const everywhere = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Use a module.' },
  {
    selector: 'ImportExpression[source.value=/^@paidonce/]',
    message:
      'The build rewrites aliases in static imports only: import lazily by a relative path to a file of this app.',
  },
];

const impure = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time comes in as a parameter.' },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Time comes in as a parameter.' },
  {
    selector: 'MemberExpression[object.name="Temporal"][property.name="Now"]',
    message: 'Time comes in as a parameter.',
  },
  {
    selector: 'MemberExpression[property.name=/^(localeCompare|toLocale\\w+)$/]',
    message: "It depends on the machine's locale data: compare by code units, and format at the edge.",
  },
];

const noClock = 'Time comes in as a parameter.';
const noChance = 'Randomness and identifiers come in as parameters.';

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'reports/', '.stryker-tmp/', 'data/', 'docs/*', '!docs/examples/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      // `!` says nothing of why; a cast at least says what it is taken for.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // A sink that does not care for some of what it is told says so by an empty method.
      '@typescript-eslint/no-empty-function': ['error', { allow: ['methods'] }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...everywhere],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { requireDefaultForNonUnion: true, considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: PURE,
    ignores: SPECS,
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Settings come in as parameters.' },
        { name: 'crypto', message: noChance },
        { name: 'performance', message: noClock },
        { name: 'setTimeout', message: noClock },
        { name: 'setInterval', message: noClock },
        { name: 'setImmediate', message: noClock },
        { name: 'fetch', message: 'Nothing is fetched here.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: noClock },
        { object: 'Math', property: 'random', message: noChance },
        { object: 'globalThis', message: 'A way around the rules above.' },
      ],
      'no-restricted-syntax': ['error', ...everywhere, ...impure],
    },
  },
  {
    files: SPECS,
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: SCRIPTS,
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        URL: 'readonly',
        console: 'readonly',
        module: 'writable',
        performance: 'readonly',
        process: 'readonly',
      },
    },
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  prettier,
);
