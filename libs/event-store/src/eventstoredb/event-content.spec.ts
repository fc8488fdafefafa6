import { describe, expect, it } from '@jest/globals';
import { toClientEvent, toRecordedEvent } from './event-content.js';

const written = (data: string, metadata = '{"actor":"crm"}') =>
  toClientEvent({ id: '6f0b1f1e-9d0b-4a53-8f5e-0d4a2f1f0001', type: 'lead.confirmed', data, metadata });

const read = (content: ReturnType<typeof written>['content'], metadata: unknown) =>
  toRecordedEvent(
    {
      id: '6f0b1f1e-9d0b-4a53-8f5e-0d4a2f1f0001',
      type: 'lead.confirmed',
      stream: 'account-bank',
      revision: 4n,
      position: undefined,
      created: new Date('2026-02-05T12:00:00.123Z'),
      content,
      metadata,
    },
    2n ** 60n,
  );

describe('the text of an event', () => {
  it.each(['{"leadId":"L-1","n":[1,2.5,null]}', '"text"', 'null', '{}', '{"ключ":"ё\\ud83d"}'])(
    '%s is JSON to the server',
    (data) => {
      const { content } = written(data);
      expect(content).toEqual({ json: JSON.parse(data) as unknown });
      expect(read(content, {}).data).toBe(data);
    },
  );

  it.each(['{"n":1.0}', '{"n":9007199254740993}', '{"a":1,"a":2}', '{ "a": 1 }', '{"b":1,"1":2}', '"\\u0041"'])(
    '%s, which the client would change, goes as bytes',
    (data) => {
      const { content } = written(data);
      expect(content).toEqual({ bytes: Buffer.from(data) });
      expect(read(content, {}).data).toBe(data);
    },
  );

  it('must be JSON', () => {
    expect(() => written('{')).toThrow(SyntaxError);
  });
});

describe('an event as it is read', () => {
  it('has its place, its time, and its metadata whether the server takes it for JSON or not', () => {
    expect(read({ json: {} }, { actor: 'crm' })).toMatchObject({
      stream: 'account-bank',
      revision: 4,
      position: 2n ** 60n,
      created: '2026-02-05T12:00:00.123Z',
      metadata: '{"actor":"crm"}',
    });
    expect(read({ json: {} }, Uint8Array.from(Buffer.from('ё'))).metadata).toBe('ё');
    expect(read({ json: {} }, undefined).metadata).toBe('{}');
  });
});
