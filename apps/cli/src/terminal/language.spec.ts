import { describe, expect, it } from '@jest/globals';
import { chooseLanguage } from './language.js';

describe('the language', () => {
  it('is the one of --lang, wherever it stands', () => {
    expect(chooseLanguage(['settle', 'a', '--lang', 'ru'], {})).toBe('ru');
    expect(chooseLanguage(['--lang=ru', 'settle', 'a'], { LANG: 'en_GB.UTF-8' })).toBe('ru');
    expect(chooseLanguage(['--lang', 'en'], { LC_ALL: 'ru_RU.UTF-8' })).toBe('en');
  });

  it('is else the one of the locale: LC_ALL before LC_MESSAGES before LANG', () => {
    expect(chooseLanguage([], { LANG: 'ru_RU.UTF-8' })).toBe('ru');
    expect(chooseLanguage([], { LC_MESSAGES: 'ru', LANG: 'en_US.UTF-8' })).toBe('ru');
    expect(chooseLanguage([], { LC_ALL: 'C', LC_MESSAGES: 'ru', LANG: 'ru' })).toBe('en');
    expect(chooseLanguage([], { LC_ALL: '', LANG: 'ru' })).toBe('ru');
  });

  it('is English where neither says anything that is spoken here', () => {
    expect(chooseLanguage([], {})).toBe('en');
    expect(chooseLanguage(['--lang', 'de'], { LANG: 'de_DE' })).toBe('en');
    expect(chooseLanguage(['--lang'], {})).toBe('en');
  });
});
