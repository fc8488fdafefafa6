import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '../../../postgres/src/testing/index.js';
import { LogDamaged, LogRow, openPostgresEventStore, readLogRows, type RowRoom } from '../index.js';
import { collect } from '../testing/events.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  const log = await openPostgresEventStore({ pool: database.pool });
  const sizes = Array.from({ length: 3_000 }, (_, i) => (i % 500 === 7 ? 900_000 : (i * 37) % 900));
  for (let i = 0; i < sizes.length; i += 100) {
    const events = sizes.slice(i, i + 100).map((length, k) => ({
      id: randomUUID(),
      type: k % 3 === 0 ? 'lead.registered' : 'call.completed',
      data: JSON.stringify({ number: i + k, text: 'ж'.repeat(length) }),
      metadata: '{}',
    }));
    await log.append(`account-${i % 7}`, events, 'any');
  }
  await log.close();
}, 60_000);
afterAll(() => database.drop());

interface Rows {
  readonly rows: string[];
  readonly rooms: number;
}

/** Reads rows into rooms of the least size, or of more bytes, and for so many rows each. */
async function read(more: number, most: number, [after, upTo] = [0n, 3_000n]): Promise<Rows> {
  const rows: string[] = [];
  let rooms = 0;
  const room = (least: number): RowRoom => {
    rooms++;
    return { bytes: Buffer.alloc(least + more), starts: new Int32Array(most) };
  };
  const row = new LogRow();
  for await (const { room: read, count } of readLogRows({ url: database.url, schema: 'log' }, after, upTo, room)) {
    for (let i = 0; i < count; i++) {
      row.read(read.bytes, read.starts[i] as number);
      const data = read.bytes.toString('utf8', row.start, row.end);
      rows.push(`${row.position} ${row.stream} ${row.type} ${data}`);
    }
  }
  return { rows, rooms };
}

describe('Rows of the log that are read into rooms', () => {
  it('are its events, however small the rooms are', async () => {
    const log = await openPostgresEventStore({ pool: database.pool });
    const events = await collect(log.readAll());
    await log.close();
    const expected = events.map(({ position, stream, type, data }) => `${position} ${stream} ${type} ${data}`);
    expect(expected.length).toBe(3_000);
    for (const [more, most] of [
      [0, 4_096],
      [1 << 20, 4_096],
      [1 << 20, 1],
      [0, 7],
    ] as const) {
      const { rows, rooms } = await read(more, most);
      expect(rooms).toBeGreaterThanOrEqual(Math.ceil(3_000 / most));
      expect(rows).toEqual(expected);
    }
    expect((await read(0, 100, [1_234n, 1_300n])).rows).toEqual(expected.slice(1_234, 1_300));
    expect((await read(0, 100, [5n, 5n])).rows).toEqual([]);
  }, 60_000);

  it('that are missing are damage, and what the server says is thrown', async () => {
    await expect(read(0, 100, [2_990n, 3_001n])).rejects.toThrow(LogDamaged);
    const place = { url: database.url, schema: 'nowhere' };
    const rows = readLogRows(place, 0n, 5n, () => ({ bytes: Buffer.alloc(1 << 18), starts: new Int32Array(9) }));
    await expect(rows.next()).rejects.toThrow('does not exist');
  });
});
