import { afterEach, describe, expect, it } from '@jest/globals';
import { LogUnavailable } from '@paidonce/event-store';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryTokenStore } from './access/memory-token-store.js';
import { MemoryIdempotencyStore } from './commands/memory-idempotency-store.js';
import { systemClock } from './ports/clock.js';
import type { Backing } from './serve.js';
import { start } from './start.js';
import { fact, ndjson } from './testing/facts.fixture.js';
import { memoryAuditor } from './testing/memory-auditor.js';
import { MemoryJournal } from './testing/memory-journal.js';
import { MemoryLedger } from './testing/memory-ledger.js';
import { MemorySeal } from './testing/memory-seal.js';

const PAIDONCE_DATA = mkdtempSync(join(tmpdir(), 'paidonce-start-'));
const listeners = ['SIGTERM', 'SIGINT'] as const;
const closed: string[] = [];
let said: string[] = [];

afterEach(() => {
  listeners.forEach((signal) => process.removeAllListeners(signal));
  said = [];
  process.exitCode = undefined;
  rmSync(PAIDONCE_DATA, { recursive: true, force: true });
});

function open(): Promise<Backing> {
  const close = (): Promise<void> => {
    closed.push('backing');
    return Promise.resolve();
  };
  const ledger = new MemoryLedger(systemClock.now);
  return Promise.resolve({
    ledger,
    auditor: memoryAuditor(ledger),
    tokens: new MemoryTokenStore(),
    idempotency: new MemoryIdempotencyStore(),
    journal: new MemoryJournal(),
    seal: new MemorySeal(),
    bundles: { write: () => Promise.reject(new Error('nothing is issued here')) },
    close,
  });
}

const run = (environment: Record<string, string>) =>
  start({ PORT: '0', LOG_LEVEL: 'silent', PAIDONCE_DATA, ...environment }, open, (line) => said.push(line));

describe('The server', () => {
  it('says where it listens, and shows the token of the administrator on the first run alone', async () => {
    const first = await run({});
    const token = /shown this once: (\S+)$/.exec(said[1] ?? '')?.[1] ?? '';
    const answer = await fetch(`${first?.url}/v1/tokens`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    await first?.stop();
    said = [];
    const second = await run({});
    expect(said).toHaveLength(1);
    await second?.stop();
  });

  it('does not start with wrong settings, and names them', async () => {
    expect(await run({ PORT: 'x' })).toBeUndefined();
    expect(said).toEqual(['PORT has to be a whole number from 0 to 65535; found "x"']);
    expect(process.exitCode).toBe(78);
  });

  it('whose log does not answer does not start, and says so in a sentence', async () => {
    const away = (): Promise<Backing> => Promise.reject(new LogUnavailable('14 UNAVAILABLE: connect ECONNREFUSED'));
    await start({ PORT: '0', LOG_LEVEL: 'silent', PAIDONCE_DATA }, away, (line) => said.push(line));
    expect(said).toEqual(['Paidonce cannot start: EventStoreDB does not answer: 14 UNAVAILABLE: connect ECONNREFUSED']);
    expect(process.exitCode).toBe(69);
  });

  it('that cannot listen closes what it opened', async () => {
    const first = await run({});
    closed.length = 0;
    said = [];
    expect(await run({ PORT: new URL(first?.url ?? '').port })).toBeUndefined();
    expect(said).toEqual([expect.stringContaining('EADDRINUSE')]);
    expect(process.exitCode).toBe(69);
    expect(closed).toEqual(['backing']);
    await first?.stop();
  });

  it('that stops lets a running request end, takes no new one, and closes what it stands on last', async () => {
    const serving = await run({ PAIDONCE_TOKEN: 'a-token-of-this-spec' });
    const sent = request(`${serving?.url}/v1/facts`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-token-of-this-spec', 'content-type': 'application/x-ndjson' },
    });
    sent.write(ndjson([fact('c1', 'client.registered', { clientId: 'c1', name: 'C' })]));
    const [answer] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
    closed.length = 0;
    const stopped = serving?.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(closed).toEqual([]);
    await expect(fetch(`${serving?.url}/health/live`)).rejects.toThrow();
    sent.end(ndjson([fact('c2', 'client.registered', { clientId: 'c2', name: 'C' })]));
    let text = '';
    for await (const block of answer) text += String(block);
    expect(text).toContain('{"accepted":2,"duplicate":0,"refused":0}');
    await stopped;
    await serving?.stop();
    expect(closed).toEqual(['backing']);
  });
});
