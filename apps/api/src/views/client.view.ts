import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { View } from './view.js';

/** A client: the organisation that pays. */
@ApiSchema({ name: 'Client' })
export class ClientSchema {
  @ApiProperty({ example: 'bank' })
  readonly clientId!: string;

  @ApiProperty({ example: 'Northern Bank' })
  readonly name!: string;

  @ApiProperty({ type: String, nullable: true, example: '7701234567' })
  readonly taxId!: string | null;

  @ApiProperty({ example: 'RU', description: 'ISO 3166 alpha-2: the region of phone numbers without `+`.' })
  readonly country!: string;
}

export type ClientView = View<ClientSchema>;
