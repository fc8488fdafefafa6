/** How many lines importers may still send: so that a history lasts for all faults, and every fault meets some of it on its way. */
export class Allowance {
  #left = 0;
  #waiting = [];

  add(lines) {
    this.#left += lines;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** So many lines, or fewer, but at least one; 0 once the signal is aborted. */
  async take(lines, signal) {
    while (this.#left < 1) {
      if (signal.aborted) return 0;
      await new Promise((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', resolve, { once: true });
      });
    }
    if (signal.aborted) return 0;
    const taken = Math.min(lines, Math.max(1, Math.floor(this.#left)));
    this.#left -= taken;
    return taken;
  }
}
