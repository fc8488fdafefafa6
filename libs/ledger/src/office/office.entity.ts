import type { KeptRights } from '../rights.js';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A refused fact. It waits as long as it has no `outcome`; what was posted, and may tell who somebody is, is sealed. */
@Entity('quarantine')
export class QuarantineRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'refused_at' })
  refusedAt!: string;

  @Column('text')
  actor!: string;

  /** Of the token; NULL in rows from before it was kept. */
  @Column('text', { name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Column('text', { name: 'correlation_id' })
  correlationId!: string;

  /** What who posted it may record; NULL in rows from before it was kept. */
  @Column('json', { nullable: true })
  rights!: KeptRights | null;

  /** Whether an import brought it, which may carry what others may not. */
  @Column('boolean', { name: 'is_import', default: false })
  isImport!: boolean;

  /** Of who posted it, where it stood, its text or bytes and why it was refused, with a key; NULL in rows from before it was kept. */
  @Column('text', { nullable: true })
  digest!: string | null;

  /** How often it came. */
  @Column('integer', { default: 1 })
  times!: number;

  /** A type of the catalogue that it names. */
  @Column('text', { name: 'fact_type', nullable: true })
  factType!: string | null;

  /** Of the source that it names, with a key: anything may stand there. */
  @Column('text', { name: 'source_digest', nullable: true })
  sourceDigest!: string | null;

  @Column('text', { name: 'client_digest', nullable: true })
  clientDigest!: string | null;

  @Column('bigint')
  line!: string;

  @Column('text')
  code!: string;

  /** Path and message as JSON: they quote what was posted, and a phone number may stand where a time should. */
  @Column('text', { name: 'sealed_refusal' })
  sealedRefusal!: string;

  /** The text, or where `rawBytes` is given the beginning of the bytes in base64; NULL once it waits no more. */
  @Column('text', { name: 'sealed_text', nullable: true })
  sealedText!: string | null;

  /** How many bytes were posted that were no text; NULL where they were. */
  @Column('bigint', { name: 'raw_bytes', nullable: true })
  rawBytes!: string | null;

  @Column('text', { nullable: true })
  outcome!: 'accepted' | 'duplicate' | 'dismissed' | null;

  @Column('text', { name: 'resolved_at', nullable: true })
  resolvedAt!: string | null;

  @Column('text', { name: 'resolved_by', nullable: true })
  resolvedBy!: string | null;

  /** The fact that it became. */
  @Column('text', { name: 'fact_source', nullable: true })
  factSource!: string | null;

  @Column('text', { name: 'fact_id', nullable: true })
  factId!: string | null;

  @Column('bigint', { name: 'fact_position', nullable: true })
  factPosition!: string | null;

  /** Why it was dismissed, in words of people, who may name somebody. */
  @Column('text', { name: 'sealed_reason', nullable: true })
  sealedReason!: string | null;
}

@Entity('draft')
export class DraftRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('bigint')
  revision!: string;

  @Column('json')
  content!: object;

  @Column('text', { name: 'updated_at' })
  updatedAt!: string;

  @Column('text', { name: 'updated_by' })
  updatedBy!: string;
}

@Entity('token')
export class TokenRow {
  /** SHA-256 of the secret. */
  @PrimaryColumn('bytea')
  hash!: Buffer;

  @Index({ unique: true })
  @Column('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  role!: string;

  @Column('text', { name: 'client_id', nullable: true })
  clientId!: string | null;

  @Column('text', { array: true, nullable: true })
  sources!: string[] | null;

  @Column('text', { name: 'created_at' })
  createdAt!: string;
}

/** Instants are microseconds since 1970. */
@Entity('idempotency')
export class IdempotencyRow {
  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  request!: string;

  /** First claim. */
  @Index()
  @Column('bigint')
  at!: string;

  /** Last claim; NULL where whoever had claimed it has given up. */
  @Column('bigint', { name: 'claimed_at', nullable: true })
  claimedAt!: string | null;

  @Column('json', { nullable: true })
  answer!: object | null;
}

export const officeTables = [QuarantineRow, DraftRow, TokenRow, IdempotencyRow];
