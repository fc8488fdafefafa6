/* global fetch */
import { setTimeout as sleep } from 'node:timers/promises';
import { keyOf } from './histories.mjs';
import { TOKEN } from './server-under-test.mjs';

const GIVES_UP_AFTER_MS = 240_000;

/** Closes periods, each by several callers at the same time: by command, and by rival facts. Whatever fails is asked again. */
export class Closings {
  /** Periods of a contract are closed one after another. */
  #last = Promise.resolve();
  #running = [];
  asked = 0;
  callers = 0;

  constructor({ server, book, chance }) {
    Object.assign(this, { server, book });
    this.chance = chance.apart('closings');
  }

  /** Has a period closed that a fact says is closed. */
  ask(text) {
    this.asked++;
    const callers = this.#callersFor(text, this.asked);
    this.callers += callers.length;
    this.#last = this.#last.then(() => {
      const calls = callers.map((call) => this.#persist(call));
      this.#running.push(...calls);
      return Promise.any(calls).catch(() => undefined);
    });
  }

  /** Resolves when all that was asked for is done. */
  async idle() {
    await this.#last;
    await Promise.all(this.#running);
  }

  #callersFor(text, number) {
    const fact = JSON.parse(text);
    const { contractId, period } = fact.data;
    const shared = `closing-${this.chance.seed}-${number}`;
    const command = (key) => this.#command(contractId, period, key);
    const rivals = Array.from({ length: 1 + this.chance.below(2) }, (_, i) => {
      const rival = { ...fact, id: `${fact.id}-rival-${i}` };
      return this.#fact(rival);
    });
    const all = [command(shared), command(shared), command(undefined), command(`${shared}-own`), ...rivals];
    return all.sort(() => this.chance.next() - 0.5);
  }

  /** Calls until there is an answer that is one. */
  async #persist(call) {
    const until = performance.now() + GIVES_UP_AFTER_MS;
    while (performance.now() < until) {
      const url = await this.server.address();
      try {
        if (await call(url)) return;
      } catch (error) {
        if (!isBroken(error)) throw error;
      }
      await sleep(50 + this.chance.below(100));
    }
    this.book.problem('a closing is not answered');
  }

  #command(contractId, period, key) {
    return async (url) => {
      const headers = { authorization: `Bearer ${TOKEN}`, ...(key && { 'idempotency-key': key }) };
      const response = await fetch(`${url}/v1/contracts/${contractId}/periods/${period}/close`, {
        method: 'POST',
        headers,
      });
      const body = await response.json();
      if (response.status === 200 || response.status === 201) {
        this.book.statement(contractId, period, body);
        return true;
      }
      // Busy, or its first answer is still to come, or the contract: it is sent, and may not have been taken yet.
      if (response.status >= 500 || response.status === 409 || response.status === 404) return false;
      this.book.problem(`closing ${contractId} ${period}: ${response.status} ${JSON.stringify(body)}`);
      return true;
    };
  }

  #fact(fact) {
    return async (url) => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/cloudevents+json' };
      const text = JSON.stringify(fact);
      this.book.send(keyOf(fact), text);
      const response = await fetch(`${url}/v1/facts?import=true`, { method: 'POST', headers, body: text });
      const body = await response.json();
      if (response.status >= 500) return false;
      if (response.status === 422) {
        this.book.answer(keyOf(fact), { status: 'refused', quarantine: body.quarantine });
        if (body.code !== 'period-order') this.book.problem(`a rival closing was refused: ${JSON.stringify(body)}`);
      } else this.book.answer(keyOf(fact), body);
      return true;
    };
  }
}

/** A connection that did not last; an answer of which only the beginning came. */
function isBroken(error) {
  return error instanceof SyntaxError || (error instanceof TypeError && error.cause !== undefined);
}
