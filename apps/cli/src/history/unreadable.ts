import type { Unreadable } from '@paidonce/facts';

/** In the language of all other refusals: they are for machines too. */
export const UNREADABLE: Readonly<Record<Unreadable, string>> = {
  'not-utf8': 'not JSON: the line is not UTF-8',
  utf16: 'not JSON: the file looks like UTF-16; save it as UTF-8',
  'too-long': 'not JSON: the line is longer than any fact',
};
