/**
 * A test runner for mutation testing that starts nothing: it imports the specs and the libraries that they test anew for
 * every mutant, in the process that Stryker gave it. A mutant costs some tenths of a second, a run of jest costs seconds.
 * `describe`, `it`, `it.each` and `expect` mean what they mean in jest, whose `expect` it takes.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { format } from 'node:util';
import { pathToFileURL } from 'node:url';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { transformSync } from '@swc/core';
import { expect } from 'expect';
import fc from 'fast-check';

const FRESH = ['libs/payment-models/src', 'libs/settlement/src', 'test/acceptance', 'test/mutation'];
const STABLE = ['libs/kernel/src', 'libs/facts/src', 'test/histories', 'test/oracle'];
const SPECS = ['libs/payment-models/src', 'libs/settlement/src', 'test/acceptance'];
const SLOW = ['no-fact-left-behind.spec.ts'];
const OUT = '.compiled';

/** Gives every module under a fresh folder the version of the module that imports it. */
const hook = (roots) => `
const roots = ${JSON.stringify(roots)};
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const version = /[?]v=\\d+$/.exec(context.parentURL ?? '');
  if (!version || found.url.includes('?') || !roots.some((root) => found.url.startsWith(root))) return found;
  return { ...found, url: found.url + version[0] };
}`;

/** What stands for `@jest/globals`: the runner sets it before it imports the specs. */
const GLOBALS = `
export const describe = (...given) => globalThis.__specs.describe(...given);
export const it = Object.assign((...given) => globalThis.__specs.it(...given), {
  each: (rows) => globalThis.__specs.it.each(rows),
});
export const expect = globalThis.__specs.expect;
`;

function filesIn(folder, suffix) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(folder, name));
}

function compile(root) {
  const out = join(root, OUT);
  const urlOf = (path) => pathToFileURL(join(out, path)).href;
  for (const path of [...FRESH, ...STABLE].flatMap((folder) => filesIn(join(root, folder), '.ts'))) {
    const { code } = transformSync(readFileSync(path, 'utf8'), {
      filename: path,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023', keepClassNames: true },
      module: { type: 'es6' },
    });
    const target = join(out, relative(root, path).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const linked = code
      .replace(
        /(from\s*|import\s*)(['"])@paidonce\/([\w-]+)\2/g,
        (_all, word, _quote, lib) => `${word}'${urlOf(`libs/${lib}/src/index.js`)}'`,
      )
      .replace(/(['"])@jest\/globals\1/g, `'${urlOf('globals.js')}'`)
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
    writeFileSync(target, linked);
  }
  writeFileSync(join(out, 'package.json'), '{"type":"module"}');
  writeFileSync(join(out, 'globals.js'), GLOBALS);
  return out;
}

const shown = (title, row) =>
  title.includes('$')
    ? title.replace(/\$([\w.]+)/g, (all, path) => {
        const value = path.split('.').reduce((of, name) => of?.[name], row);
        return value === undefined ? all : String(value);
      })
    : format(title.replaceAll('%p', '%j'), ...[row].flat());

/** What specs declare while they are imported. */
class Declared {
  tests = [];
  path = [];

  globals() {
    const it = (title, run) => this.tests.push({ name: [...this.path, title].join(' › '), run });
    it.each = (rows) => (title, run) =>
      rows.forEach((row, i) => it(`${shown(title, row)} #${i}`, () => (Array.isArray(row) ? run(...row) : run(row))));
    const describe = (title, body) => {
      this.path.push(title);
      body();
      this.path.pop();
    };
    return { describe, it, expect };
  }
}

class InProcessRunner {
  static inject = [];
  #version = 0;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    fc.configureGlobal({ numRuns: 20 });
    const root = process.cwd();
    const out = compile(root);
    this.out = out;
    const roots = FRESH.map((folder) => pathToFileURL(join(out, folder)).href);
    register(`data:text/javascript,${encodeURIComponent(hook(roots))}`);
    this.specs = [
      ...SPECS.flatMap((folder) => filesIn(join(out, folder), '.spec.js')).sort(),
      join(out, 'test/mutation/recorded-histories.spec.js'),
    ].filter((path) => !SLOW.some((name) => path.endsWith(name.replace(/\.ts$/, '.js'))));
  }

  /** The tests of all specs, imported anew. */
  async #declare() {
    const declared = new Declared();
    globalThis.__specs = declared.globals();
    this.#version++;
    for (const path of this.specs) await import(`${pathToFileURL(path).href}?v=${this.#version}`);
    return declared.tests;
  }

  async dryRun({ coverageAnalysis }) {
    const ns = (globalThis.__stryker__ ??= {});
    ns.activeMutant = undefined;
    const tests = [];
    try {
      for (const { name, run } of await this.#declare()) {
        ns.currentTestId = coverageAnalysis === 'perTest' ? name : undefined;
        const started = performance.now();
        const failure = await failureOf(run);
        const base = { id: name, name, timeSpentMs: Math.round(performance.now() - started) };
        tests.push(
          failure === undefined
            ? { ...base, status: TestStatus.Success }
            : { ...base, status: TestStatus.Failed, failureMessage: failure },
        );
      }
    } catch (error) {
      return { status: DryRunStatus.Error, errorMessage: String(error?.stack ?? error) };
    }
    ns.currentTestId = undefined;
    return { status: DryRunStatus.Complete, tests, mutantCoverage: ns.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const ns = (globalThis.__stryker__ ??= {});
    ns.activeMutant = activeMutant.id;
    ns.hitLimit = hitLimit;
    ns.hitCount = hitLimit === undefined ? undefined : 0;
    const wanted = testFilter && new Set(testFilter);
    let nrOfTests = 0;
    try {
      for (const { name, run } of await this.#declare()) {
        if (wanted && !wanted.has(name)) continue;
        nrOfTests++;
        const failure = await failureOf(run);
        if (hitLimit !== undefined && ns.hitCount > hitLimit)
          return { status: MutantRunStatus.Timeout, reason: 'hit limit' };
        if (failure !== undefined)
          return { status: MutantRunStatus.Killed, failureMessage: failure, killedBy: [name], nrOfTests };
      }
    } catch (error) {
      return {
        status: MutantRunStatus.Killed,
        failureMessage: `does not load: ${String(error)}`,
        killedBy: [],
        nrOfTests,
      };
    } finally {
      ns.activeMutant = undefined;
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }
}

async function failureOf(run) {
  try {
    await run();
    return undefined;
  } catch (error) {
    return String(error?.message ?? error).slice(0, 300);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
