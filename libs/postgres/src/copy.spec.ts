import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyLine, copyOut, copyRows, CopyWriter, inTransaction } from './index.js';
import { testDatabase, type TestDatabase } from './testing/index.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(
    'CREATE TABLE note (id bigint PRIMARY KEY, text text, bytes bytea, at timestamptz, done boolean)',
  );
});
afterAll(() => database.drop());

const awkward = [
  '',
  '\\',
  '\\N',
  '\t\n\r',
  '\\n',
  'a\\tb',
  'ёжик — 電話 😀',
  '"quoted"',
  "it's",
  '\u0001\u001f',
  '\\.',
  ' ',
];

describe('a row in the text format of COPY', () => {
  it('escapes what would end a field or a line', () => {
    expect(copyLine(['a\tb', 'c\\d', null, undefined, 7, 2n ** 60n, true, ''])).toBe(
      'a\\tb\tc\\\\d\t\\N\t\\N\t7\t1152921504606846976\tt\t\n',
    );
  });
});

describe('rows copied into a table', () => {
  it('come back as they were, whatever characters they hold', async () => {
    const rows = awkward.map(
      (text, id) => [id, text, Buffer.from([0, 255, 92, id]), new Date(1e12 + id), true] as const,
    );
    await inTransaction(database.pool, async (client) => {
      expect(await copyRows(client, 'note', rows)).toBe(awkward.length);
    });
    const found = await database.pool.query('SELECT * FROM note ORDER BY id');
    expect(found.rows).toEqual(rows.map(([id, text, bytes, at, done]) => ({ id: String(id), text, bytes, at, done })));
  });

  it('go with the transaction that they were copied in', async () => {
    const aborted = inTransaction(database.pool, async (client) => {
      await copyRows(client, 'note (id)', [[1000], [1001]]);
      throw new Error('changed our mind');
    });
    await expect(aborted).rejects.toThrow('changed our mind');
    expect((await database.pool.query('SELECT FROM note WHERE id >= 1000')).rowCount).toBe(0);
  });

  it('may be many and come one by one', async () => {
    async function* numbers() {
      for (let id = 100_000; id < 200_000; id++) {
        if (id % 10_000 === 0) await Promise.resolve();
        yield [id, `text ${id}`];
      }
    }
    await inTransaction(database.pool, async (client) => {
      expect(await copyRows(client, 'note (id, text)', numbers())).toBe(100_000);
    });
    const { rows } = await database.pool.query("SELECT count(*) FROM note WHERE text = 'text ' || id");
    expect(rows).toEqual([{ count: '100000' }]);
  });

  it('are none when there are none', async () => {
    await inTransaction(database.pool, async (client) => {
      expect(await copyRows(client, 'note (id)', [])).toBe(0);
    });
  });

  it.each([3, 300_000])('are none when the server refuses one of %d, and the connection goes on', async (count) => {
    const client = await database.pool.connect();
    const rows = Array.from({ length: count }, () => [5_000_000, 'twice']);
    await expect(copyRows(client, 'note (id, text)', rows)).rejects.toThrow('duplicate key');
    expect((await client.query('SELECT FROM note WHERE id = 5000000')).rowCount).toBe(0);
    client.release();
  });

  it('are none when their source fails, and the connection goes on', async () => {
    const client = await database.pool.connect();
    function* failing() {
      yield [6_000_000];
      throw new Error('the file ended early');
    }
    await expect(copyRows(client, 'note (id)', failing())).rejects.toThrow('the file ended early');
    expect((await client.query('SELECT FROM note WHERE id = 6000000')).rowCount).toBe(0);
    client.release();
  });

  it('may be given as text that is encoded already', async () => {
    const client = await database.pool.connect();
    const writer = new CopyWriter(client, 'note (id, text)');
    writer.add('7000000\tone\n7000001\ttwo\n');
    expect(await writer.end()).toBe(2);
    client.release();
  });

  it('fail at once where the table is not there', async () => {
    const client = await database.pool.connect();
    await expect(new CopyWriter(client, 'nowhere').end()).rejects.toThrow('relation "nowhere" does not exist');
    client.release();
  });

  it('can be read back as the same text', async () => {
    const client = await database.pool.connect();
    await copyRows(client, 'note (id, text)', [[8_000_000, awkward.join('|')]]);
    const chunks: Buffer[] = [];
    const out = client.query(copyOut('COPY (SELECT id, text FROM note WHERE id = 8000000) TO STDOUT'));
    for await (const chunk of out) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString('utf8')).toContain(copyLine([8_000_000, 'x']).slice(0, 8));
    client.release();
  });
});
