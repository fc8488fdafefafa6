import { describe, expect, it } from '@jest/globals';
import type { StoresUnderTest } from './event-store.contract.js';
import { asBytes, collect, event, fresh, numbered, numberOf, plain } from './events.fixture.js';

export function describeContents(opened: () => StoresUnderTest): void {
  describe('an event', () => {
    it('comes back as it was, with its place and the time of its recording', async () => {
      const { one } = opened();
      const stream = fresh('account');
      const written = event('lead.confirmed', { leadId: 'L-1' }, { actor: 'crm', correlationId: 'c-1' });
      const earliest = Date.now() - 60_000;
      const { position } = await one.append(stream, [written], 'no-stream');
      const [read] = (await collect(one.readStream(stream))).map(plain);
      expect(read).toEqual({ ...written, stream, revision: 0, position, created: expect.any(String) });
      expect(read?.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
      expect(Math.abs(Date.parse(read?.created ?? '') - earliest)).toBeLessThan(3_600_000);
    });

    it.each([
      ['nothing', {}],
      ['no text', { text: '' }],
      ['other scripts', { text: 'ёжик — 電話 😀 é e\u0301', ключ: 'значение' }],
      ['U+0000', { text: 'a\u0000b' }],
      ['half a surrogate pair', { text: '\ud83d', other: '\ude00' }],
      ['control characters', { text: '\u0001\u001f\u007f\u0085\u2028\ufeff' }],
      ['quotes, backslashes, tabs, ends of lines', { text: '"\'\\\\N\\.\t\r\n', path: 'C:\\new\\table' }],
      ['what looks like an end of data', { text: '\\.' }],
      ['large and exact numbers', { n: 9007199254740991, x: 0.1 }],
      ['lists in lists', { list: [[], [[1], { a: [null] }]] }],
      ['a megabyte', { text: 'ж'.repeat(480_000) }],
    ])('may hold %s', async (_, data) => {
      const { one, other } = opened();
      const stream = fresh('account');
      const written = event('lead.confirmed', data, data);
      // A megabyte is said once: some stores count data and metadata together.
      const small = written.data.length > 100_000 ? { ...written, metadata: '{}' } : written;
      await one.append(stream, [small], 'no-stream');
      const [read] = await collect(other.readStream(stream));
      expect(JSON.parse(read?.data ?? '')).toEqual(data);
      expect(JSON.parse(read?.metadata ?? '')).toEqual(JSON.parse(small.metadata));
    });

    it('may be given as bytes, its id too, among others that are not', async () => {
      const { one, other } = opened();
      const stream = fresh('account');
      const texts = ['{"text": "ёж 😀", "x": 1.50}', `{"text":"${'ж'.repeat(70_000)}"}`, '{}'];
      const events = texts.map((data) => ({ ...event('lead.confirmed'), data }));
      const inBytes = events.map((written, n) => (n === 2 ? written : asBytes(written)));
      const made = await one.append(stream, inBytes, 'no-stream');
      expect((await collect(other.readStream(stream))).map(plain)).toMatchObject(
        events.map(({ id, data }, revision) => ({ id, data, revision })),
      );
      expect(await other.append(stream, events, 'no-stream')).toEqual({ ...made, idempotent: true });
      const alone = asBytes({ ...event('lead.confirmed'), data: '{"n": 1}' });
      await one.append(stream, [alone], 2);
      const [last] = await collect(one.readStream(stream, { direction: 'backwards', limit: 1 }));
      expect(last).toMatchObject({ id: alone.id, revision: 3 });
      expect(JSON.parse(last?.data ?? '')).toEqual({ n: 1 });
    });

    it('may be of any type and in any stream that has a name', async () => {
      const { one } = opened();
      const stream = fresh('счёт 電話 😀 "\'\\,{}%');
      const type = fresh('лид.подтверждён "\'\\,{}');
      const { position } = await one.append(stream, [event(type)], 'no-stream');
      expect(await collect(one.readStream(stream))).toMatchObject([{ stream, type, revision: 0 }]);
      expect(await collect(one.readAll({ types: [type] }))).toMatchObject([{ stream, type, position }]);
    });
  });

  describe('ten thousand events', () => {
    it('can be appended at once, and are read in order', async () => {
      const { one } = opened();
      const [stream, type] = [fresh('account'), fresh('call.completed')];
      const appended = await one.append(stream, numbered(type, 10_000), 'no-stream');
      expect(appended.revision).toBe(9999);
      const inStream = await collect(one.readStream(stream));
      const inLog = await collect(one.readAll({ types: [type] }));
      const numbers = Array.from({ length: 10_000 }, (_, n) => n);
      expect(inStream.map(numberOf)).toEqual(numbers);
      expect(inLog.map(numberOf)).toEqual(numbers);
      expect(inLog.at(-1)?.position).toBe(appended.position);
    });
  });

  describe('large events in number', () => {
    it('are read in constant memory, in order', async () => {
      const { one } = opened();
      const [stream, type] = [fresh('account'), fresh('recording.kept')];
      const text = 'x'.repeat(900_000);
      for (let n = 0; n < 12; n++) await one.append(stream, [event(type, { n, text }, {})], 'any');
      const numbers: number[] = [];
      for await (const events of one.readAll({ types: [type] })) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        numbers.push(...events.map(numberOf));
      }
      expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });
  });
}
