import type { Forms, Language } from '../texts/language.js';

/** British English writes dates without doubt about day and month. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru-RU' };

const DATE_TIME: Readonly<Record<Language, Intl.DateTimeFormatOptions>> = {
  en: { dateStyle: 'medium', timeStyle: 'medium' },
  ru: { dateStyle: 'short', timeStyle: 'medium' },
};

/** Numbers, money, dates and plurals as one language writes them. */
export class Formats {
  readonly #locale: string;
  readonly #decimals = new Map<number, Intl.NumberFormat>();
  #plurals: Intl.PluralRules | undefined;
  readonly #times = new Map<string, Intl.DateTimeFormat>();
  #months: Intl.DateTimeFormat | undefined;

  constructor(readonly language: Language) {
    this.#locale = LOCALES[language];
  }

  /**
   * A decimal string with the language's grouping, all its digits and at least so many after the point; it never becomes
   * a number on the way.
   */
  decimal(text: string, leastDigits = 0): string {
    // A fraction that does not end (`7/6`), or no number at all.
    if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
    const digits = Math.max(leastDigits, text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);
    let format = this.#decimals.get(digits);
    if (!format) {
      const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      this.#decimals.set(digits, (format = new Intl.NumberFormat(this.#locale, fraction)));
    }
    return format.format(text as Intl.StringNumericLiteral);
  }

  count(count: number | bigint): string {
    return this.decimal(String(count));
  }

  /** `1 lead`, `2 leads`; `2 заявки`, `5 заявок`. */
  counted(count: number, forms: Forms): string {
    return `${this.count(count)} ${this.form(count, forms)}`;
  }

  form(count: number, forms: Forms): string {
    this.#plurals ??= new Intl.PluralRules(this.#locale);
    return forms[this.#plurals.select(Math.abs(count))] ?? forms.other;
  }

  /** Seconds as `8:15:00`. */
  clock(seconds: number): string {
    const magnitude = Math.abs(seconds);
    const two = (value: number): string => String(value).padStart(2, '0');
    const hours = Math.floor(magnitude / 3600);
    return `${seconds < 0 ? '-' : ''}${hours}:${two(Math.floor(magnitude / 60) % 60)}:${two(magnitude % 60)}`;
  }

  /** A moment as the clocks of a time zone showed it, to the second. */
  time(rfc3339: string, timeZone: string): string {
    let format = this.#times.get(timeZone);
    if (!format) {
      const options = { ...DATE_TIME[this.language], timeZone };
      this.#times.set(timeZone, (format = new Intl.DateTimeFormat(this.#locale, options)));
    }
    return format.format(new Date(rfc3339));
  }

  /** `January 2026` for the period `2026-01`; weeks and quarters keep their names. */
  period(name: string): string {
    const match = /^(\d{4})-(\d\d)$/.exec(name);
    if (!match) return name;
    this.#months ??= new Intl.DateTimeFormat(this.#locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
    return this.#months.format(Date.UTC(Number(match[1]), Number(match[2]) - 1, 1));
  }
}
