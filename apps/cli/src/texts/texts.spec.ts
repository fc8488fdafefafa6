import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LEADS, demoCases } from '@paidonce/demo';
import { dialogueStatuses } from '@paidonce/facts';
import { refusalCodes } from '@paidonce/kernel';
import { fates } from '@paidonce/settlement';
import { en } from './en.texts.js';
import { ru } from './ru.texts.js';

/** Every text with the path to it; functions are asked with their own parameters' places. */
function textsIn(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const places = Array.from({ length: value.length }, (_, index) => `{${index}}`);
    return [[path, (value as (...places: string[]) => string)(...places)]];
  }
  return Object.entries(value as object).flatMap(([key, each]) => textsIn(each, `${path}.${key}`));
}

const english = textsIn(en, '');
const russian = textsIn(ru, '');

describe('texts', () => {
  it('are there in both languages, none of them empty', () => {
    expect([...english, ...russian].filter(([, text]) => text.trim() === '')).toEqual([]);
    const plurals = /\.(one|few|many|other)$/;
    const paths = (texts: [string, string][]): string[] =>
      texts.map(([path]) => path).filter((path) => !plurals.test(path));
    expect(paths(russian)).toEqual(paths(english));
  });

  it('say in both languages what they are given', () => {
    const given = new Map(russian);
    const placesOf = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(String).sort();
    const lost = english.filter(([path, text]) => {
      const other = given.get(path);
      return other !== undefined && placesOf(other).join() !== placesOf(text).join();
    });
    expect(lost.map(([path]) => path)).toEqual([]);
  });

  it('in Russian are Russian', () => {
    const sameInBoth = new Set(english.map(([path, text]) => `${path}=${text}`));
    const codes = /^[^a-z]*$|^\{|^npm /;
    const untranslated = russian.filter(
      ([path, text]) => sameInBoth.has(`${path}=${text}`) && !codes.test(text) && !/[а-яё]/i.test(text),
    );
    expect(untranslated).toEqual([]);
  });

  it('have every form that Russian counts by', () => {
    const forms = [ru.facts, ru.units.call, ru.units.lead, ru.units.arrival, ru.settle.statements, ru.explain.leads];
    for (const each of [...forms, ru.refusals.lines]) {
      expect(Object.keys(each).sort()).toEqual(['few', 'many', 'one', 'other']);
    }
  });

  it('name every refusal, fate and dialogue status', () => {
    expect(Object.keys(en.refusals.codes).sort()).toEqual([...refusalCodes].sort());
    expect(Object.keys(en.fates).sort()).toEqual([...fates, 'refused'].sort());
    expect(Object.keys(en.details).sort()).toEqual([...dialogueStatuses].sort());
  });

  it('of the help know the demo', () => {
    for (const { help } of [en, ru]) {
      for (const { name } of demoCases) expect(help.demo.case).toContain(name);
      expect(help.demo.leads).toContain(String(DEFAULT_LEADS));
    }
  });
});
