import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** What Nest says of itself, in the form of all other logs. */
export class NestLogger implements LoggerService {
  constructor(readonly log_: Logger) {}

  log(message: unknown, ...more: unknown[]): void {
    this.log_.debug({ context: more.at(-1) }, String(message));
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.log_.warn({ context: more.at(-1) }, String(message));
  }

  error(message: unknown, ...more: unknown[]): void {
    this.log_.error({ context: more.at(-1) }, String(message));
  }
}
