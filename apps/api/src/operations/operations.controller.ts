import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Ledger } from '../ports/ledger.js';
import { Problem } from '../problems/problem.js';
import { Metrics } from './metrics.js';

/** Further behind than this, what is shown is too old to be of use. */
const MOST_LAG_SECONDS = 10;

@ApiExcludeController()
@Controller()
export class OperationsController {
  constructor(
    readonly ledger: Ledger,
    readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  live(): object {
    return { status: 'live' };
  }

  /** Whether requests are worth sending: the store answers and the projection keeps up. What counts for nothing is told, and is for people to look at. */
  @Get('health/ready')
  async ready(): Promise<object> {
    const { head, projected, lagSeconds } = await this.#reach().catch(() => {
      throw new Problem('unavailable', 'The store does not answer.');
    });
    if (lagSeconds > MOST_LAG_SECONDS) throw new Problem('unavailable', 'The projection is behind.', { lagSeconds });
    const voids = await this.ledger.views.voidCounts();
    return { status: 'ready', head: Number(head), projected: Number(projected), lagSeconds, voids };
  }

  async #reach(): Promise<{ readonly head: bigint; readonly projected: bigint; readonly lagSeconds: number }> {
    const projected = await this.ledger.projected();
    const lagSeconds = await this.ledger.secondsBehind(projected);
    return { head: await this.ledger.head(), projected, lagSeconds };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metricsPage(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
