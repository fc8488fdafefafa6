import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CheckReport } from '@paidonce/audit';
import { openNote, verifierOf, verifyConsistency, verifyProof, type ProofFile, type Verifier } from '@paidonce/proof';
import { readFileSync } from 'node:fs';
import { linesOf, RealServer } from '../server/real-server.fixture.js';

interface Keys {
  readonly origin: string;
  readonly keys: readonly { readonly vkey: string; readonly fromSize: number }[];
}
interface CheckpointLine {
  readonly size: number;
  readonly note: string;
}

let server: RealServer;
let facts: { source: string; id: string; type: string }[];
let contractId: string;
let clientId: string;
let verifiers: Verifier[];

beforeAll(async () => {
  server = await RealServer.start();
  const history = readFileSync(new URL('../cases/correction.ndjson', import.meta.url), 'utf8');
  facts = linesOf(history);
  await server.import(history);
  const statements = await server.statements();
  contractId = statements[0]?.contractId ?? '';
  ({ clientId } = await server.json<{ clientId: string }>(`/v1/contracts/${contractId}`));
  const last = statements.at(-1)?.logPosition ?? 0;
  await until(async () => ((await checkpoints()).at(-1)?.size ?? 0) >= last);
  verifiers = (await server.json<Keys>('/v1/audit/keys')).keys.map(({ vkey }) => verifierOf(vkey));
}, 60_000);
afterAll(() => server.stop());

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200 && !(await isSo()); i++) await new Promise((resolve) => setTimeout(resolve, 25));
}

const checkpoints = async () => (await server.json<{ items: CheckpointLine[] }>('/v1/audit/checkpoints')).items;
const proofOf = (query: Readonly<Record<string, string>>) =>
  server.ask(`/v1/audit/proofs/inclusion?${new URLSearchParams(query).toString()}`);

/** Tokens that were made: each has a name of its own. */
let tokens = 0;

async function tokenOf(role: string, ofClient?: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({
    name: `${role} ${++tokens}`,
    role,
    ...(ofClient !== undefined && { clientId: ofClient }),
  });
  return (await server.json<{ secret: string }>('/v1/tokens', { method: 'POST', headers, body })).secret;
}

const as = (token: string, path: string): Promise<Response> =>
  fetch(server.serving.url + path, { headers: { authorization: `Bearer ${token}` } });

