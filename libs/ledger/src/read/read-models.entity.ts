import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How far the read models have followed the log. */
@Entity('projection')
export class ProjectionRow {
  @PrimaryColumn('text')
  name!: string;

  /** Another one each time the tables are built anew: who still writes under an old one is refused. */
  @Column('uuid')
  epoch!: string;

  /** Position of the last event that was followed. */
  @Column('bigint')
  position!: string;

  /** Facts up to it. */
  @Column('bigint')
  facts!: string;
}

/** What each fact touches, as hashes: where deciding and projecting find the facts that they need. */
@Entity('touch')
class TouchRow {
  @PrimaryColumn('bigint')
  subject!: string;

  @PrimaryColumn('bigint')
  position!: string;
}

/** What the facts of a stretch of the log touch, as it was written or merged at once: by buckets. */
@Entity('touch_run')
class TouchRunRow {
  @PrimaryColumn('integer', { generated: 'identity', generatedIdentity: 'BY DEFAULT' })
  run!: number;

  /** A bucket holds the subjects whose hashes have these first bits: its number. */
  @Column('integer')
  bits!: number;

  /** So many further bits of the hash are in an entry. */
  @Column('integer')
  rest!: number;

  /** Position from which those of its facts are counted. */
  @Column('bigint')
  first!: string;

  /** Position of the last one, and how many entries there are: not known of runs of a former version, which are not merged. */
  @Column('bigint', { nullable: true })
  last!: string | null;

  @Column('integer', { nullable: true })
  entries!: number | null;
}

/** Some subjects, with the positions of facts that touch them (touch-buckets.ts). A bucket may have several rows. */
@Entity('touch_bucket')
class TouchBucketRow {
  @PrimaryColumn('integer')
  run!: number;

  @PrimaryColumn('integer')
  bucket!: number;

  @Column('bigint', { array: true })
  entries!: string[];
}

/** The state of a contract's book beside its pages. */
@Entity('book')
export class BookRow {
  @PrimaryColumn('text', { name: 'contract_id' })
  contractId!: string;

  @Index()
  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('json')
  state!: object;
}

/** What a contract owes and was billed for a period. */
@Entity('page')
export class PageRow {
  @PrimaryColumn('text', { name: 'contract_id' })
  contractId!: string;

  @PrimaryColumn('integer', { name: 'first_day' })
  firstDay!: number;

  @Column('text')
  period!: string;

  @Index()
  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('json')
  state!: object;
}

/** An issued statement, to the byte. */
@Entity('statement')
export class StatementRow {
  @PrimaryColumn('text', { name: 'contract_id' })
  contractId!: string;

  @PrimaryColumn('integer')
  number!: number;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('text', { nullable: true })
  period!: string | null;

  @Column('bigint', { name: 'log_position' })
  logPosition!: string;

  @Column('text', { name: 'issued_at' })
  issuedAt!: string;

  /** SHA-256 of `body`, hexadecimal. */
  @Column('text')
  hash!: string;

  @Column('text')
  body!: string;
}

/** A statement that a closing comes to, until an event of the log has issued it. */
@Entity('awaited_statement')
export class AwaitedStatementRow {
  @PrimaryColumn('text', { name: 'contract_id' })
  contractId!: string;

  @PrimaryColumn('integer')
  number!: number;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  /** Where its closing stands in the log. */
  @Column('bigint')
  position!: string;

  @Column('text')
  body!: string;
}

@Entity('client')
export class ClientRow {
  @PrimaryColumn('text', { name: 'client_id' })
  clientId!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'tax_id', nullable: true })
  taxId!: string | null;

  @Column('text')
  country!: string;
}

@Entity('contract')
export class ContractRow {
  @PrimaryColumn('text', { name: 'contract_id' })
  contractId!: string;

  @Index()
  @Column('text', { name: 'client_id' })
  clientId!: string;

  /** The last local day in force, and the fact that says so. */
  @Column('text', { name: 'ends_on', nullable: true })
  endsOn!: string | null;

  @Column('text', { name: 'ended_by', nullable: true })
  endedBy!: string | null;
}

/** A version of a contract's terms, as they were recorded. */
@Entity('terms_version')
export class TermsVersionRow {
  @PrimaryColumn('text', { name: 'contract_id' })
  contractId!: string;

  @PrimaryColumn('integer')
  version!: number;

  /** The fact that recorded it: `["source","id"]`. */
  @Index()
  @Column('text')
  fact!: string;

  @Column('boolean')
  stands!: boolean;

  @Column('json')
  terms!: object;
}

@Entity('campaign')
export class CampaignRow {
  @PrimaryColumn('text', { name: 'campaign_id' })
  campaignId!: string;

  @Index()
  @Column('text', { name: 'contract_id' })
  contractId!: string;

  @Index()
  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('json')
  data!: object;

  @Column('text', { name: 'closed_by', nullable: true })
  closedBy!: string | null;
}

/** The code of an event that could not be followed. */
export const PARKED = 'parked';

/** An event in an account that counts for nothing, and why: two writers raced, it could not be followed, or it is not of ours. */
@Entity('void_fact')
export class VoidFactRow {
  @PrimaryColumn('bigint')
  position!: string;

  @Column('text')
  code!: string;

  @Column('text')
  message!: string;

  @Column('text', { name: 'client_id', nullable: true })
  clientId!: string | null;

  /** The type of the event. */
  @Column('text', { nullable: true })
  type!: string | null;

  /** The identity of the fact, where it can be read. */
  @Column('text', { nullable: true })
  source!: string | null;

  @Column('text', { name: 'fact_id', nullable: true })
  factId!: string | null;

  @Column('text', { name: 'recorded_at', nullable: true })
  recordedAt!: string | null;
}

/** Facts by position, where the store of the log does not find them so (EventStoreDB). */
@Entity('fact_copy')
export class FactCopyRow {
  @PrimaryColumn('bigint')
  position!: string;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('text')
  text!: string;
}

/** What is said of what is billed, as long as it stands: disputes, returns of leads, and what was ruled on either. */
@Entity('claim')
@Index(['kind', 'position'])
@Index(['subject', 'kind'])
export class ClaimRow {
  @PrimaryColumn('text')
  source!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  kind!: 'dispute' | 'dispute-ruling' | 'return' | 'return-ruling';

  /** The dispute, or the lead. */
  @Column('text')
  subject!: string;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  /** When it happened, in microseconds since 1970. */
  @Column('bigint')
  at!: string;

  @Column('bigint')
  position!: string;

  /** Of a dispute its contract, of a return its reason, of a ruling what it was. */
  @Column('text')
  code!: string;

  /** `time` and `data` of the fact. */
  @Column('json')
  body!: object;
}

/** A payment that stands. */
@Entity('payment')
@Index(['clientId', 'position'])
class PaymentRow {
  @PrimaryColumn('text')
  source!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('text', { name: 'contract_id' })
  contractId!: string;

  @Index()
  @Column('bigint')
  position!: string;

  /** `time` and `data` of the fact. */
  @Column('json')
  body!: object;
}

export const readModels = [
  ProjectionRow,
  TouchRow,
  TouchRunRow,
  TouchBucketRow,
  BookRow,
  PageRow,
  StatementRow,
  AwaitedStatementRow,
  ClientRow,
  ContractRow,
  TermsVersionRow,
  CampaignRow,
  VoidFactRow,
  FactCopyRow,
  ClaimRow,
  PaymentRow,
];
