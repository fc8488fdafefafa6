interface Entry<T> {
  readonly at: number;
  /** Of two entries for one moment, the one that was entered first comes first. */
  readonly order: number;
  readonly content: T;
}

/** What is still to come, in the order of time: a binary heap that holds the future only. */
export class Agenda<T> {
  readonly #heap: Entry<T>[] = [];
  #entered = 0;

  add(at: number, content: T): void {
    const heap = this.#heap;
    const entry = { at, order: this.#entered++, content };
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Entry<T>;
      if (!comesBefore(entry, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  /** Takes out what comes next. */
  next(): { readonly at: number; readonly content: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last && last !== first) this.#sink(last);
    return first;
  }

  /** Puts an entry into the place at the top that has become free. */
  #sink(entry: Entry<T>): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (!left) break;
      let below = left;
      if (right && comesBefore(right, left)) {
        below = right;
        child++;
      }
      if (!comesBefore(below, entry)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = entry;
  }
}

function comesBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
