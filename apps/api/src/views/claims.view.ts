import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { disputeStates, type DisputeState } from '@paidonce/ledger';
import type { View } from './view.js';

const instant = { format: 'date-time' } as const;
const nullable = { type: String, nullable: true } as const;

@ApiSchema({ name: 'FactReference' })
class FactReferenceSchema {
  @ApiProperty()
  readonly source!: string;

  @ApiProperty()
  readonly id!: string;
}

/** A client disputes that a fact is billed by a clause. */
@ApiSchema({ name: 'Dispute' })
export class DisputeSchema {
  @ApiProperty({ example: 'D-1' })
  readonly disputeId!: string;

  @ApiProperty({ example: 'C-1' })
  readonly contractId!: string;

  @ApiProperty({ example: 'bank' })
  readonly clientId!: string;

  @ApiProperty({ example: 'arr' })
  readonly clauseId!: string;

  @ApiProperty({ type: FactReferenceSchema, description: 'Of the source `deemed`: the arrival of a lead by silence.' })
  readonly fact!: View<FactReferenceSchema>;

  @ApiProperty()
  readonly reason!: string;

  @ApiProperty(instant)
  readonly openedAt!: string;

  @ApiProperty({
    enum: disputeStates,
    description: 'By the latest decision or withdrawal; `open`: nobody has decided.',
  })
  readonly state!: DisputeState;

  @ApiProperty({ ...nullable, ...instant, description: 'When it was decided or withdrawn.' })
  readonly ruledAt!: string | null;

  @ApiProperty(nullable)
  readonly note!: string | null;
}

/** A lead that a client gives back, where the terms leave it to somebody to decide. */
@ApiSchema({ name: 'Return' })
export class ReturnSchema {
  @ApiProperty({ example: 'L-2' })
  readonly leadId!: string;

  @ApiProperty({ example: 'K-1' })
  readonly campaignId!: string;

  @ApiProperty({ example: 'C-1' })
  readonly contractId!: string;

  @ApiProperty({ example: 'bank' })
  readonly clientId!: string;

  @ApiProperty({ example: 'out-of-area' })
  readonly reason!: string;

  @ApiProperty(nullable)
  readonly evidence!: string | null;

  @ApiProperty(instant)
  readonly returnedAt!: string;
}

@ApiSchema({ name: 'Payment' })
export class PaymentSchema {
  @ApiProperty({ example: 'P-1' })
  readonly paymentId!: string;

  @ApiProperty({ example: 'bank' })
  readonly clientId!: string;

  @ApiProperty({ example: 'C-1' })
  readonly contractId!: string;

  @ApiProperty({ example: '720.00', description: 'In the currency of the contract; negative where it was paid back.' })
  readonly amount!: string;

  @ApiProperty({ ...nullable, description: 'What the bank says it is for.' })
  readonly reference!: string | null;

  @ApiProperty(instant)
  readonly receivedAt!: string;
}

export type DisputeView = View<DisputeSchema>;
export type ReturnView = View<ReturnSchema>;
export type PaymentView = View<PaymentSchema>;
