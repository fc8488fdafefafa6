import { setTimeout as sleep } from 'node:timers/promises';

const FAULTS = {
  'kill the server': 42,
  'kill the server while it starts': 7,
  'kill PostgreSQL': 17,
  'kill a backend of PostgreSQL': 15,
  'kill PostgreSQL and the server': 5,
  'cut a connection': 8,
  'stop the server': 6,
};
const KILLS = {
  'kill the server while it starts': 2,
  'kill PostgreSQL and the server': 2,
  'cut a connection': 0,
  'stop the server': 0,
};
/** How long a round waits for answers. */
const PATIENCE_MS = 6000;
/** Where a killed PostgreSQL is noticed, or a server stops in order, at the latest. */
const NOTICED_WITHIN_MS = 20_000;

/** Strikes while importers are at work, round by round, until there were enough kills; a round is over when the server is ready again. */
export class Storm {
  kills = 0;
  rounds = [];

  constructor({ server, importers, allowance, book, chance, kills, say }) {
    Object.assign(this, { server, importers, allowance, book, wanted: kills, say });
    this.chance = chance.apart('storm');
  }

  async run() {
    while (this.kills < this.wanted) await this.#round();
  }

  async #round() {
    const budget = this.#budget();
    const before = this.book.answered;
    this.allowance.add(budget);
    await this.#moment(budget);
    const fault = this.chance.weighted(FAULTS);
    const answered = this.book.answered - before;
    const started = performance.now();
    await this.#strike(fault);
    const seconds = (performance.now() - started) / 1000;
    this.kills += KILLS[fault] ?? 1;
    this.rounds.push({ fault, seconds, answered });
    this.say(
      `${String(this.kills).padStart(3)}/${this.wanted} kills  ${fault.padEnd(31)} after ${answered} answers, ${this.#left} facts to go; ` +
        `ready after ${seconds.toFixed(1)} s`,
    );
  }

  get #left() {
    return this.importers.reduce((sum, importer) => sum + importer.left, 0);
  }

  /** So many lines that the last kill meets the last of them. */
  #budget() {
    const roundsLeft = Math.max(1, (this.wanted - this.kills) * 1.15);
    return Math.ceil((this.#left / roundsLeft) * (0.4 + 1.2 * this.chance.next()));
  }

  /** Some time after lines were let go, or some answers later. */
  async #moment(budget) {
    if (this.chance.percent(30)) return sleep(this.chance.below(1500));
    const answered = this.book.answered + this.chance.below(budget);
    const until = performance.now() + PATIENCE_MS;
    while (this.book.answered < answered && performance.now() < until) await sleep(1);
    await sleep(this.chance.below(25));
  }

  async #strike(fault) {
    const { server } = this;
    switch (fault) {
      case 'kill the server':
        server.signal('SIGKILL');
        return this.#startAgain();
      case 'kill the server while it starts':
        server.signal('SIGKILL');
        await server.ends(NOTICED_WITHIN_MS);
        server.launch();
        await sleep(this.chance.below(2500));
        server.signal('SIGKILL');
        return this.#startAgain();
      case 'kill PostgreSQL':
        server.doomed = true;
        process.kill(server.postgres.pid, 'SIGKILL');
        return this.#startAgain();
      case 'kill PostgreSQL and the server':
        process.kill(server.postgres.pid, 'SIGKILL');
        server.signal('SIGKILL');
        return this.#startAgain();
      case 'kill a backend of PostgreSQL':
        process.kill(this.chance.pick(await server.backends()), 'SIGKILL');
        return this.#staysUp();
      case 'cut a connection':
        this.chance.pick(this.importers).cut();
        return this.#staysUp();
      default:
        server.signal('SIGTERM');
        return this.#startAgain('code 0');
    }
  }

  async #startAgain(expectedEnd) {
    const end = await this.server.ends(NOTICED_WITHIN_MS);
    if (end === undefined) {
      this.book.problem(`the server does not end within ${NOTICED_WITHIN_MS / 1000} s`);
      await this.server.end();
    } else if (expectedEnd !== undefined && end !== expectedEnd) {
      this.book.problem(`told to stop, the server ended by ${end}`);
    }
    this.server.launch();
    await this.server.becomesReady();
  }

  /** A server that loses connections lives on. */
  async #staysUp() {
    await this.server.becomesReady();
  }
}
