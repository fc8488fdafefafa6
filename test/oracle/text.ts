/** Text as the rules compare it. */

/** Order by Unicode code point (sections 4 and 6.1), which is not the order of UTF-16 code units. */
export function byCodePoint(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i]?.codePointAt(0) ?? 0) - (b[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export interface Identity {
  readonly source: string;
  readonly id: string;
}

/** Section 1: `(source, id)` identifies a fact. */
export const identityOf = ({ source, id }: Identity): string => `${source.length} ${source} ${id}`;

export const byIdentity = (left: Identity, right: Identity): number =>
  byCodePoint(left.source, right.source) || byCodePoint(left.id, right.id);

export interface Dated extends Identity {
  readonly time: bigint;
}

/** Section 5: by time; of two at one time the greater `(source, id)` is the later one. */
export const byTime = (left: Dated, right: Dated): number =>
  left.time === right.time ? byIdentity(left, right) : left.time < right.time ? -1 : 1;

/** RFC 8785 canonical JSON of a parsed value. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
