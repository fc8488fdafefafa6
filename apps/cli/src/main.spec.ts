import { describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseFile } from './testing/terminal.fixture.js';

/* The built program, as a shell runs it. */

const program = join(import.meta.dirname, '../bin/paidonce.mjs');
const environment = { ...process.env, NODE_OPTIONS: '', LC_ALL: 'C' };

function paidonce(argv: readonly string[], input?: string): { status: number | null; stdout: string; stderr: string } {
  const encoding = 'utf8';
  return spawnSync(process.execPath, [program, ...argv], { encoding, env: environment, input, maxBuffer: 1 << 28 });
}

describe('the program', () => {
  const cases = readdirSync(caseFile('.'))
    .flatMap((file) => /^(.*)\.expected\.json$/.exec(file)?.[1] ?? [])
    .sort();

  it('has cases to be tried with', () => {
    expect(cases.length).toBeGreaterThan(20);
  });

  it.each(cases)('settles the case %s', (name) => {
    const { status, stdout, stderr } = paidonce(['settle', caseFile(`${name}.ndjson`), '--json']);
    const expected = JSON.parse(readFileSync(caseFile(`${name}.expected.json`), 'utf8')) as { statements: object[] };
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { statements } = JSON.parse(stdout) as { statements: object[] };
    expect(statements).toHaveLength(expected.statements.length);
    expect(statements).toMatchObject(expected.statements);
  });

  it('names every line at fault in the case refused', () => {
    const { status, stdout, stderr } = paidonce(['settle', caseFile('refused.ndjson'), '--json']);
    const expected = JSON.parse(readFileSync(caseFile('refused.errors.json'), 'utf8')) as { errors: object[] };
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    const { errors } = JSON.parse(stdout) as { errors: object[] };
    expect(errors).toHaveLength(expected.errors.length);
    expect(errors).toMatchObject(expected.errors);
  });

  it('reads standard input', () => {
    const history = readFileSync(caseFile('window.ndjson'), 'utf8');
    const { status, stdout } = paidonce(['settle', '-', '--json'], history);
    expect(status).toBe(0);
    expect(stdout).toBe(paidonce(['settle', caseFile('window.ndjson'), '--json']).stdout);
  });

  it('exits 66 on a missing file and 64 on wrong usage', () => {
    expect(paidonce(['settle', 'no-such-file.ndjson'])).toMatchObject({ status: 66, stdout: '' });
    expect(paidonce(['settle'])).toMatchObject({ status: 64, stdout: '' });
  });

  it('writes no colours and no bar where there is no terminal', () => {
    const { stdout, stderr } = paidonce(['settle', caseFile('six-models.ndjson'), '--account']);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('stops quietly when nobody reads on', async () => {
    const running = spawn(process.execPath, [program, 'demo', '--case', 'bank', '--leads', '100000'], {
      env: environment,
    });
    const complaints: string[] = [];
    running.stderr.on('data', (text: Buffer) => complaints.push(text.toString()));
    running.stdout.once('data', () => {
      running.stdout.destroy();
    });
    const status = await new Promise((resolve) => {
      running.on('close', resolve);
    });
    expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
  });

  it('knows its version', () => {
    const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ version: paidonce(['--version']).stdout.trim() });
  });
});
