import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { factTypes } from '@paidonce/facts';
import { paymentModels } from '@paidonce/payment-models';
import { Folder, paidonce } from './testing/terminal.fixture.js';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const commands = ['settle', 'explain', 'models', 'facts', 'demo', 'start', 'rebuild', 'import', 'export', 'close'];

describe('help', () => {
  it.each(['en', 'ru'])('in %s names every command and exit status', async (lang) => {
    const { status, out } = await paidonce(['--help', '--lang', lang]);
    expect(status).toBe(0);
    for (const command of commands) expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    for (const code of [0, 2, 64, 66, 69, 70, 73, 77]) expect(out).toMatch(new RegExp(`^ {2}${code} `, 'm'));
  });

  it.each(commands)('of %s is there in both languages', async (command) => {
    const english = await paidonce([command, '--help']);
    const russian = await paidonce([command, '--help', '--lang', 'ru']);
    expect(english.status).toBe(0);
    expect(english.out).toMatch(/^Usage: paidonce /);
    expect(russian.out).toMatch(/^Вызов: paidonce /);
    expect(russian.out).toContain('Общие ключи:');
  });

  it('is shown where no command is given', async () => {
    const { status, out, err } = await paidonce([]);
    expect(status).toBe(64);
    expect(out).toBe('');
    expect(err).toContain('Commands:');
  });
});

describe('wrong usage', () => {
  it.each([
    [['setle'], 'There is no command setle.\nDid you mean settle?'],
    [['settle'], 'Name a history'],
    [['settle', 'x', '--jsn'], 'There is no option --jsn.\nDid you mean --json?'],
    [['settle', 'x', '--period'], '--period <period> needs a value.'],
    [['settle', 'x', '--period', 'January'], 'is no period'],
    [['models', '--lang', 'de'], '--lang'],
    [['models', 'per-lead'], 'There are: operator-minute'],
    [['facts', 'lead.arived'], 'Did you mean lead.arrived?'],
    [['demo', '--case', 'shop'], 'There are: provider, finance, bank'],
    [['demo', '--leads', '0'], 'no whole number from 1 to'],
    [['demo', '--seed', 'x'], 'no whole number from 0 to'],
    [['import'], 'Name a history'],
    [['close'], 'Name a contract'],
    [['audit', 'verify'], 'Name a bundle'],
  ])('%j', async (argv, advice) => {
    const { status, out, err } = await paidonce(argv);
    expect(status).toBe(64);
    expect(out).toBe('');
    expect(err).toContain(advice);
  });

  it('is told in Russian, too', async () => {
    const { err } = await paidonce(['settle', 'x', '--jsn', '--lang', 'ru']);
    expect(err).toContain('Ключа --jsn нет.\nМожет быть, --json?\nКак пользоваться, скажет `paidonce settle --help`.');
  });
});

describe('the catalogues', () => {
  it('of payment models are complete, for people and machines', async () => {
    const { out } = await paidonce(['models', '--lang', 'ru']);
    for (const { title, meaning } of paymentModels) {
      expect(out).toContain(title.ru);
      expect(out.replace(/\s+/g, ' ')).toContain(meaning.ru);
    }
    const machine = JSON.parse((await paidonce(['models', '--json'])).out) as {
      code: string;
      members: { name: string }[];
    }[];
    expect(machine.map(({ code }) => code)).toEqual(paymentModels.map(({ code }) => code));
    const minute = machine.find(({ code }) => code === 'operator-minute');
    expect(minute?.members.map(({ name }) => name)).toEqual(['rate', 'counts', 'increment']);
  });

  it('of facts list every type', async () => {
    const { out } = await paidonce(['facts']);
    for (const type of factTypes) expect(out).toContain(`  ${type} `);
    expect(JSON.parse((await paidonce(['facts', '--json'])).out)).toHaveLength(factTypes.length);
    expect(JSON.parse((await paidonce(['facts', '--schema'])).out)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
    });
  });

  it.each(['en', 'ru'])('of facts show the members and an example of each type, in %s', async (lang) => {
    for (const type of factTypes) {
      const { out } = await paidonce(['facts', type, '--lang', lang]);
      const example = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as { type: string; data: object };
      expect(example.type).toBe(type);
      for (const member of Object.keys(example.data)) expect(out).toMatch(new RegExp(`^ {2}${member} `, 'm'));
    }
  });
});

describe('the demo', () => {
  it('lists its cases', async () => {
    const { status, out } = await paidonce(['demo', '--lang', 'ru']);
    expect(status).toBe(0);
    for (const name of ['provider', 'finance', 'bank']) expect(out).toContain(`  ${name} · `);
  });

  it.each(['provider', 'finance', 'bank'])('%s is a history that settles, the same for the same seed', async (name) => {
    const argv = ['demo', '--case', name, '--seed', '3', '--leads', '100'];
    const { status, out } = await paidonce(argv);
    expect(status).toBe(0);
    expect((await paidonce(argv)).out).toBe(out);
    const settled = await paidonce(['settle', '-', '--json'], { stdin: [out] });
    expect(settled.status).toBe(0);
    expect((JSON.parse(settled.out) as { statements: unknown[] }).statements.length).toBeGreaterThan(3);
  });

  it.each([
    ['en', 'Cost of one application', 'facts covered: these people were paid for already'],
    ['ru', 'Стоимость одной заявки', 'за этих людей уже заплачено'],
  ])('is settled whole by demo --settle, in %s', async (lang, cost, covered) => {
    const { status, out } = await paidonce(['demo', '--settle', '--lang', lang]);
    expect(status).toBe(0);
    expect(out.match(/■/g)).toHaveLength(3);
    expect(out).toContain(cost);
    expect(out).toContain(covered);
  });
});
