import { describe, expect, it } from '@jest/globals';
import { basename } from 'node:path';
import ts from 'typescript';
import { code, files, matches, read, texts } from './repository.js';

const MOST_LINES = 400;
/** Files that read better whole than cut, each with the reason. A file that became shorter must leave the list. */
const LONGER: Readonly<Record<string, string>> = {};

const linesOf = (path: string) => read(path).trimEnd().split('\n').length;

describe('files', () => {
  it(`have at most ${MOST_LINES} lines`, () => {
    const long = code.filter((path) => !(path in LONGER) && linesOf(path) > MOST_LINES);
    expect(long.map((path) => `${path}: ${linesOf(path)}`)).toEqual([]);
  });

  it('are excepted from that only while they are longer', () => {
    const needless = Object.keys(LONGER).filter((path) => !files.includes(path) || linesOf(path) <= MOST_LINES);
    expect(needless).toEqual([]);
  });

  it('have names in kebab case, the role after a dot', () => {
    const word = '[a-z0-9]+(-[a-z0-9]+)*';
    const name = new RegExp(`^\\.?${word}(\\.${word})*$`);
    const named = files.filter((path) => /\.(ts|tsx|mjs|cjs|ndjson|sh)$/.test(path));
    expect(named.filter((path) => !name.test(basename(path)))).toEqual([]);
  });
});

/** Names of classes, types and functions anywhere in a file, and of what its top level declares. */
function declaredNames(path: string): string[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const named =
      ts.isClassDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isFunctionDeclaration(node) ||
      (ts.isVariableDeclaration(node) && node.parent.parent.parent === source);
    if (named && node.name && ts.isIdentifier(node.name)) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

describe('names', () => {
  const empty = ['Manager', 'Helper', 'Util', 'Base', 'Impl', 'Dto'];

  it(`of declarations do not end in ${empty.join(', ')}`, () => {
    const ending = new RegExp(`(${empty.join('|')})s?$`);
    const bad = code.flatMap((path) =>
      declaredNames(path).flatMap((name) => (ending.test(name) ? `${path}: ${name}` : [])),
    );
    expect(bad).toEqual([]);
  });

  it('of files do not, either', () => {
    const ending = new RegExp(`(^|[-.])(${empty.join('|')})s?[.]`, 'i');
    expect(code.filter((path) => ending.test(basename(path)))).toEqual([]);
  });
});

describe('nothing is left behind', () => {
  it('no test is left out or singled out', () => {
    const switched = /\b(it|test|describe)\s*\.\s*(only|skip|todo|failing)\b|\b(xit|xtest|xdescribe|fit|fdescribe)\(/;
    expect(matches(code, switched)).toEqual([]);
  });

  it('no note about unfinished work', () => {
    const prose = texts.filter((path) => path !== 'package-lock.json');
    expect(matches(prose, /\b(TO[D]O|FIX[M]E|XX[X])\b/)).toEqual([]);
  });

  it('no merge conflict', () => {
    expect(matches(texts, /^(<{7}|>{7})( |$)/)).toEqual([]);
  });
});
