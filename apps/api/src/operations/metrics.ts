import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Ledger } from '../ports/ledger.js';
import { Seal } from '../ports/seal.js';

/** What Prometheus is told. Names and labels hold nothing of the business but counts. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'paidonce_http_request_duration_seconds',
    help: 'Requests, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [this.registry],
  });

  readonly facts = new Counter({
    name: 'paidonce_facts_total',
    help: 'Facts that were posted, by what became of them.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  constructor(ledger: Ledger, seal: Seal) {
    collectDefaultMetrics({ register: this.registry });
    this.#voids(ledger);
    this.#lag('projection', 'does not show yet', async () => ledger.secondsBehind(await ledger.projected()));
    this.#lag('seal', 'is not sealed yet', async () => ledger.secondsBehind((await seal.sealed()).position));
  }

  #voids(ledger: Ledger): void {
    new Gauge({
      name: 'paidonce_void_events',
      help: 'Events in accounts that count for nothing, by kind: void (two servers raced), parked (could not be followed), foreign.',
      labelNames: ['kind'],
      registers: [this.registry],
      async collect() {
        this.reset();
        const counts = await ledger.views.voidCounts().catch(() => ({}));
        for (const [kind, count] of Object.entries(counts)) this.set({ kind }, count);
      },
    });
  }

  #lag(of: string, what: string, seconds: () => Promise<number>): void {
    new Gauge({
      name: `paidonce_${of}_lag_seconds`,
      help: `Age of the oldest event that is recorded and ${what}; 0 where there is none.`,
      registers: [this.registry],
      async collect() {
        // What cannot be asked for at the moment is left out: the other figures are told all the same.
        await seconds().then(
          (value) => {
            this.set(value);
          },
          () => {
            this.remove();
          },
        );
      },
    });
  }
}
