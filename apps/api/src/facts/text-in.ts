import { Problem } from '../problems/problem.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text that bytes are in UTF-8, without a byte order mark at its beginning; `undefined` where they are none. */
export function textIn(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of a body that is nothing but text. Throws a problem where it is none: what a byte stands for would be guessed. */
export function wholeText(body: Buffer): string {
  const text = textIn(body);
  if (text === undefined) throw new Problem('malformed-request', 'The body is not UTF-8.');
  return text;
}
