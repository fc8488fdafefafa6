import { describe, expect, it } from '@jest/globals';
import { Phrases } from './phrases.js';

describe('Phrases', () => {
  it('are what the bytes say, however often and in whichever order they come', () => {
    const texts = ['', 'a', 'lead.registered', 'lead.confirmed', 'account-банк', 'account-😀'];
    const many = Array.from({ length: 2000 }, (_, i) => `account-${i % 700}`);
    const phrases = new Phrases();
    for (const text of [...texts, ...many, ...texts, ...texts.toReversed()]) {
      const bytes = Buffer.from(`<${text}>`);
      expect(phrases.read(bytes, 1, bytes.length - 1)).toBe(text);
    }
  });
});
