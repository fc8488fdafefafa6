import { describe, expect, it } from '@jest/globals';
import { dirname, join, normalize } from 'node:path';
import { files, libs, read, readJson } from './repository.js';

const HEADINGS = ['Owns', 'Does not own', 'Invariants', 'A worked example'];

describe('the README of a library', () => {
  it.each(libs)('%s says what it owns, what not, what always holds, and shows it', (lib) => {
    const readme = read(`libs/${lib}/README.md`);
    const headings = [...readme.matchAll(/^##+ (.+?)\s*$/gm)].map((match) => match[1]);
    expect(headings).toEqual(expect.arrayContaining(HEADINGS));
  });
});

describe('what the documents tell a newcomer to type', () => {
  const { scripts } = readJson('package.json') as { scripts: Record<string, string> };

  it.each(['README.md', 'CONTRIBUTING.md'])('%s names only npm scripts that exist', (path) => {
    const named = [...read(path).matchAll(/\bnpm (?:(test|start)\b|run (?:-\S+ )*([\w:-]+))/g)].map(
      ([, short, long]) => short ?? long ?? '',
    );
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('README.md starts with the two commands', () => {
    expect(read('README.md')).toContain('npm ci && npm start');
    expect(read('README.md')).toContain('npm ci && npm test');
  });
});

describe('links', () => {
  it('to files of the repository lead somewhere', () => {
    const broken = files
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...read(path).matchAll(/\]\((?!\w+:|#)([^)\s#]+)/g)]
          .map((match) => normalize(join(dirname(path), match[1] ?? '')).replace(/\/$/, ''))
          .filter((target) => !files.some((file) => file === target || file.startsWith(`${target}/`)))
          .map((target) => `${path}: ${target}`),
      );
    expect(broken).toEqual([]);
  });
});
