import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  openNote,
  signerOf,
  verifierOf,
  verifyBundle,
  writeNote,
  type Finding,
  type Manifest,
  type MemberName,
} from '@paidonce/proof';
import fc from 'fast-check';
import { BundledLedger, caseText, membersOf, packedAgain, type Members } from './bundled.fixture.js';

const cases = readdirSync(join(import.meta.dirname, '..', 'cases'))
  .filter((file) => file.endsWith('.expected.json'))
  .map((file) => file.slice(0, -'.expected.json'.length));

const failing = (findings: readonly Finding[]): string[] =>
  findings.filter(({ verdict }) => verdict === 'fails').map(({ check }) => check);

describe('A bundle', () => {
  it.each(cases)('of the case %s holds', async (name) => {
    const ledger = await BundledLedger.open();
    try {
      await ledger.record(caseText(name));
      const keys = await ledger.catchUp();
      const contracts = await ledger.contracts();
      expect(contracts.length).toBeGreaterThan(0);
      for (const scope of contracts) {
        const { holds, findings } = await verifyBundle([await ledger.bundle(scope)], { keys });
        expect(findings.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'unknown')).toEqual([]);
        expect(holds).toBe(true);
      }
    } finally {
      await ledger.close();
    }
  });
});

describe('A bundle of an account whose log lacked a statement for a while', () => {
  it('holds', async () => {
    const ledger = await BundledLedger.open();
    try {
      const lines = caseText('correction').split('\n');
      const at = lines.findIndex((line) => line.includes('"period.closed"'));
      await ledger.record(lines.slice(0, at).join('\n'));
      const event = { id: crypto.randomUUID(), type: 'period.closed', metadata: '{"actor":"test"}' };
      await ledger.log.append('account-bank', [{ ...event, data: lines[at] as string }], 'any');
      // What is recorded before it is issued stands between.
      const payment = lines.slice(at + 1).find((line) => line.trim() !== '' && !/period.closed|correction/.test(line));
      if (payment !== undefined) await ledger.record(payment);
      await ledger.catchUp();
      const keys = await ledger.catchUp();
      const { holds, findings } = await verifyBundle([await ledger.bundle({ contract: 'C-1', clientId: 'bank' })], {
        keys,
      });
      expect(findings.filter(({ verdict }) => verdict === 'fails')).toEqual([]);
      expect(holds).toBe(true);
    } finally {
      await ledger.close();
    }
  });
});

