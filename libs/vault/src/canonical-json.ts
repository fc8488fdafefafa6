/** Levels of lists and objects within each other; far more than any fact has, and far fewer than the stack. */
const DEEPEST = 500;
const FEW_NAMES = 12;

/**
 * RFC 8785 canonical JSON of a value that `JSON.parse` yielded. Texts and numbers are written by `JSON.stringify`,
 * which is what that RFC asks for; the order of members is by UTF-16 code units, which is how `<` compares texts.
 * Throws a RangeError where the value is nested deeper than `DEEPEST`.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth >= DEEPEST) throw new RangeError(`nested deeper than ${DEEPEST}`);
  return Array.isArray(value)
    ? writeList(value, depth + 1)
    : writeObject(value as Readonly<Record<string, unknown>>, depth + 1);
}

function writeList(list: readonly unknown[], depth: number): string {
  let text = '[';
  for (let i = 0; i < list.length; i++) text += (i > 0 ? ',' : '') + write(list[i], depth);
  return text + ']';
}

function writeObject(value: Readonly<Record<string, unknown>>, depth: number): string {
  let text = '{';
  for (const name of sortedNames(value)) {
    text += (text.length > 1 ? ',' : '') + JSON.stringify(name) + ':' + write(value[name], depth);
  }
  return text + '}';
}

/** Few names, in place: sorting by the runtime makes copies, of millions of objects. */
function sortedNames(value: object): string[] {
  const names = Object.keys(value);
  if (names.length > FEW_NAMES) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i] as string;
    let at = i;
    for (; at > 0 && (names[at - 1] as string) > name; at--) names[at] = names[at - 1] as string;
    names[at] = name;
  }
  return names;
}
