/** What the server has promised, as those who posted heard it. */
export class Book {
  /** Facts that were answered, by key: how often `accepted`, and the least position that was told of each. */
  facts = new Map();
  /** Places of refused facts in quarantine. */
  quarantined = new Set();
  /** Texts of facts that may be on record, by key. */
  sent = new Map();
  /** Statements by contract and period, as closings were answered. */
  closed = new Map();
  counts = { lines: 0, accepted: 0, duplicate: 0, refused: 0, recordedUnanswered: 0 };
  /** What must not happen, in sentences. */
  problems = [];
  lastAnswerAt = performance.now();

  problem(sentence) {
    this.problems.push(sentence);
    console.error(`! ${sentence}`);
  }

  get answered() {
    return this.counts.accepted + this.counts.duplicate + this.counts.refused;
  }

  send(key, text) {
    this.counts.lines++;
    const texts = this.sent.get(key);
    if (texts) texts.add(text);
    else this.sent.set(key, new Set([text]));
  }

  /** Takes note of an answer to a fact. */
  answer(key, { status, position, quarantine }) {
    this.lastAnswerAt = performance.now();
    this.counts[status]++;
    if (status === 'refused') {
      if (typeof quarantine === 'string') this.quarantined.add(quarantine);
      return;
    }
    const known = this.facts.get(key);
    if (!known && status === 'duplicate') this.counts.recordedUnanswered++;
    const fact = known ?? { accepted: 0, position: Infinity };
    if (status === 'accepted' && ++fact.accepted > 1) this.problem(`${key} was accepted ${fact.accepted} times`);
    if (position !== undefined) fact.position = Math.min(fact.position, position);
    this.facts.set(key, fact);
  }

  /** Takes note of the statement that a closing was answered. */
  statement(contractId, period, { number, hash }) {
    const key = `${contractId} ${period}`;
    const known = this.closed.get(key);
    if (known && (known.number !== number || known.hash !== hash)) {
      this.problem(`closing ${key} was answered statement ${known.number} ${known.hash}, then ${number} ${hash}`);
    }
    this.closed.set(key, { number, hash });
  }
}
