import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { Principal } from '../access/principal.js';
import { PageQuery } from './page.query.js';

/** A list of what belongs to clients. */
export class OfClientQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Of this client only. A client sees its own in any case.' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  readonly client?: string;
}

/** The client whose things are listed: a client's own, whatever it asks for. */
export function clientOf(principal: Principal, { client }: { readonly client?: string }): string | undefined {
  return principal.role === 'client' ? (principal.clientId ?? '') : client;
}
