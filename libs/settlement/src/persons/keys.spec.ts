import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { Token } from '@paidonce/kernel';
import { keysOf, keyValue, phoneKey, sharedKeys } from './keys.js';

const all = new Set(['phone', 'email', 'externalId'] as const);

describe('A phone number', () => {
  it.each([
    ['+7 (916) 123-45-67', 'RU', '+79161234567'],
    ['8 916 123-45-67', 'RU', '+79161234567'],
    ['9161234567', 'RU', '+79161234567'],
    ['  +79161234567 ', 'RU', '+79161234567'],
    ['007 916 123 45 67', 'RU', '+79161234567'],
    ['00 49 30 123456', 'RU', '+4930123456'],
    [' 0049 30 123456', 'DE', '+4930123456'],
    ['030 123456', 'DE', '+4930123456'],
    ['+49 30 123456', 'RU', '+4930123456'],
    ['(202) 555-0147', 'US', '+12025550147'],
    ['+7 916 123-45-67 доб. 12', 'RU', '+79161234567;ext=12'],
    ['+1 202 555 0147 ext. 7', 'US', '+12025550147;ext=7'],
    ['tel:+79161234567', 'RU', '+79161234567'],
  ])('%p read in %s is %s', (phone, country, key) => {
    expect(phoneKey(phone, country)).toBe(key);
  });

  it.each(['', '   ', 'none', '1', '+', '00', '+999999999999999999', 'a@b.c'])('%p is no key', (phone) => {
    expect(phoneKey(phone, 'RU')).toBeUndefined();
    expect(keysOf({ phone }, undefined, 'RU', all)).toEqual([]);
  });

  it('of zone 7 in E.164 is what the library makes of it, though it is not asked', () => {
    const digits = fc.stringMatching(/^\d{10}$/);
    fc.assert(
      fc.property(digits, fc.constantFrom('RU', 'KZ', 'DE', 'US'), (rest, country) => {
        const phone = `+7${rest}`;
        const parsed = parsePhoneNumberFromString(phone, { defaultCountry: country as 'RU' });
        expect(parsed?.number).toBe(phone);
        expect(parsed?.ext).toBeUndefined();
        expect(phoneKey(phone, country)).toBe(phone);
      }),
      { numRuns: 300 },
    );
  });

  it('of Russia, however it is punctuated, is what the library makes of it, though it is not asked', () => {
    const digits = fc.stringMatching(/^[0-9]{9}$/);
    const gap = fc.constantFrom('', '', '', ' ', '-', '(', ')', ') ', ' - ');
    fc.assert(
      fc.property(
        fc.constantFrom('+7', '8'),
        fc.constantFrom('3', '4', '8', '9'),
        digits,
        fc.array(gap, { minLength: 12, maxLength: 12 }),
        fc.constantFrom('RU', 'DE', 'KZ'),
        (prefix, first, rest, gaps, country) => {
          const phone = [prefix, first, ...rest.split('')].map((part, i) => part + (gaps[i] ?? '')).join('');
          const byLibrary = parsePhoneNumberFromString(phone, { defaultCountry: country as 'RU' });
          const extended = byLibrary?.ext ? `${byLibrary.number};ext=${byLibrary.ext}` : byLibrary?.number;
          expect([phone, phoneKey(phone, country)]).toEqual([phone, extended]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('with more or fewer digits than zone 7 has is asked for', () => {
    for (const phone of ['+7916123456', '+791612345678', 'x+79161234567', '+79161234567x1']) {
      const parsed = parsePhoneNumberFromString(phone, { defaultCountry: 'RU' });
      expect(phoneKey(phone, 'RU')).toBe(parsed && `${parsed.number}${parsed.ext ? `;ext=${parsed.ext}` : ''}`);
    }
  });
});

describe('The keys of a lead', () => {
  const person = { phone: '8 916 123-45-67', email: ' Ivan@Example.COM ', externalId: ' A-17 ' };

  it('are its phone, its e-mail and its number in the client’s books', () => {
    expect(keysOf(person, undefined, 'RU', all)).toEqual([
      'phone:+79161234567',
      'email:ivan@example.com',
      'externalId:A-17',
    ]);
  });

  it('are those only that count', () => {
    expect(keysOf(person, undefined, 'RU', new Set(['email']))).toEqual(['email:ivan@example.com']);
    expect(keysOf(person, ['phone:1', 'email:2', 'phone:3', 'phone:1'], 'RU', new Set(['phone']))).toEqual([
      'phone:1',
      'phone:3',
    ]);
  });

  it('are its digests, where it came with any', () => {
    expect(keysOf(person, ['externalId:9f86'], 'RU', all)).toEqual(['externalId:9f86']);
    expect(keysOf(person, [], 'RU', all)).toEqual([]);
  });

  it('are none where texts are empty', () => {
    expect(keysOf({ phone: ' ', email: ' ', externalId: '\t' }, undefined, 'RU', all)).toEqual([]);
    expect(keysOf({}, undefined, 'RU', all)).toEqual([]);
    expect([keyValue('email', ' ', 'RU'), keyValue('externalId', ' ', 'RU')]).toEqual([undefined, undefined]);
  });

  it('keep the case of a number in the client’s books', () => {
    expect(keyValue('externalId', 'a-17', 'RU')).toBe('a-17');
  });
});

describe('A shared key', () => {
  it('may be plain or a digest', () => {
    expect(sharedKeys('phone', '8 495 123-45-67', 'RU')).toEqual(['phone:8 495 123-45-67', 'phone:+74951234567']);
    expect(sharedKeys('phone', ' 9f86d081 ', 'RU')).toContain('phone:9f86d081');
    expect(sharedKeys('email', ' Info@Example.com', 'RU')).toEqual([
      'email:Info@Example.com',
      'email:info@example.com',
    ]);
    expect(sharedKeys('externalId', 'A-17', 'RU')).toEqual(['externalId:A-17']);
  });
});

describe('A key read from the bytes of a history', () => {
  const keyOf = (kind: 'phone' | 'email' | 'externalId', text: string, country = 'RU'): string | undefined => {
    const bytes = Buffer.from(`"${text}"`);
    const token = new Token().set(bytes, 1, bytes.length - 1, 0);
    const found = keysOf({ [kind]: token }, undefined, country, all);
    return found.length > 0 ? String(found[0]) : undefined;
  };
  const expected = (kind: 'phone' | 'email' | 'externalId', text: string, country = 'RU'): string | undefined => {
    const value = keyValue(kind, text, country);
    return value === undefined ? undefined : `${kind}:${value}`;
  };

  it('is the one that the text has: a phone number', () => {
    const digit = fc.integer({ min: 0, max: 9 }).map(String);
    const sign = fc.constantFrom(' ', '(', ')', '-', '+', '\u00a0', 'x');
    const phone = fc.oneof(
      fc.array(fc.oneof({ weight: 9, arbitrary: digit }, sign), { maxLength: 16 }).map((units) => units.join('')),
      fc.stringMatching(/^(\+7|8|7)[ (]{0,2}[3489]\d\d[)]? ?\d{3}[ -]?\d\d[ -]?\d\d$/),
    );
    fc.assert(
      fc.property(phone, fc.constantFrom('RU', 'KZ', 'DE'), (text, country) => {
        expect(keyOf('phone', text, country)).toBe(expected('phone', text, country));
      }),
      { numRuns: 2000 },
    );
  });

  it('is the one that the text has: an address, a number in the books', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('Anna@Example.COM', ' a ', 'Я'),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('email' as const, 'externalId' as const), (value, kind) => {
        expect(keyOf(kind, value)).toBe(expected(kind, value));
      }),
    );
  });

  it('of any length is read', () => {
    const long = 'a'.repeat(1000);
    expect(keyOf('externalId', long)).toBe(`externalId:${long}`);
  });
});
