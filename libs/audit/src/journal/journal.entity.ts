import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EntryKind, EntryOutcome } from './journal-entry.js';

/** An entry of the journal, to be searched; it can be made anew from the log. */
@Entity('journal')
export class JournalRow {
  @PrimaryColumn('bigint')
  position!: string;

  /** Microseconds since 1970. */
  @Column('bigint')
  at!: string;

  @Column('text')
  kind!: EntryKind;

  @Column('text')
  action!: string;

  @Column('text')
  outcome!: EntryOutcome;

  @Column('text', { name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Column('text', { name: 'actor_name', nullable: true })
  actorName!: string | null;

  @Column('text', { array: true })
  subjects!: string[];

  @Column('text', { array: true })
  clients!: string[];

  /** The whole entry. */
  @Column('json')
  entry!: object;
}

/** How far the journal has followed the log. */
@Entity('journal_checkpoint')
export class JournalCheckpointRow {
  @PrimaryColumn('text')
  name!: string;

  @Column('bigint')
  position!: string;
}

export const journalTables = [JournalRow, JournalCheckpointRow];
