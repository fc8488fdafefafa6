/** Control characters and those that turn the direction of writing: in text from a file they could forge what is shown. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u;
const NARROW_ONLY = /^[ -\u02ff\u0370-\u0482\u048a-\u058f]*$/;

/** Text from a history as a terminal may show it: what has no shape is written as `\u001b`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  if (NARROW_ONLY.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character) || character === '\u200d') continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
