import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { SignedNote } from '../ports/seal.js';
import type { View } from './view.js';

/** A signed checkpoint: C2SP tlog-checkpoint. */
@ApiSchema({ name: 'Checkpoint' })
export class CheckpointSchema {
  @ApiProperty({ type: 'integer', description: 'Events of the log that it is of.' })
  readonly size!: number;

  @ApiProperty({ type: 'integer', description: 'Position of the last of them.' })
  readonly position!: number;

  @ApiProperty({ format: 'date-time' })
  readonly signedAt!: string;

  @ApiProperty({ description: 'The signed note: origin, size, root; an empty line; signatures.' })
  readonly note!: string;
}

export type CheckpointView = View<CheckpointSchema>;

export function checkpointView({ size, position, signedAt, note }: SignedNote): CheckpointView {
  return { size, position: Number(position), signedAt, note };
}

@ApiSchema({ name: 'LogKey' })
class LogKeySchema {
  @ApiProperty({ description: 'The public key: name+id+key, as C2SP signed-note writes it.' })
  readonly vkey!: string;

  @ApiProperty({ type: 'integer', description: 'It signs checkpoints of this size and more, until the next one does.' })
  readonly fromSize!: number;
}

/** The public keys that checkpoints are verified by. */
@ApiSchema({ name: 'LogKeys' })
export class LogKeysSchema {
  @ApiProperty({ description: 'The first line of every checkpoint of this log.' })
  readonly origin!: string;

  @ApiProperty({ type: [LogKeySchema], description: 'The first first. Each was handed over to by the one before.' })
  readonly keys!: readonly LogKeySchema[];
}
