import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Folder, paidonce } from '../../apps/cli/src/testing/terminal.fixture.js';
import { ADMINISTRATOR, RealServer } from '../server/real-server.fixture.js';
import { caseText, membersOf } from './bundled.fixture.js';

let server: RealServer;
let folder: Folder;
let options: string[];

const guide = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'audit.md'), 'utf8');

/** Tokens that were made: each has a name of its own. */
let tokens = 0;

async function tokenOf(role: string, clientId?: string): Promise<string> {
  const body = JSON.stringify({ name: `${role} ${++tokens}`, role, ...(clientId !== undefined && { clientId }) });
  const headers = { 'content-type': 'application/json' };
  return (await server.json<{ secret: string }>('/v1/tokens', { method: 'POST', headers, body })).secret;
}

const asking = (token: string, query: string): Promise<Response> =>
  fetch(`${server.serving.url}/v1/audit/bundle?${query}`, { headers: { authorization: `Bearer ${token}` } });

beforeAll(async () => {
  server = await RealServer.start();
  folder = new Folder();
  await server.import(caseText('correction'));
  await server.projected();
  options = ['--server', server.serving.url];
}, 60_000);
afterAll(async () => {
  folder.remove();
  await server.stop();
});

describe('A client', () => {
  it('verifies its own statement, as the guide says it', async () => {
    const token = await tokenOf('client', 'bank');
    const headers = { authorization: `Bearer ${token}` };
    const shown = await fetch(`${server.serving.url}/v1/contracts/C-1/statements/1`, { headers });
    expect(shown.status).toBe(200);
    const statement = (await shown.json()) as { total: string; period: string };

    for (const step of [
      '/v1/contracts/C-1/statements/1',
      'paidonce audit bundle --contract C-1',
      'paidonce audit verify C-1.tar --key',
    ])
      expect(guide).toContain(step);

    const path = join(folder.path, 'C-1.tar');
    const fetched = await paidonce([
      'audit',
      'bundle',
      '--contract',
      'C-1',
      '--out',
      path,
      '--token',
      token,
      ...options,
    ]);
    expect(fetched).toMatchObject({ status: 0, out: '' });

    const bundle = readFileSync(path);
    const manifest = JSON.parse(membersOf(bundle).get('manifest.json') ?? '') as { keys: [string] };
    const [key] = manifest.keys;
    const verified = await paidonce(['audit', 'verify', path, '--key', key]);
    expect(verified).toMatchObject({ status: 0, err: '' });
    expect(verified.out).toContain('✓ all 3 statements, computed again from the facts, are the same to the byte');
    expect(verified.out).toContain('Everything that can be checked holds.');
    const [first] = (membersOf(bundle).get('statements.ndjson') ?? '').split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ total: statement.total, period: statement.period });

    const russian = await paidonce(['--lang', 'ru', 'audit', 'verify', path]);
    expect(russian.status).toBe(0);
    expect(russian.out).toContain('взят из самой подборки, на веру');

    const at = bundle.indexOf('"amount":"300.00"');
    writeFileSync(path, bundle.fill('9', at + 10, at + 11));
    const tampered = await paidonce(['audit', 'verify', path, '--key', key, '--json']);
    expect(tampered.status).toBe(2);
    const { holds, findings } = JSON.parse(tampered.out) as {
      holds: boolean;
      findings: { check: string; place?: object }[];
    };
    expect(holds).toBe(false);
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'replay',
        place: expect.objectContaining({ contract: 'C-1', statement: 1 }) as object,
      }),
    );
    const told = await paidonce(['audit', 'verify', path, '--key', key]);
    expect(told.out).toContain('900.00 (1 lead) is billed, and the facts come to 300.00 (1 lead)');
    expect(told.out).toContain(
      'contract C-1, statement 1, line ["2026-01","K-1","conf","confirmed-lead",null,1] of it',
    );
  });

  it('sees neither what is of others nor who works here', async () => {
    const token = await tokenOf('client', 'another');
    expect((await asking(token, 'contract=C-1')).status).toBe(404);
    const own = await tokenOf('client', 'bank');
    expect((await asking(own, 'contract=C-1&staff=true')).status).toBe(403);
    expect((await asking(own, 'contract=C-1&persons=true')).status).toBe(403);
  });
});

describe('A bundle over HTTP', () => {
  it('is for those who read, of periods that have statements', async () => {
    expect((await asking(await tokenOf('auditor'), 'contract=C-1&from=2026-01&to=2026-01')).status).toBe(200);
    expect((await asking(await tokenOf('recorder'), 'contract=C-1')).status).toBe(403);
    expect((await asking(ADMINISTRATOR, 'contract=C-1&from=2029-01')).status).toBe(404);
    expect((await asking(ADMINISTRATOR, 'contract=C-9')).status).toBe(404);
    expect((await asking(ADMINISTRATOR, 'contract=C-1&from=January')).status).toBe(400);
    const open = await asking(ADMINISTRATOR, 'contract=C-1&persons=true');
    expect(open.headers.get('content-disposition')).toBe('attachment; filename="C-1-1-3.tar"');
    expect(membersOf(Buffer.from(await open.arrayBuffer())).get('persons.ndjson')).toContain('"phone"');
  });

  it('whose event was changed in the database is not written', async () => {
    const client = await server.database.pool.connect();
    try {
      await client.query('SET session_replication_role = replica');
      await client.query(
        "UPDATE log.event SET data = replace(data::text, 'card', 'loan')::json WHERE type = 'campaign.launched'",
      );
    } finally {
      await client.query('RESET session_replication_role');
      client.release();
    }
    const answer = await asking(ADMINISTRATOR, 'contract=C-1');
    expect([answer.status, await answer.json()]).toEqual([
      409,
      expect.objectContaining({ detail: expect.stringMatching(/^The event at position \d+ was changed.$/) as unknown }),
    ]);
  });
});

describe('What is no bundle', () => {
  it('is told so', async () => {
    const file = folder.file('none.tar', 'nothing of the kind');
    expect(await paidonce(['audit', 'verify', file])).toMatchObject({ status: 2 });
    expect(await paidonce(['audit', 'verify', join(folder.path, 'missing.tar')])).toMatchObject({ status: 66 });
    const wrongKey = await paidonce(['audit', 'verify', file, '--key', 'abc']);
    expect(wrongKey.status).toBe(64);
    expect(wrongKey.err).toContain('“abc” is no public key of a log');
  });
});
