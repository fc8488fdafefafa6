import { afterAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'paidonce-started-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const TOKEN = 'token-of-the-start-spec';

/** Runs `paidonce start` as a process of its own, on a database of its own in the data folder. */
async function started(environment: Record<string, string>): Promise<{
  url: string;
  shown: () => string;
  stop: () => Promise<number | null>;
}> {
  const server = spawn(process.execPath, [resolve('apps/cli/bin/paidonce.mjs'), 'start'], {
    env: {
      ...process.env,
      PAIDONCE_DATA: folder,
      PORT: '0',
      LOG_LEVEL: 'fatal',
      PAIDONCE_TOKEN: TOKEN,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let shown = '';
  const url = await new Promise<string>((found, failed) => {
    server.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      const address = /listens on (\S+)/.exec(shown)?.[1];
      if (address !== undefined) found(address);
    });
    server.once('exit', (status) => {
      failed(new Error(`ended with ${status}: ${shown}`));
    });
  });
  const stop = async (): Promise<number | null> => {
    server.kill('SIGTERM');
    const [status] = (await once(server, 'exit')) as [number | null];
    return status;
  };
  return { url, shown: () => shown, stop };
}

async function contractsOf(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/v1/contracts`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const { items } = (await answer.json()) as { items: { contractId: string }[] };
  return items.map(({ contractId }) => contractId);
}

describe('paidonce start', () => {
  it('begins with the demo where that is wanted, shows what it comes to, keeps it, and stops in order', async () => {
    const first = await started({ PAIDONCE_DEMO: '1' });
    expect(first.shown()).toContain('Cost of one application');
    expect(first.shown()).toMatch(/The demo is loaded: [\d,]+ facts/);
    expect(await first.stop()).toBe(0);
    const second = await started({ PAIDONCE_DEMO: '1' });
    expect(second.shown()).not.toContain('demo is loaded');
    const contracts = await contractsOf(second.url);
    expect(contracts.length).toBeGreaterThan(2);
    expect(await second.stop()).toBe(0);
  }, 120_000);
});