describe('In a bundle', () => {
  let ledger: BundledLedger;
  let keys: string[];
  let bundle: Buffer;
  let other: Buffer;

  beforeAll(async () => {
    ledger = await BundledLedger.open();
    await ledger.record(caseText('correction'));
    await ledger.record(another(caseText('correction')));
    keys = await ledger.catchUp();
    bundle = await ledger.bundle({ contract: 'C-1', clientId: 'bank' });
    other = await ledger.bundle({ contract: 'other C-1', clientId: 'other bank' });
  }, 60_000);
  afterAll(() => ledger.close());

  /** The same history of another client. */
  const another = (text: string): string =>
    text.replace(/"(bank|C-1|K-\d|L\d+|f\d+)"/g, '"other $1"').replaceAll('+79', '+78');

  const verified = async (bytes: Buffer): Promise<readonly Finding[]> =>
    (await verifyBundle([bytes], { keys })).findings;

  /** What fails when a member is changed by somebody who makes the sums right again. */
  async function failsWhen(name: MemberName, change: (text: string) => string): Promise<Finding[]> {
    const members = membersOf(bundle);
    const before = members.get(name) ?? '';
    const after = change(before);
    expect(after).not.toBe(before);
    members.set(name, after);
    return (await verified(await packedAgain(members))).filter(({ verdict }) => verdict === 'fails');
  }

  const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);
  const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

  it('everything holds, and packing it again makes the same bytes', async () => {
    expect(failing(await verified(bundle))).toEqual([]);
    expect((await packedAgain(membersOf(bundle))).equals(bundle)).toBe(true);
    expect(failing(await verified(other))).toEqual([]);
  });

  it('the blocks may be of any size', async () => {
    const blocks = Array.from({ length: Math.ceil(bundle.length / 7) }, (_, i) => bundle.subarray(i * 7, i * 7 + 7));
    expect((await verifyBundle(blocks, { keys })).holds).toBe(true);
  });

  it('any byte that is changed is found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bundle.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Buffer.from(bundle);
        changed[at]! ^= by;
        expect(failing(await verified(changed))).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('one changed byte in each member and in each header, first and last, is found', async () => {
    for (let at = 0; at < bundle.length; at += 512) {
      for (const byte of [at, at + 100, at + 136, at + 300, at + 511]) {
        const changed = Buffer.from(bundle);
        changed[byte]! ^= 1;
        expect({ byte, failing: failing(await verified(changed)).length > 0 }).toEqual({ byte, failing: true });
      }
    }
  });

  it('bytes that are added or missing are found', async () => {
    for (const length of [0, 1, 511, 512, bundle.length - 1024, bundle.length - 512, bundle.length - 1])
      expect(failing(await verified(bundle.subarray(0, length)))).not.toEqual([]);
    for (const more of [Buffer.alloc(1), Buffer.alloc(512), Buffer.from('x'), bundle])
      expect(failing(await verified(Buffer.concat([bundle, more])))).not.toEqual([]);
  });

  it('members in another order, twice or missing are found', async () => {
    const members = [...membersOf(bundle)];
    const broken: Members[] = members.map((_, i) => new Map(members.filter((_, other) => other !== i)));
    for (const one of broken) expect(failing(await verified(await packedAgain(one)))).not.toEqual([]);
  });

  it('a statement whose amount was changed is named, with its line', async () => {
    const found = await failsWhen('statements.ndjson', (text) =>
      text.replace('"amount":"300.00"', '"amount":"900.00"'),
    );
    expect(found.map(({ check }) => check)).toEqual(['statements', 'replay', 'amounts']);
    expect(found[0]?.place).toMatchObject({ member: 'statements.ndjson', line: 1 });
    expect(found[1]?.place).toMatchObject({
      contract: 'C-1',
      statement: 1,
      key: '["2026-01","K-1","conf","confirmed-lead",null,1]',
    });
    expect(found[1]?.says.en).toContain('900.00 (1 lead) is billed, and the facts come to 300.00 (1 lead)');
  });

  it('a fact that was changed is named', async () => {
    const found = await failsWhen('history.ndjson', (text) => text.replace('"product":"card"', '"product":"loan"'));
    expect(found.map(({ check, place }) => [check, place])).toEqual([
      ['facts', { member: 'history.ndjson', line: 3, revision: 2 }],
    ]);
  });

  it('a fact that was dropped, added or moved is named where it first differs', async () => {
    const changes: [change: (lines: string[]) => string[], line: number][] = [
      [(lines) => lines.toSpliced(4, 1), 5],
      [(lines) => lines.toSpliced(4, 0, lines[3]!), 5],
      [(lines) => [...lines.slice(0, 3), lines[4]!, lines[3]!, ...lines.slice(5)], 4],
    ];
    for (const [change, line] of changes) {
      const found = await failsWhen('history.ndjson', (text) => textOf(change(linesOf(text))));
      expect(found.find(({ check }) => check === 'facts')?.place).toMatchObject({ member: 'history.ndjson', line });
    }
  });

  it('an event that was dropped, added or moved in the list of events is named', async () => {
    const changes: [change: (lines: string[]) => string[], line: number][] = [
      [(lines) => lines.toSpliced(2, 1), 3],
      [(lines) => lines.toSpliced(2, 0, lines[1]!), 3],
      [(lines) => [lines[0]!, lines[2]!, lines[1]!, ...lines.slice(3)], 2],
    ];
    for (const [change, line] of changes) {
      const found = await failsWhen('log.ndjson', (text) => textOf(change(linesOf(text))));
      expect(found.find(({ check }) => check === 'account')?.place).toMatchObject({ member: 'log.ndjson', line });
      expect(found.map(({ check }) => check)).toContain('inclusion');
    }
  });

  it('a fact that was changed together with its event is not in the log', async () => {
    const found = await failsWhen('log.ndjson', (text) =>
      text.replace(/"data":"./, (start) => `${start.slice(0, -1)}${start.endsWith('0') ? '1' : '0'}`),
    );
    expect(found.map(({ check }) => check)).toContain('inclusion');
  });

  it('a signature, a checkpoint and a proof are those of the log', async () => {
    const flip = (text: string, at: number): string =>
      text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    const inSignature = await failsWhen('checkpoints.ndjson', (text) => flip(text, text.indexOf('— ') + 70));
    expect(inSignature.map(({ check }) => check)).toContain('signature');
    const dropped = await failsWhen('checkpoints.ndjson', (text) => textOf(linesOf(text).slice(1)));
    expect(dropped.map(({ check }) => check)).toContain('consistency');
    const proof = await failsWhen('proof.txt', (text) => flip(text, 3));
    expect(proof.map(({ check }) => check)).toContain('inclusion');
  });

  it.each(['proof.txt', 'log.ndjson', 'terms.ndjson', 'statements.ndjson', 'history.ndjson', 'manifest.json'] as const)(
    'the %s of another bundle of the same log is found',
    async (name) => {
      const alien = membersOf(other).get(name) ?? '';
      expect(await failsWhen(name, () => alien)).not.toEqual([]);
    },
  );

  it('the terms are those of the facts, and the manifest says what is there', async () => {
    expect((await failsWhen('terms.ndjson', (text) => text.replace('300.00', '200.00')))[0]?.check).toBe('terms');
    const changes: Partial<Manifest>[] = [
      { last: 1 },
      { first: 2 },
      { events: 3 },
      { rules: ['2'] },
      { contract: 'C-2' },
      { from: '2027-01' },
      { voids: [5] },
    ];
    for (const change of changes) {
      const found = await failsWhen(
        'manifest.json',
        (text) => `${JSON.stringify({ ...(JSON.parse(text) as Manifest), ...change }, null, 2)}\n`,
      );
      expect({ change, found: found.length > 0 }).toEqual({ change, found: true });
    }
  });

  it('a key that signed nothing is not taken, and without one it is said what is trusted', async () => {
    const stranger = await BundledLedger.open();
    await stranger.record(caseText('silence'));
    const strange = await stranger.catchUp();
    const [scope] = await stranger.contracts();
    const alien = membersOf(await stranger.bundle(scope!));
    await stranger.close();
    expect(failing((await verifyBundle([bundle], { keys: strange })).findings)).toEqual(['signature']);
    const found = await failsWhen('checkpoints.ndjson', () => alien.get('checkpoints.ndjson') ?? '');
    expect(found.map(({ check }) => check)).toContain('signature');
    const { holds, findings } = await verifyBundle([bundle]);
    expect(holds).toBe(true);
    expect(findings.find(({ check }) => check === 'key')).toMatchObject({ verdict: 'unknown' });
  });

  it('whoever adds a signature to a checkpoint is not handed over to', async () => {
    const thief = signerOf(verifierOf(keys[0]!).name, Buffer.alloc(32, 5));
    const members = membersOf(bundle);
    const notes = linesOf(members.get('checkpoints.ndjson')!).map(
      (line) => JSON.parse(line) as { note: string; consistency: string[] },
    );
    const last = notes.at(-1)!;
    const alone = writeNote(openNote(last.note, keys.map(verifierOf)).checkpoint, [thief]);
    last.note += alone.slice(alone.indexOf('— '));
    const lines = [...notes, { note: alone, consistency: [] }].map((line) => JSON.stringify(line));
    members.set('checkpoints.ndjson', textOf(lines));
    const manifest = JSON.parse(members.get('manifest.json')!) as Manifest;
    const its = { ...manifest, keys: [...manifest.keys, thief.vkey] };
    members.set('manifest.json', `${JSON.stringify(its, null, 2)}\n`);
    expect(failing(await verified(await packedAgain(members)))).toEqual(['signature']);
  });

  it.each([
    ['log.ndjson', (text: string) => text.replace('{', '{"note":"billed twice",')],
    ['log.ndjson', (text: string) => text.replace('{"index":0', '{"index":7,"index":0')],
    ['log.ndjson', (text: string) => text.slice(0, -1)],
    ['log.ndjson', (text: string) => `${text} \n`],
    ['checkpoints.ndjson', (text: string) => text.replace('{', '{ ')],
    ['checkpoints.ndjson', (text: string) => text.replace('{', '{"note":"another",')],
    ['checkpoints.ndjson', (text: string) => text.slice(0, -1)],
    ['proof.txt', (text: string) => ` ${text}`],
    ['statements.ndjson', (text: string) => text.slice(0, -1)],
    ['history.ndjson', (text: string) => text.slice(0, -1)],
    ['history.ndjson', (text: string) => `\ufeff${text}`],
    ['log.ndjson', (text: string) => `\ufeff${text}`],
    ['log.ndjson', (text: string) => text.replace('\n', '\r\n')],
    ['manifest.json', (text: string) => text.replace('{', '{\n  "verified": true,')],
  ] as const)('%s is written in one way alone (%#)', async (name, change) => {
    expect(await failsWhen(name, change)).not.toEqual([]);
  });

  it('shown metadata that are no JSON are told of', async () => {
    const sha256 = createHash('sha256').update('x').digest('hex');
    const found = await failsWhen('log.ndjson', (text) =>
      text.replace(/"metadata":"\w+","rules":"1"/, `"metadata":"${sha256}","rules":"1","shown":"x"`),
    );
    expect(found.map(({ check }) => check)).toContain('account');
  });

  it('nobody is named but by those who may see them', async () => {
    const text = bundle.toString();
    expect(text).not.toContain('anna of billing');
    expect(text).not.toContain('"phone":"+7');
    expect(text).not.toContain('other bank');
    const open = await ledger.bundle({ contract: 'C-1', clientId: 'bank', persons: true, staff: true });
    expect(failing(await verified(open))).toEqual([]);
    expect(membersOf(open).get('persons.ndjson')).toContain('"phone":"');
    expect(membersOf(open).get('log.ndjson')).toContain('anna of billing');
  });

  it('the periods that were asked for are in it, and those before', async () => {
    const first = await ledger.bundle({ contract: 'C-1', clientId: 'bank', to: '2026-01' });
    expect(failing(await verified(first))).toEqual([]);
    await expect(ledger.bundle({ contract: 'C-1', clientId: 'bank', from: '2030-01' })).rejects.toThrow('no statement');
  });

  it('a key that was handed over to is trusted', async () => {
    const [old] = keys;
    ledger.keys = { current: Buffer.alloc(32, 9), former: [ledger.keys.current] };
    await ledger.catchUp();
    const again = await ledger.bundle({ contract: 'C-1', clientId: 'bank' });
    expect(membersOf(again).get('checkpoints.ndjson')?.split('— ').length).toBeGreaterThan(3);
    expect(failing((await verifyBundle([again], { keys: [old!] })).findings)).toEqual([]);
  });
});
