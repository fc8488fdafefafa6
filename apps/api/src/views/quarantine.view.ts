import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { refusalCodes, type RefusalCode } from '@paidonce/kernel';
import type { View } from './view.js';

/** A refused fact that waits to be corrected or dismissed. */
@ApiSchema({ name: 'QuarantinedFact' })
export class QuarantinedFactSchema {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ format: 'date-time' })
  readonly refusedAt!: string;

  @ApiProperty({ description: 'Who posted it.' })
  readonly actor!: string;

  @ApiProperty({ type: 'integer', description: 'Where in its request it stood, from 1.' })
  readonly line!: number;

  @ApiProperty({ enum: refusalCodes })
  readonly code!: RefusalCode;

  @ApiProperty({ example: 'data.leadId', description: 'The member at fault; empty for the whole.' })
  readonly path!: string;

  @ApiProperty()
  readonly message!: string;

  @ApiProperty({ type: 'integer', description: 'How often it came, in the same place of a request of the same token.' })
  readonly times!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The fact as it was posted, where it was text. Only a single one has it, not a list.',
  })
  readonly text!: string | null;
}

export type QuarantinedFact = View<QuarantinedFactSchema>;
