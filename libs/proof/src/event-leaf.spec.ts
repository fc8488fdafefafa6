import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { entryOf, leafHash, leafOf, type LoggedEvent } from './event-leaf.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const event: LoggedEvent = {
  stream: 'account-bank',
  revision: 7,
  id: '0b0f5d7e-0000-5000-8000-000000000001',
  type: 'call.completed',
  data: '{"a":"я"}',
  metadata: '{}',
};

describe('The entry of an event', () => {
  it('is seven lines', () => {
    expect(entryOf(event).toString()).toBe(
      `paidonce-event/1\n"account-bank"\n7\n${event.id}\n"call.completed"\n${sha256('{"a":"я"}')}\n${sha256('{}')}\n`,
    );
  });

  it('is the same where what it says is withheld', () => {
    const withheld = { ...event, data: { sha256: sha256(event.data as string) } };
    expect(entryOf(withheld)).toEqual(entryOf(event));
  });

  it('is the same where what it says comes as bytes', () => {
    const bytes = { ...event, data: Buffer.from('{"a":"я"}'), metadata: new Uint8Array(Buffer.from('{}')) };
    expect(entryOf(bytes)).toEqual(entryOf(event));
    expect(leafOf(bytes)).toEqual(leafOf(event));
  });

  it('keeps a line break of a name in its line', () => {
    expect(
      entryOf({ ...event, stream: 'account-a\nb' })
        .toString()
        .split('\n'),
    ).toHaveLength(8);
  });

  it('is hashed behind a byte that no node begins with', () => {
    const entry = entryOf(event);
    expect(leafOf(event)).toEqual(leafHash(entry));
    expect(leafHash(entry)).toEqual(createHash('sha256').update(Buffer.of(0)).update(entry).digest());
  });
});
