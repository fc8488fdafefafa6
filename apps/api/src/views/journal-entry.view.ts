import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { entryKinds, entryOutcomes, type EntryKind, type EntryOutcome, type KeptEntry } from '@paidonce/audit';
import { roles } from '../access/roles.js';
import type { View } from './view.js';

class ActorSchema {
  @ApiProperty({ description: 'Of the token.' })
  readonly id!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty({ enum: roles })
  readonly role!: string;
}

/** Who did what. */
@ApiSchema({ name: 'JournalEntry' })
export class JournalEntrySchema {
  @ApiProperty({ type: 'integer', description: 'Of the entry in the log.' })
  readonly position!: number;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ enum: entryKinds })
  readonly kind!: EntryKind;

  @ApiProperty({ example: 'closePeriod', description: 'An operation of this API, or `signIn`.' })
  readonly action!: string;

  @ApiProperty({
    enum: entryOutcomes,
    description: '`refused`: not in order; `denied`: the role does not allow it; `failed`: it may have happened.',
  })
  readonly outcome!: EntryOutcome;

  @ApiProperty({ type: String, nullable: true, description: 'Code of the problem that was answered.' })
  readonly problem!: string | null;

  @ApiProperty({ type: ActorSchema, nullable: true, description: 'Null where no token was known.' })
  readonly actor!: ActorSchema | null;

  @ApiProperty({
    type: [String],
    example: ['lead:L-1'],
    description: 'What it was done to, as `KIND:ID`; at most 500.',
  })
  readonly subjects!: readonly string[];

  @ApiProperty({ type: [String], description: 'Whose it is, as far as that is known; at most 500.' })
  readonly clients!: readonly string[];

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { accepted: 8, refused: 1 } })
  readonly counts!: Readonly<Record<string, number>>;

  @ApiProperty({ type: String, nullable: true })
  readonly reason!: string | null;

  @ApiProperty({ description: 'The `X-Request-Id`; events that the request caused have it as well.' })
  readonly correlationId!: string;
}

export type JournalEntryView = View<JournalEntrySchema>;

export function journalEntryView(entry: KeptEntry): JournalEntryView {
  return { ...entry, position: Number(entry.position) };
}
