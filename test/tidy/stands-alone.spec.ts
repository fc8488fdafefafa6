import { describe, expect, it } from '@jest/globals';
import { dirname, join } from 'node:path';
import { code, files, libs, matches, read, readJson, texts } from './repository.js';

interface Manifest {
  license: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

describe('the repository stands alone', () => {
  it('points to nothing outside of itself', () => {
    const outside = texts.flatMap((path) =>
      (read(path).match(/(?<![\w./])(\.\.\/)+[\w.@-]*/g) ?? [])
        .filter((target) => join(dirname(path), target).startsWith('..') || /^(\.\.\/)+shared$/.test(target))
        .map((target) => `${path}: ${target}`),
    );
    expect(outside).toEqual([]);
  });

  it('names no package registry', () => {
    const host = /\/\/[\w.-]*\b(registry|npmjs[.]org|verdaccio|artifactory|nexus)\b|^\s*(@[\w-]+:)?registry\s*=/i;
    expect(matches(texts, host)).toEqual([]);
  });

  it('locks versions and hashes, and no addresses', () => {
    const lock = readJson('package-lock.json') as {
      packages: Record<string, { resolved?: string; integrity?: string }>;
    };
    const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(installed.filter(([, entry]) => entry.integrity === undefined).map(([path]) => path)).toEqual([]);
    expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });

  it('pins every dependency to one version', () => {
    const manifest = readJson('package.json') as Manifest;
    const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('carries the licence that it names', () => {
    expect((readJson('package.json') as Manifest).license).toBe('Apache-2.0');
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004/);
  });
});

describe('the layout', () => {
  it('is the same to the compiler and to the build', () => {
    const { compilerOptions } = readJson('tsconfig.base.json') as {
      compilerOptions: { paths: Record<string, string[]> };
    };
    const { projects } = readJson('nest-cli.json') as { projects: Record<string, { type: string; root: string }> };
    const built = Object.values(projects).filter((project) => project.type === 'library');
    expect(compilerOptions.paths).toEqual(
      Object.fromEntries(libs.map((lib) => [`@paidonce/${lib}`, [`./libs/${lib}/src/index.ts`]])),
    );
    expect(built.map((project) => project.root).sort()).toEqual(libs.map((lib) => `libs/${lib}`));
  });

  it('gives every library an index', () => {
    expect(libs.filter((lib) => !files.includes(`libs/${lib}/src/index.ts`))).toEqual([]);
  });

  it('keeps code in apps, libs, test, scripts and the examples of the documents', () => {
    const misplaced = code.filter(
      (path) => path.includes('/') && !/^(apps|libs|test|scripts|docs\/examples)\//.test(path),
    );
    expect(misplaced).toEqual([]);
  });
});
