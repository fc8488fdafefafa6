import type { Texts } from './en.texts.js';
import type { Language } from './language.js';

export type { Texts };

/** All texts of one language. Only the language that is spoken is loaded. */
export async function textsOf(language: Language): Promise<Texts> {
  switch (language) {
    case 'en':
      return (await import('./en.texts.js')).en;
    case 'ru':
      return (await import('./ru.texts.js')).ru;
  }
}
