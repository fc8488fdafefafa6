/** The names most like one that does not exist, the likest first; none that differs in most of its letters. */
export function nearest(name: string, known: Iterable<string>, most: number): string[] {
  const wanted = name.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const found: { readonly name: string; readonly distance: number }[] = [];
  for (const candidate of known) {
    const text = candidate.toLowerCase();
    const holds = text.includes(wanted) || (text.length > 2 && wanted.includes(text));
    if (!holds && Math.abs(text.length - wanted.length) > allowed) continue;
    const distance = holds ? 0.5 : editDistance(text, wanted);
    if (distance > allowed) continue;
    found.push({ name: candidate, distance });
    if (found.length > most * 20) cutToNearest(found, most);
  }
  cutToNearest(found, most);
  return found.map((each) => each.name);
}

function cutToNearest(found: { readonly name: string; readonly distance: number }[], most: number): void {
  found.sort((a, b) => a.distance - b.distance);
  found.length = Math.min(found.length, most);
}

/** Levenshtein: how many letters have to be put in, left out or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
