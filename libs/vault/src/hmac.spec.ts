import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Hmac } from './hmac.js';

describe('HMAC-SHA-256', () => {
  it('is the one of OpenSSL, for any key and text', () => {
    const key = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 2000, max: 2100 }).map((n) => 'я'.repeat(n)),
    );
    fc.assert(
      fc.property(key, text, text, (secret, one, two) => {
        const hmac = new Hmac(secret);
        for (const each of [one, two, one]) {
          expect(hmac.hexOf(each)).toBe(createHmac('sha256', secret).update(each).digest('hex'));
        }
      }),
    );
  });

  it('takes no key that it would have to hash first', () => {
    expect(() => new Hmac(Buffer.alloc(65))).toThrow(RangeError);
  });
});
