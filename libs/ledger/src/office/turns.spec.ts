import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as after } from 'node:timers/promises';
import { openOffice } from './index.js';
import { OPENING, testOffice, type TestOffice } from './office.fixture.js';
import { Turns } from './turns.js';

let office: TestOffice;
beforeAll(async () => {
  office = await testOffice();
}, OPENING);
afterAll(() => office.close());

describe('A turn', () => {
  it('is taken by one at a time, in all processes, and given on when it fails', async () => {
    const other = await openOffice(office.url, { connections: 2 });
    const [here, there] = [new Turns(office.source), new Turns(other)];
    let running = 0;
    const most: number[] = [];
    const work = async (fails: boolean): Promise<string> => {
      most.push(++running);
      await after(2);
      running--;
      if (fails) throw new Error('it failed');
      return 'done';
    };
    const all = Array.from({ length: 40 }, (_, i) =>
      (i % 2 ? here : there).take('contract C-1', () => work(i % 5 === 0)),
    );
    const ended = await Promise.allSettled(all);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(32);
    expect([most.length, Math.max(...most)]).toEqual([40, 1]);
    await other.destroy();
  });

  it('under another name waits for nobody', async () => {
    const turns = new Turns(office.source);
    await turns.take('a', async () => {
      expect(await turns.take('b', () => Promise.resolve('b'))).toBe('b');
    });
  });
});
