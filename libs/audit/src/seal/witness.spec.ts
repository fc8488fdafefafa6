import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Witness } from './witness.js';

let server: Server;
let posted: string[];
let refusals: number;
beforeEach(async () => {
  [posted, refusals] = [[], 0];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      response.statusCode = refusals-- > 0 ? 503 : 200;
      if (response.statusCode === 200) posted.push(body);
      response.end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

async function until(isDone: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !isDone(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('A witness', () => {
  it('is posted every checkpoint in order, again where it refuses', async () => {
    const failures: unknown[] = [];
    const witness = new Witness(url(), { failed: (error) => failures.push(error) }, 1);
    refusals = 2;
    for (const note of ['one', 'two', 'three']) witness.tell(note);
    await until(() => posted.length === 3);
    expect(posted).toEqual(['one', 'two', 'three']);
    expect(failures).toHaveLength(2);
    witness.tell('four');
    await until(() => posted.length === 4);
    await witness.close();
    expect(posted).toHaveLength(4);
  });

  it('that is away is given up for this one, and keeps nobody waiting', async () => {
    const retries: (number | undefined)[] = [];
    refusals = 8;
    const witness = new Witness(url(), { failed: (_, retryInMs) => retries.push(retryInMs) }, 1);
    for (const note of ['one', 'two']) witness.tell(note);
    await until(() => posted.length === 1);
    expect(posted).toEqual(['two']);
    expect(retries).toEqual([1, 2, 4, 8, 16, 32, 64, undefined]);
    await witness.close();
  });

  it('is let go of at once when it is closed', async () => {
    refusals = 100;
    const witness = new Witness(url(), {}, 60_000);
    witness.tell('one');
    await until(() => refusals < 100);
    await witness.close();
    expect(posted).toEqual([]);
  });
});
