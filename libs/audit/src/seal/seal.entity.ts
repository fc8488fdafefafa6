import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: how far the log is sealed. */
@Entity('seal')
export class SealRow {
  /** Which log it is: the first line of its checkpoints, and the name of its keys. */
  @PrimaryColumn('text')
  origin!: string;

  /** Leaves of the tree. */
  @Column('bigint')
  size!: string;

  /** Position of the last event that is a leaf. */
  @Column('bigint')
  position!: string;
}

/** 256 hashes of a level, or as many as there are: C2SP tlog-tiles. */
@Entity('tile')
export class TileRow {
  @PrimaryColumn('integer')
  level!: number;

  @PrimaryColumn('bigint')
  index!: string;

  /** 32 bytes each. */
  @Column('bytea')
  hashes!: Buffer;

  /** At level 0: the position in the log behind which its first leaf stands. It leads from a position to its leaf. */
  @Column('bigint', { name: 'behind', nullable: true })
  behind!: string | null;
}

/** A signed checkpoint. */
@Entity('checkpoint')
export class CheckpointRow {
  @PrimaryColumn('bigint')
  size!: string;

  /** Position of its last event. */
  @Column('bigint')
  position!: string;

  @Column('text')
  note!: string;

  /** RFC 3339. */
  @Column('text', { name: 'signed_at' })
  signedAt!: string;
}

/** A key that signs checkpoints of this size and more, until the next one does. */
@Entity('log_key')
export class LogKeyRow {
  @PrimaryColumn('text')
  vkey!: string;

  /** From which on it is in use, in their order. */
  @Column('integer')
  number!: number;

  @Column('bigint', { name: 'from_size' })
  fromSize!: string;
}

export const sealTables = [SealRow, TileRow, CheckpointRow, LogKeyRow];
