import type { JournalEntry } from '@paidonce/audit';
import { formatInstant } from '@paidonce/kernel';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { principalOf, type Principal } from '../access/principal.js';
import type { Clock } from '../ports/clock.js';
import type { Journal } from '../ports/journal.js';
import { Problem } from '../problems/problem.js';
import { Denials } from './denials.js';
import { MOST_NAMED, notedOf } from './noted.js';

/** How long an answer waits for its entry. */
const PATIENCE_MS = 10_000;
const HOUR = 3_600_000_000;

/** What the members of an address name. */
const KINDS: Readonly<Record<string, string>> = {
  clientId: 'client',
  contractId: 'contract',
  period: 'period',
  campaignId: 'campaign',
  leadId: 'lead',
  disputeId: 'dispute',
};

/** Problems of what is not there or not in order: then a member of the address may be anything, also a phone number. */
const OF_NOTHING: ReadonlySet<string> = new Set(['not-found', 'unknown-reference', 'invalid', 'malformed-request']);

type About = Partial<Pick<JournalEntry, 'subjects' | 'clients' | 'counts' | 'reason' | 'problem'>>;

/** Enters into the journal what requests do: who comes, what they change, whose persons they see, what they may not. */
export class Scribe {
  /** Ids of the operations of the API by method and route: `POST /v1/tokens/:id`. */
  operations: ReadonlyMap<string, string> = new Map();
  /** The hour of each token's last sign-in. */
  readonly #hours = new Map<string, number>();
  readonly #denials: Denials;

  constructor(
    readonly journal: Pick<Journal, 'enter'>,
    readonly clock: Pick<Clock, 'now'>,
    readonly log: Logger,
  ) {
    this.#denials = new Denials((entry) => void this.#enter({ ...entry, at: this.#now() }));
  }

  /** A token is used for the first time in an hour by this process. */
  signedIn(request: FastifyRequest, principal: Principal): void {
    const hour = Math.floor(this.clock.now() / HOUR);
    if (this.#hours.get(principal.id) === hour) return;
    this.#hours.set(principal.id, hour);
    const clients = principal.clientId === null ? [] : [principal.clientId];
    void this.#enter(this.#entry(request, 'sign-in', 'signIn', 'done', { clients }));
  }

  /**
   * Somebody is about to be shown who leads are: first that is entered, durably. Throws the problem `unavailable` where it cannot be.
   */
  async seen(request: FastifyRequest, about: About): Promise<void> {
    const action = this.#operationOf(request) ?? 'unknown';
    if (await this.#enter(this.#entry(request, 'access', action, 'done', about))) return;
    throw new Problem('unavailable', 'Who sees persons is entered in the journal, which is not to be reached.');
  }

  /** What a request did is entered before it is answered in full, where the answer begins earlier. */
  async did(request: FastifyRequest, about: About): Promise<void> {
    notedOf(request).isEntered = true;
    const action = this.#operationOf(request) ?? 'unknown';
    await this.#enter(this.#entry(request, 'command', action, 'done', about));
  }

  /** Enters what a request came to, right before it is answered. */
  async answering(request: FastifyRequest, status: number): Promise<void> {
    if (status === 401) {
      this.#denials.add('nobody', this.#entry(request, 'sign-in', 'signIn', 'denied'));
      return;
    }
    const action = this.#operationOf(request);
    const principal = principalOf(request);
    if (action === undefined || !principal) return;
    const isCommand = request.method !== 'GET' && request.method !== 'HEAD';
    if (status === 403) {
      const entry = this.#entry(request, isCommand ? 'command' : 'access', action, 'denied');
      this.#denials.add(`${principal.id} ${action}`, entry);
      return;
    }
    const noted = notedOf(request);
    if (!isCommand || noted.isEntered) return;
    const outcome = status < 400 ? 'done' : status < 500 ? 'refused' : 'failed';
    const { counts, reason } = noted;
    await this.#enter(
      this.#entry(request, 'command', action, outcome, {
        subjects: [...this.#addressed(request), ...noted.subjects],
        clients: [...noted.clients],
        ...{ counts, reason },
      }),
    );
  }

  /** Enters how often what was denied came again. */
  close(): void {
    this.#denials.close();
  }

  #operationOf({ method, routeOptions: { url } }: FastifyRequest): string | undefined {
    return this.operations.get(`${method === 'HEAD' ? 'GET' : method} ${url ?? ''}`);
  }

  /** What stands in the address of something that is there. */
  #addressed(request: FastifyRequest): string[] {
    if (OF_NOTHING.has(notedOf(request).problem ?? '')) return [];
    const [, , route = ''] = (request.routeOptions.url ?? '').split('/');
    return Object.entries(request.params as Readonly<Record<string, string>>).map(
      ([name, value]) => `${KINDS[name] ?? (name === 'id' ? route.replace(/s$/, '') : name)}:${value}`,
    );
  }

  #entry(
    request: FastifyRequest,
    kind: JournalEntry['kind'],
    action: string,
    outcome: JournalEntry['outcome'],
    { subjects = [], clients = [], counts = {}, reason = null, problem }: About = {},
  ): JournalEntry {
    const principal = principalOf(request);
    return {
      ...{ at: this.#now(), kind, action, outcome, problem: problem ?? notedOf(request).problem },
      actor: principal ? { id: principal.id, name: principal.name, role: principal.role } : null,
      subjects: [...new Set(subjects)].slice(0, MOST_NAMED),
      clients: [...new Set(clients)].slice(0, MOST_NAMED),
      ...{ counts, reason, correlationId: request.id },
    };
  }

  /** Whether the entry is kept by now. One that is not waits for the log to come back. */
  async #enter(entry: JournalEntry): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, false);
    });
    const entered = this.journal.enter(entry).then(
      () => true,
      () => false,
    );
    const isKept = await Promise.race([entered, tooLong]);
    clearTimeout(timer);
    if (!isKept)
      this.log.error({ action: entry.action, requestId: entry.correlationId }, 'an entry of the journal waits');
    return isKept;
  }

  #now(): string {
    return formatInstant(this.clock.now());
  }
}
