import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { VoidKind, VoidView as Void } from '@paidonce/ledger';
import type { View } from './view.js';

/** An event in a client's account that counts for nothing. */
@ApiSchema({ name: 'Void' })
export class VoidSchema {
  @ApiProperty({ type: 'integer', description: 'Its place in the log.' })
  readonly position!: number;

  @ApiProperty({
    enum: ['void', 'parked', 'foreign'],
    description:
      '`void`: two servers raced, and the other fact counts. `parked`: it could not be followed. `foreign`: another application has written it.',
  })
  readonly kind!: VoidKind;

  @ApiProperty({ example: 'conflict', description: 'Why; of `void` the code of a refusal.' })
  readonly code!: string;

  @ApiProperty()
  readonly message!: string;

  @ApiProperty({ type: String, nullable: true, description: 'In whose account it stands.' })
  readonly clientId!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'lead.confirmed' })
  readonly type!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly source!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly id!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the log got it.' })
  readonly recordedAt!: string | null;
}

export type VoidView = View<VoidSchema>;

export function voidView({ position, ...rest }: Void): VoidView {
  return { position: Number(position), ...rest };
}
