import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Page, Paged } from '../ports/ledger.js';

const MOST = 500;

/** Which part of a list: at most `limit`, from where `cursor` says. */
export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST)
  readonly limit: number = 50;

  @ApiPropertyOptional({ description: 'The `next` of the page before.' })
  @IsOptional()
  @IsString()
  @Matches(/^[\w-]{1,3000}$/)
  readonly cursor?: string;
}

/** The part that is asked for. What is in a cursor is known to the views alone. */
export function pageOf({ limit, cursor }: PageQuery): Page {
  return { limit, cursor };
}

export interface PageView<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A part as it is answered; `Link` leads to the next one. */
export function pageView<T, V>(
  request: FastifyRequest,
  reply: FastifyReply,
  paged: Paged<T>,
  view: (item: T) => V,
): PageView<V> {
  const next = paged.next ?? null;
  if (next !== null) void reply.header('link', `<${withCursor(request.url, next)}>; rel="next"`);
  return { items: paged.items.map(view), next };
}

function withCursor(url: string, cursor: string): string {
  const [path = '', search = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(search);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
