import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { settleByRules } from './oracle.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'cases');
const files = readdirSync(folder);
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const wanted = (name: string): unknown => {
  const file = files.find((each) => each === `${name}.expected.json` || each === `${name}.errors.json`);
  if (file === undefined) throw new Error(`nothing is expected of the case ${name}`);
  return JSON.parse(read(file));
};

describe('the reference by the rules', () => {
  const names = files.filter((file) => file.endsWith('.ndjson')).map((file) => file.slice(0, -'.ndjson'.length));

  it.each(names)('settles the case %s as it must', (name) => {
    expect(settleByRules(read(`${name}.ndjson`).split('\n'))).toEqual(wanted(name));
  });
});
