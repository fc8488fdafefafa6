import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { View } from './view.js';

/** Work for one product of a client under a contract. */
@ApiSchema({ name: 'Campaign' })
export class CampaignSchema {
  @ApiProperty({ example: 'K-1' })
  readonly campaignId!: string;

  @ApiProperty({ example: 'C-1' })
  readonly contractId!: string;

  @ApiProperty({ example: 'bank' })
  readonly clientId!: string;

  @ApiProperty({ example: 'card' })
  readonly product!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly name!: string | null;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'The clauses that bill it; null: all of the version in force.',
  })
  readonly clauses!: readonly string[] | null;

  @ApiProperty({ type: 'object', nullable: true, additionalProperties: true })
  readonly pilot!: object | null;

  @ApiProperty()
  readonly closed!: boolean;
}

export type CampaignView = View<CampaignSchema>;
