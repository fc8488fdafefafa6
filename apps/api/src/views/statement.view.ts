import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Statement, StatementLine } from '@paidonce/settlement';
import type { View } from './view.js';

/** An issued statement, as the log keeps it: it never changes. */
export interface IssuedStatement {
  readonly statement: Statement;
  /** Position of the event that issued it. */
  readonly position: bigint;
  /** Digest of the statement's bytes, in hexadecimal. */
  readonly hash: string;
  /** RFC 3339. */
  readonly issuedAt: string;
}

/** A line of a statement: what is billed for one key. */
@ApiSchema({ name: 'StatementLine' })
class StatementLineSchema {
  @ApiProperty({ example: '2026-01' })
  readonly forPeriod!: string;

  @ApiProperty({ type: String, nullable: true, example: 'K-1' })
  readonly campaignId!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'conf' })
  readonly clauseId!: string | null;

  @ApiProperty({ example: 'confirmed-lead' })
  readonly model!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly detail!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly termsVersion!: number | null;

  @ApiProperty({ enum: ['charge', 'adjustment'] })
  readonly kind!: StatementLine['kind'];

  @ApiProperty({ type: 'integer' })
  readonly quantity!: number;

  @ApiProperty({ enum: ['second', 'call', 'lead', 'arrival', 'period'] })
  readonly unit!: StatementLine['unit'];

  @ApiProperty({ example: '600.00', description: 'Decimal string in major units.' })
  readonly amount!: string;
}

export type StatementLineView = View<StatementLineSchema>;

/** What one or another state of the history bills. Amounts are decimal strings in major units. */
@ApiSchema({ name: 'Billed' })
export class BilledSchema {
  @ApiProperty({ type: [StatementLineSchema] })
  readonly lines!: readonly StatementLineView[];

  @ApiProperty({ example: '600.00' })
  readonly subtotal!: string;

  @ApiProperty({ example: '120.00' })
  readonly vat!: string;

  @ApiProperty({ example: '720.00' })
  readonly total!: string;
}

export type BilledView = View<BilledSchema>;

/** A statement, with the members that `settle` prints, and where it stands. */
@ApiSchema({ name: 'Statement' })
export class StatementSchema extends BilledSchema {
  @ApiProperty({ example: 'C-1' })
  readonly contractId!: string;

  @ApiProperty({ example: 'bank' })
  readonly clientId!: string;

  @ApiProperty({ type: String, nullable: true, example: '2026-01', description: 'Null for a correction.' })
  readonly period!: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Counts the statements of the contract, corrections included.',
  })
  readonly number!: number;

  @ApiProperty({ example: 'RUB' })
  readonly currency!: string;

  @ApiProperty({ type: 'integer', description: 'How many facts it knew, the one that issued it included.' })
  readonly position!: number;

  @ApiProperty({ type: 'integer', description: 'Where it stands in the log.' })
  readonly logPosition!: number;

  @ApiProperty({ description: 'Digest of the statement, in hexadecimal.' })
  readonly hash!: string;

  @ApiProperty({ format: 'date-time' })
  readonly issuedAt!: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  readonly links!: Readonly<Record<string, string>>;
}

export type StatementView = View<StatementSchema>;

/** The statement as it goes over the wire: the same bytes at any time. */
export function statementView({ statement, position, hash, issuedAt }: IssuedStatement): StatementView {
  const contract = `/v1/contracts/${encodeURIComponent(statement.contractId)}`;
  const self = `${contract}/statements/${statement.number}`;
  return {
    ...statement,
    logPosition: Number(position),
    hash,
    issuedAt,
    links: { self, items: `${self}/items`, contract },
  };
}
