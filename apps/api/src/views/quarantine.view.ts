import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { refusalCodes, type RefusalCode } from '@paidonce/kernel';
import { quarantineStates, type Quarantined, type QuarantineState } from '@paidonce/ledger';
import type { View } from './view.js';

const nullable = { type: String, nullable: true } as const;

@ApiSchema({ name: 'RefusedFact' })
class RefusedFactSchema {
  @ApiProperty(nullable)
  readonly source!: string | null;

  @ApiProperty(nullable)
  readonly id!: string | null;

  @ApiProperty(nullable)
  readonly type!: string | null;

  @ApiProperty({ ...nullable, description: 'The client that it names, or of the token that posted it.' })
  readonly clientId!: string | null;
}

@ApiSchema({ name: 'RawFact' })
class RawFactSchema {
  @ApiProperty({ description: 'Its beginning, at most 128 KB.' })
  readonly base64!: string;

  @ApiProperty({ type: 'integer', description: 'How many bytes it had in all.' })
  readonly bytes!: number;
}

@ApiSchema({ name: 'Resolution' })
class ResolutionSchema {
  @ApiProperty({ enum: ['accepted', 'duplicate', 'dismissed'] })
  readonly outcome!: 'accepted' | 'duplicate' | 'dismissed';

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ description: 'Who resubmitted or dismissed it.' })
  readonly by!: string;

  @ApiPropertyOptional({ description: 'Of a dismissed one: why.' })
  readonly reason?: string;

  @ApiPropertyOptional({ description: 'Of a resubmitted one: the fact that it became.' })
  readonly source?: string;

  @ApiPropertyOptional()
  readonly id?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Where that stands in the log.' })
  readonly position?: number;
}

/** A refused fact that waits to be corrected or dismissed, or what became of it. */
@ApiSchema({ name: 'QuarantinedFact' })
export class QuarantinedFactSchema {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ enum: quarantineStates })
  readonly state!: QuarantineState;

  @ApiProperty({ format: 'date-time' })
  readonly refusedAt!: string;

  @ApiProperty({ description: 'Who posted it.' })
  readonly actor!: string;

  @ApiProperty({ description: 'An import brought it: as it is, only an administrator records it.' })
  readonly imported!: boolean;

  @ApiProperty({ type: 'integer', description: 'Where in its request it stood, from 1.' })
  readonly line!: number;

  @ApiProperty({ enum: refusalCodes })
  readonly code!: RefusalCode;

  @ApiProperty({ example: 'data.leadId', description: 'The member at fault; empty for the whole.' })
  readonly path!: string;

  @ApiProperty()
  readonly message!: string;

  @ApiProperty({ type: RefusedFactSchema, description: 'What could be read of it.' })
  readonly fact!: RefusedFactSchema;

  @ApiProperty({ type: 'integer', description: 'How often it came, in the same place of a request of the same token.' })
  readonly times!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The fact as it was posted, where it was text, as long as it waits. Only a single one has it, not a list.',
  })
  readonly text!: string | null;

  @ApiProperty({
    type: RawFactSchema,
    nullable: true,
    description: 'What was posted, where it was no text or too large. Only a single one has it, as long as it waits.',
  })
  readonly raw!: RawFactSchema | null;

  @ApiProperty({ type: ResolutionSchema, nullable: true, description: 'Null as long as it waits.' })
  readonly resolution!: ResolutionSchema | null;
}

type ResolutionView = View<ResolutionSchema>;
export type QuarantinedFact = Omit<View<QuarantinedFactSchema>, 'resolution'> & {
  readonly resolution: ResolutionView | null;
};

export function quarantinedView({ resolution, ...fact }: Quarantined): QuarantinedFact {
  if (resolution?.outcome !== 'accepted') return { ...fact, resolution };
  return { ...fact, resolution: { ...resolution, position: Number(resolution.position) } };
}
