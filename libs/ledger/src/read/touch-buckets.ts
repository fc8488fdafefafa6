/*
 * What the facts of a run touch lies in buckets: a subject is in the one that the first bits of its hash number, as an entry of 63 bits: some
 * further bits of the hash, then the position of a fact that touches it, from the first one of the run on. Of runs of any size an entry and its bucket keep as many
 * bits of the hash, so that runs can be merged; those of former versions kept more or fewer, and stay as they are. A hash that is cut off only means that now and then
 * a fact is recalled that need not be.
 */

/** Of the hash of a subject. */
export const BITS_OF_SUBJECT = 53;
/** Of the hash that a run keeps: of a million facts one subject in two hundred thousand is taken for another one. */
export const BITS_KEPT = 39;
export const BITS_OF_ENTRY = 63;
/** Bits that number a bucket: with as many, any two positions may be in one run. */
export const MOST_BITS = BITS_OF_SUBJECT - (BITS_OF_ENTRY - BITS_KEPT);

/**
 * Runs with the buckets that are asked for, where a run has facts of the stretch that is asked about, and the entries that are sought in each: those of one hash are a
 * range, from the first position of the run to the last one that is wanted.
 */
const SOUGHT = `
  SELECT run, bucket, last, first, lowest, lowest + least(up_to - first, (1::bigint << (${BITS_OF_ENTRY} - rest)) - 1) AS highest
  FROM (
    SELECT run, rest, first, last, up_to, (subject >> (${BITS_OF_SUBJECT} - bits))::int AS bucket,
      ((subject >> (${BITS_OF_SUBJECT} - bits - rest)) & ((1::bigint << rest) - 1)) << (${BITS_OF_ENTRY} - rest) AS lowest
    FROM touch_run CROSS JOIN unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS asked (subject, behind, up_to)
    WHERE first <= up_to AND (last IS NULL OR last >= behind)
  ) AS asked`;

/**
 * Positions of facts that touch subjects (`$1`), each behind a position (`$2`) and up to another (`$3`), up to `$4`, from rows and from buckets; it may tell of more up to there.
 * Entries are in order, but for runs of former versions, of which no last position is known: most buckets have nothing of what is sought, which is seen without going
 * through them. Buckets are found one by one, by their index, whatever is known of the table by then: `OFFSET 0` keeps the planner from another way. PostgreSQL looks up the
 * tables one after the other as they are named: should others, built anew, take their place in between, there is a row without a position, and it is to be asked again.
 */
export const TOUCHING = `
  WITH first_named AS (SELECT 'touch'::regclass AS touch), sought AS MATERIALIZED (${SOUGHT})
  SELECT position FROM touch WHERE subject = ANY ($1::bigint[]) AND position <= $4::bigint
  UNION
  SELECT entry - lowest + first
  FROM sought CROSS JOIN LATERAL (
    SELECT entries FROM touch_bucket AS bucket
    WHERE bucket.run = sought.run AND bucket.bucket = sought.bucket
      AND (last IS NULL OR width_bucket(highest, entries) > width_bucket(lowest - 1, entries))
    OFFSET 0
  ) AS found, unnest(entries) AS entry
  WHERE entry BETWEEN lowest AND highest
  UNION ALL
  SELECT NULL FROM first_named WHERE touch <> 'touch'::regclass`;
