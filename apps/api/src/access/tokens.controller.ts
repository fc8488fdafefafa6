import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { formatInstant } from '@paidonce/kernel';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { v7 } from 'uuid';
import { idempotencyHeader } from '../commands/commands.openapi.js';
import { Idempotency, type Outcome } from '../commands/idempotency.js';
import { notedOf } from '../journal/noted.js';
import { describeList } from '../openapi/queries.openapi.js';
import { problemResponses } from '../openapi/responses.js';
import { Clock } from '../ports/clock.js';
import { TokenStore, type Token } from '../ports/token-store.js';
import { notFound, Problem } from '../problems/problem.js';
import type { View } from '../views/view.js';
import { Allow, Asking } from './access.guard.js';
import { ADMINISTRATOR } from './authentication.js';
import { sourcesOf, type Principal } from './principal.js';
import { roles, type Role } from './roles.js';
import { hashOf, newSecret } from './secrets.js';

class NewToken {
  @ApiProperty({
    example: 'crm of the bank',
    description: 'Of the person or machine that uses it, and of no other one; kept with every event.',
  })
  @IsString()
  @IsNotEmpty()
  @Matches(/\S/, { message: 'name must not be blank' })
  @MaxLength(200)
  readonly name!: string;

  @ApiProperty({ enum: roles })
  @IsIn(roles)
  readonly role!: Role;

  @ApiPropertyOptional({ description: 'Of role `client`, and only of it: whose data it sees.' })
  @ValidateIf(({ role, clientId }: NewToken) => role === 'client' || clientId !== undefined)
  @IsString()
  @IsNotEmpty()
  readonly clientId?: string;

  @ApiPropertyOptional({
    type: [String],
    example: ['client/bank'],
    description:
      'Sources of the facts that it may post, with those below them (`client/bank/crm`). Of role `client` by default `client/CLIENT`, of others all.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(500, { each: true })
  readonly sources?: readonly string[];
}

/** A token without its secret. */
class TokenView implements Token {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty({ enum: roles })
  readonly role!: Role;

  @ApiProperty({ type: String, nullable: true })
  readonly clientId!: string | null;

  @ApiProperty({ type: [String], nullable: true, description: 'Null: all, or in older tokens those of its role.' })
  readonly sources!: readonly string[] | null;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;
}

class MadeToken extends TokenView {
  @ApiProperty({ description: 'The token itself. It is shown this once and kept nowhere.' })
  readonly secret!: string;
}

@ApiTags('tokens')
@Allow('administrator')
@Controller('v1/tokens')
export class TokensController {
  constructor(
    readonly tokens: TokenStore,
    readonly clock: Clock,
    readonly idempotency: Idempotency,
  ) {}

  @Post()
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'makeToken', summary: 'Make a token' })
  @ApiResponse({ status: 201, type: MadeToken })
  @idempotencyHeader
  @problemResponses(400, 401, 403, 409, 422)
  async make(
    @Req() request: FastifyRequest,
    @Asking() principal: Principal,
    @Body() wanted: NewToken,
  ): Promise<unknown> {
    const { role, clientId } = wanted;
    if (role !== 'client' && clientId !== undefined) {
      const message = 'only a token of role client has one';
      throw new Problem('malformed-request', `clientId: ${message}`, { errors: [{ path: 'clientId', message }] });
    }
    const outcome = await this.idempotency.once(request, principal, async (): Promise<Outcome> => {
      const made = await this.#make(wanted);
      const { subjects, clients } = notedOf(request);
      subjects.add(`token:${made.id}`).add(`role:${role}`);
      if (clientId !== undefined) clients.add(clientId);
      return { status: 201, headers: {}, body: made };
    });
    return outcome.body;
  }

  async #make({ name, role, clientId, sources }: NewToken): Promise<View<MadeToken>> {
    const ownName = name.normalize('NFC').trim();
    if (ownName.toLowerCase() === ADMINISTRATOR.name)
      throw new Problem('name-taken', 'The administrator who is built in has it.');
    const secret = newSecret();
    const token: Token = {
      ...{ id: v7(), name: ownName, role, clientId: clientId ?? null },
      sources: sourcesOf({ role, clientId: clientId ?? null, sources: sources ?? null }) ?? null,
      createdAt: formatInstant(this.clock.now()),
    };
    if (!(await this.tokens.add(token, hashOf(secret)))) throw new Problem('name-taken');
    return { ...token, secret };
  }

  @Get()
  @describeList('listTokens', 'List tokens', TokenView, { paged: false })
  async list(): Promise<object> {
    return { items: await this.tokens.list(), next: null };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'revokeToken', summary: 'Revoke a token, at once' })
  @ApiResponse({ status: 204, description: 'Revoked.' })
  @problemResponses(401, 403, 404)
  async revoke(@Param('id') id: string): Promise<void> {
    if (!(await this.tokens.revoke(id))) throw notFound('token');
  }
}
