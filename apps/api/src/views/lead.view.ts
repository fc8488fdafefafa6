import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { View } from './view.js';

/** A fact about a lead, as far as a list of them tells it. */
@ApiSchema({ name: 'LeadFact' })
class LeadFactSchema {
  @ApiProperty()
  readonly source!: string;

  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ example: 'lead.confirmed' })
  readonly type!: string;

  @ApiProperty({ format: 'date-time' })
  readonly time!: string;

  @ApiProperty({ description: 'False once it was taken back.' })
  readonly stands!: boolean;
}

export type LeadFactView = View<LeadFactSchema>;

/** One person's case in one campaign. */
@ApiSchema({ name: 'Lead' })
export class LeadSchema {
  @ApiProperty({ example: 'L-1' })
  readonly leadId!: string;

  @ApiProperty({ example: 'K-1' })
  readonly campaignId!: string;

  @ApiProperty({ example: 'C-1' })
  readonly contractId!: string;

  @ApiProperty({ example: 'bank' })
  readonly clientId!: string;

  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description:
      'Phone, e-mail, external id and name; null for those who may not see them. `unreadable` says why nobody does: `erased`, `lost`.',
  })
  readonly person!: object | null;

  @ApiProperty({ type: [String], description: 'The leads that are the same person, this one included.' })
  readonly samePerson!: readonly string[];

  @ApiProperty({ type: [LeadFactSchema], description: 'In the order of recording.' })
  readonly facts!: readonly LeadFactView[];
}

export type LeadView = View<LeadSchema>;
