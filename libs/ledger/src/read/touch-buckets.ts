/*
 * What the facts of a run touch lies in buckets: a subject is in the one that the first bits of its hash number, as an entry of 63 bits: some
 * further bits of the hash, then the position of a fact that touches it, from the first one of the run on. A hash that is cut off only means that now and then
 * a fact is recalled that need not be.
 */

/** Of the hash of a subject. */
export const BITS_OF_SUBJECT = 53;
/** Of the hash behind the number of the bucket. */
export const BITS_OF_REST = 23;
export const BITS_OF_POSITION = 40;

/**
 * Positions of facts that touch subjects, from rows and from buckets; `$1` are the subjects, `$2` the last position. `touch` is named first: should
 * tables that were built anew take the place of these meanwhile, then what its rows do not have is in the buckets.
 */
export const TOUCHING = `
  SELECT position FROM touch WHERE subject = ANY ($1::bigint[]) AND position <= $2
  UNION
  SELECT (entry & ${2 ** BITS_OF_POSITION - 1}) + run.first
  FROM touch_run AS run CROSS JOIN unnest($1::bigint[]) AS asked (subject)
  JOIN touch_bucket AS bucket
    ON bucket.run = run.run AND bucket.bucket = (asked.subject >> (${BITS_OF_SUBJECT} - run.bits))::int,
  unnest(bucket.entries) AS entry
  WHERE entry >> ${BITS_OF_POSITION} = (asked.subject >> (${BITS_OF_SUBJECT - BITS_OF_REST} - run.bits)) & ${2 ** BITS_OF_REST - 1}
    AND (entry & ${2 ** BITS_OF_POSITION - 1}) + run.first <= $2`;