describe('A server that is asked for proofs', () => {
  it('proves a fact, a statement, and both together, in less than 4 KiB beside their texts', async () => {
    const { source, id } = facts[3]!;
    const fact = { source, id };
    const statement = { contract: contractId, statement: '1' };
    for (const [query, count] of [
      [fact, 1],
      [statement, 1],
      [{ ...fact, ...statement }, 2],
    ] as const) {
      const answered = await proofOf(query);
      const proof = (await answered.json()) as ProofFile;
      expect(proof.events).toHaveLength(count);
      expect(verifyProof(proof, verifiers).signedBy).toEqual([verifiers[0]?.vkey]);
      const texts = proof.events.map(({ event }) => JSON.stringify(event));
      expect(JSON.stringify(proof).length - texts.join('').length).toBeLessThan(4096);
    }
    const proof = (await (await proofOf(fact)).json()) as ProofFile;
    expect(JSON.parse(proof.events[0]!.event.data as string)).toMatchObject(fact);
  });

  it('proves it at the checkpoint that is named, and nothing of what is not there', async () => {
    const { source, id } = facts[3]!;
    const second = (await checkpoints()).at(-1);
    const proof = (await (await proofOf({ source, id, checkpoint: String(second?.size) })).json()) as ProofFile;
    expect(verifyProof(proof, verifiers).checkpoint.size).toBe(second?.size);
    const inVain: Record<string, string>[] = [
      { source, id, checkpoint: '1' },
      { source, id: 'nothing' },
      { position: '999999' },
      { contract: contractId, statement: '77' },
    ];
    for (const query of inVain) expect((await proofOf(query)).status).toBe(404);
    expect((await proofOf({ source })).status).toBe(400);
  });

  it('proves that the later checkpoint begins with the earlier one', async () => {
    const signed = (await checkpoints()).map(({ note }) => openNote(note, verifiers).checkpoint);
    const [first, second] = [signed[0], signed.at(-1)];
    const path = `/v1/audit/proofs/consistency?from=${first?.size}&to=${second?.size}`;
    const { hashes } = await server.json<{ hashes: string[] }>(path);
    const proof = hashes.map((hash) => Buffer.from(hash, 'base64'));
    expect(verifyConsistency(first!.size, second!.size, first!.root, second!.root, proof)).toBe(true);
    expect((await server.ask('/v1/audit/proofs/consistency?from=1&to=999999')).status).toBe(404);
    const latest = await server.ask('/v1/audit/checkpoints/latest');
    expect(latest.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(openNote(await latest.text(), verifiers).checkpoint).toEqual(second);
  });

  it('proves to a client its own alone; keys and checkpoints are for all who read', async () => {
    const { source, id } = facts[3]!;
    const path = `/v1/audit/proofs/inclusion?${new URLSearchParams({ source, id }).toString()}`;
    const own = await tokenOf('client', clientId);
    const proof = (await (await as(own, path)).json()) as ProofFile;
    const position = proof.events[0]!.index + 1;
    const other = await tokenOf('client', 'somebody-else');
    expect((await as(other, path)).status).toBe(404);
    expect((await as(own, `/v1/audit/proofs/inclusion?position=${position}`)).status).toBe(200);
    expect((await as(other, `/v1/audit/proofs/inclusion?position=${position}`)).status).toBe(404);
    for (const open of ['/v1/audit/keys', '/v1/audit/checkpoints', '/v1/audit/checkpoints/latest']) {
      expect((await as(other, open)).status).toBe(200);
    }
    expect((await as(other, '/v1/audit/check')).status).toBe(403);
    expect((await as(await tokenOf('recorder'), '/v1/audit/keys')).status).toBe(403);
  });

  it('does not tell a client who recorded what, nor anybody what was refused without an entry', async () => {
    const own = await tokenOf('client', clientId);
    const { source, id } = facts[3]!;
    const query = new URLSearchParams({ source, id }).toString();
    const proof = (await (await as(own, `/v1/audit/proofs/inclusion?${query}`)).json()) as ProofFile;
    expect(proof.events[0]?.event.metadata).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(verifyProof(proof, verifiers).signedBy).toHaveLength(1);
    const lead = linesOf<{ data: { leadId?: string } }>(
      readFileSync(new URL('../cases/correction.ndjson', import.meta.url), 'utf8'),
    ).find(({ data }) => data.leadId !== undefined)!.data.leadId!;
    for (const path of [
      `/v1/audit/timelines/${lead}`,
      `/v1/audit/known/leads/${lead}?knownAt=position:1000`,
      `/v1/audit/changes?contract=${contractId}&since=position:0`,
    ]) {
      const all = await (await server.ask(path)).text();
      expect(all).toMatch(/"actor":"/);
      const told = await (await as(own, path)).text();
      expect(told).toBe(all.replace(/"actor":"[^"]*"/g, '"actor":null'));
    }
    const refused = { ...facts[3], id: 'refused', type: 'lead.registered', time: 'never' };
    const person = { name: 'Ivan Petrov', phone: '+79990001122' };
    await server
      .import(JSON.stringify({ ...refused, data: { clientId, leadId: lead, person } }))
      .catch(() => undefined);
    const counted = await as(own, '/v1/audit/account/facts?count=refused');
    const { items } = (await counted.json()) as { items: object[] };
    expect(items).toHaveLength(1);
    expect(items).not.toEqual([expect.objectContaining({ text: expect.anything() })]);
  });

  it('checks its log for an auditor, who may bring the key that they know', async () => {
    const auditor = await tokenOf('auditor');
    const key = encodeURIComponent(verifiers[0]!.vkey);
    const reports = linesOf<CheckReport>(await (await as(auditor, `/v1/audit/check?key=${key}`)).text());
    expect(reports.at(-1)).toMatchObject({ kind: 'done', findings: 0 });
    expect((await as(auditor, '/v1/audit/check?key=none')).status).toBe(400);
  });

  it('has another key sign when an administrator says so', async () => {
    const rotated = await server.json<Keys>('/v1/audit/keys/rotate', { method: 'POST' });
    expect(rotated.keys).toHaveLength(2);
    const both = rotated.keys.map(({ vkey }) => verifierOf(vkey));
    const last = (await checkpoints()).at(-1);
    expect(openNote(last!.note, both).signedBy).toEqual(both.map(({ vkey }) => vkey));
    const [reports] = [linesOf<CheckReport>(await (await server.ask('/v1/audit/check')).text())];
    expect(reports.at(-1)).toMatchObject({ kind: 'done', findings: 0 });
    expect((await as(await tokenOf('auditor'), '/v1/audit/keys')).status).toBe(200);
  });
});
