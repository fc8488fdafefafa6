import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { explainRefusals, stampOf, type FactType } from '@paidonce/facts';
import { formatInstant, type Instant } from '@paidonce/kernel';
import { Metrics } from '../operations/metrics.js';
import { Ledger, type Decision, type Origin } from '../ports/ledger.js';
import { refused, refusedForAll } from '../problems/problem.js';

/** The source of facts that people give as commands. */
const SOURCE = 'paidonce/api';

/** Identity and time of what one request causes. */
export interface Given {
  readonly id: string;
  /** When the request came first. */
  readonly at: Instant;
}

/** Any command that is one fact: what the catalogue says of the fact is all there is to say of the command. */
export class RecordFact extends Command<Recorded> {
  constructor(
    readonly type: FactType,
    readonly data: Readonly<Record<string, unknown>>,
    /** RFC 3339; by default when the request came. */
    readonly time: unknown,
    readonly given: Given,
    readonly origin: Origin,
  ) {
    super();
  }
}

export type Recorded = Exclude<Decision, { status: 'refused' }>;

@CommandHandler(RecordFact)
export class RecordFactHandler implements ICommandHandler<RecordFact, Recorded> {
  constructor(
    readonly ledger: Ledger,
    readonly metrics: Metrics,
  ) {}

  /** Throws the problem of a refused fact; where it is wrong by itself, with everything that is wrong. */
  async execute({ type, data, time, given, origin }: RecordFact): Promise<Recorded> {
    const event = {
      specversion: '1.0',
      id: given.id,
      source: SOURCE,
      type,
      time: time ?? formatInstant(given.at),
      ...stampOf(type),
      data,
    };
    const [first, ...others] = explainRefusals(event);
    if (first) throw refusedForAll([first, ...others]);
    const decision = await this.ledger.decide(JSON.stringify(event), origin);
    this.metrics.facts.inc({ outcome: decision.status });
    if (decision.status === 'refused') throw refused(decision.refusal);
    return decision;
  }
}
