/* global fetch */
// A server in a process of its own, and facts posted to it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './bench-parts.mjs';

const TOKEN = 'the-token-of-the-benchmark';
const TICKS_A_SECOND = 100;

export class MeasuredServer {
  /** Resident memory as it went, in MB. */
  memory = [];

  static async start(url, folder) {
    const child = spawn(
      process.execPath,
      [
        ...(process.env.BENCH_NODE_OPTIONS ?? '').split(' ').filter(Boolean),
        join(root, 'dist', 'apps', 'api', 'src', 'main.js'),
      ],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          PORT: '0',
          DATABASE_URL: url,
          PAIDONCE_DATA: folder,
          PAIDONCE_TOKEN: TOKEN,
          PAIDONCE_DEMO: '0',
          LOG_LEVEL: 'warn',
        },
        stdio: ['ignore', 'inherit', 'pipe'],
      },
    );
    const told = [];
    for await (const line of createInterface({ input: child.stderr })) {
      told.push(line);
      const address = /listens on (\S+)/.exec(line)?.[1];
      if (address) return new MeasuredServer(child, address);
    }
    throw new Error(`the server does not start\n${told.join('\n')}`);
  }

  constructor(child, address) {
    this.child = child;
    this.address = address;
    child.stderr.resume();
    this.timer = setInterval(() => this.memory.push(this.#residentMegabytes()), 500);
  }

  #residentMegabytes() {
    const [, resident] = readFileSync(`/proc/${this.child.pid}/statm`, 'utf8').split(' ');
    return Math.round((Number(resident) * 4096) / 1e6);
  }

  get cpuSeconds() {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  }

  /** A request that posts facts as an import. */
  post() {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' };
    return request(`${this.address}/v1/facts?import=true`, { method: 'POST', headers, agent: false });
  }

  /** Imports a file and reads all answers; the last line of them. */
  async import(file) {
    const posting = this.post();
    createReadStream(file, { highWaterMark: 1 << 18 }).pipe(posting);
    const [response] = await once(posting, 'response');
    let tail = '';
    for await (const block of response) tail = (tail + block.toString('latin1')).slice(-4096);
    return JSON.parse(tail.trimEnd().split('\n').at(-1));
  }

  /** Resolves when the read models have followed the log. */
  async caughtUp() {
    for (;;) {
      const { head, projected } = await (await fetch(`${this.address}/health/ready`)).json();
      if (head !== undefined && head === projected) return;
      await sleep(50);
    }
  }

  async stop() {
    clearInterval(this.timer);
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
