/* global AbortController */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOKEN } from './server-under-test.mjs';

/** Steps that were answered and are sent again with a new connection, at most. */
const SENT_AGAIN = 60;
const LARGEST_CHUNK = 120;

/**
 * Posts steps as an import over as many connections as it takes, and what was not answered again. Between them it sends facts that were
 * answered long ago, and facts under the identity of others.
 */
export class Importer {
  #request;
  /** Steps before it are answered. */
  #next = 0;
  #launched = 0;
  #conflicts = 0;
  #refused = [];
  connections = 0;

  constructor({ name, steps, server, allowance, book, chance, closings, isOutOfOrder = false }) {
    Object.assign(this, { name, steps, server, allowance, book, closings, isOutOfOrder });
    this.chance = chance.apart(name);
  }

  /** Steps that are still to be answered. */
  get left() {
    return this.steps.length - this.#next;
  }

  /** Cuts its connection; false where it has none. */
  cut() {
    if (!this.#request || this.#request.destroyed) return false;
    this.#request.destroy();
    return true;
  }

  /** Resolves when every step was accepted or turned out a duplicate. */
  async run() {
    await this.#deliver();
    // What came too early is in order by now.
    for (let round = 0; this.#refused.length > 0; round++) {
      if (round === 5) {
        this.book.problem(`${this.name}: ${this.#refused.length} facts are refused for good: ${this.#refused[0].key}`);
        return;
      }
      this.steps = this.#refused;
      [this.#refused, this.#next, this.#launched] = [[], 0, 0];
      await this.#deliver();
    }
  }

  async #deliver() {
    while (this.#next < this.steps.length) {
      const url = await this.server.address();
      this.connections++;
      await this.#exchange(url);
      if (this.left > 0) await sleep(20 + this.chance.below(80));
    }
  }

  /** Resolves when the exchange is over, however it ended. */
  async #exchange(url) {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' };
    const request = httpRequest(`${url}/v1/facts?import=true`, { method: 'POST', headers, agent: false });
    this.#request = request;
    const over = new AbortController();
    request.on('error', () => undefined).on('close', () => over.abort());
    const sent = [];
    request.flushHeaders();
    const sending = this.#send(request, sent, over.signal).catch((error) => {
      // A connection that breaks while it is written to is told of before it is over.
      if (!over.signal.aborted && error.syscall === undefined) throw error;
    });
    try {
      await this.#read(request, sent, over.signal);
    } catch (error) {
      if (error instanceof Strange) this.book.problem(`${this.name}: ${error.message}`);
    }
    request.destroy();
    over.abort();
    await sending;
  }

  async #send(request, sent, signal) {
    let at = Math.max(0, this.#next - this.chance.below(SENT_AGAIN));
    while (at < this.steps.length && !signal.aborted) {
      if (this.steps[at].waits) await this.closings.idle();
      let count = await this.allowance.take(1 + this.chance.below(LARGEST_CHUNK), signal);
      if (count === 0) return;
      let text = '';
      for (; count > 0 && at < this.steps.length; count--) {
        if (this.steps[at].waits && text !== '') break;
        this.#askForClosings(at);
        text += this.#line(sent, this.steps[at], 'step', at++);
        if (this.#next > 0 && this.chance.percent(2)) text += this.#aside(sent);
      }
      if (!request.write(text)) await once(request, 'drain', { signal });
      if (this.chance.percent(30)) await sleep(this.chance.below(15));
    }
    request.end();
  }

  #askForClosings(at) {
    if (at < this.#launched) return;
    this.#launched = at + 1;
    for (const closing of this.steps[at].closings ?? []) this.closings.ask(closing);
  }

  /** A fact that was answered before, or another one under its identity. */
  #aside(sent) {
    const at = this.chance.below(this.#next);
    const step = this.steps[at];
    if (!this.book.facts.has(step.key) || this.chance.percent(75)) return this.#line(sent, step, 'again', at);
    const fact = JSON.parse(step.text);
    const other = JSON.stringify({ ...fact, data: { ...fact.data, note: `other ${++this.#conflicts}` } });
    return this.#line(sent, { ...step, text: other }, 'conflict', at);
  }

  #line(sent, { text, key }, kind, at) {
    sent.push({ key, kind, at });
    this.book.send(key, kind === 'conflict' ? undefined : text);
    return `${text}\n`;
  }

  async #read(request, sent, signal) {
    const [response] = await once(request, 'response', { signal });
    // What breaks it off ends its lines.
    response.on('error', () => undefined);
    if (response.statusCode !== 200) {
      response.resume();
      if (response.statusCode < 500) throw new Strange(`status ${response.statusCode}`);
      return;
    }
    let count = 0;
    const lines = createInterface({ input: response });
    // A connection that is cut between two lines is told of when nobody listens: whoever asks for the next line learns of it all the same.
    lines.on('error', () => undefined);
    for await (const line of lines) {
      const answer = parsed(line);
      // The beginning of an answer whose rest was lost, or the counts at the end.
      if (answer?.line === undefined) continue;
      if (answer.line !== ++count || count > sent.length) throw new Strange(`an answer to no line: ${line}`);
      this.#judge(sent[count - 1], answer);
    }
  }

  #judge({ key, kind, at }, answer) {
    this.book.answer(key, answer);
    const { status, code } = answer;
    if (kind === 'conflict') {
      if (code !== 'conflict') throw new Strange(`other words under the identity ${key} were ${status} ${code ?? ''}`);
      return;
    }
    if (kind === 'again' && status !== 'duplicate' && !this.steps[at].early) {
      throw new Strange(`${key} was answered before, and is ${status} ${code ?? ''} now`);
    }
    if (kind !== 'step') return;
    this.#next = Math.max(this.#next, at + 1);
    if (status === 'refused' && !this.steps[at].early) this.#refuse(at, answer);
  }

  /** Where the order was mixed up by deliveries that were cut off, whoever delivers tries again; else it is not in order. */
  #refuse(at, { code, path, message }) {
    const step = this.steps[at];
    if (this.isOutOfOrder) this.#refused.push({ ...step, closings: [] });
    else throw new Strange(`${step.key} was refused: ${code} ${path} ${message}`);
  }
}

class Strange extends Error {}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
