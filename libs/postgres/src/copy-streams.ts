import type { Readable, Writable } from 'node:stream';
import type { Submittable } from 'pg';
// @ts-expect-error: the package comes without types; what is used of it is declared below.
import untyped from 'pg-copy-streams';

/** Written to: the lines of a `COPY … FROM STDIN`. `rowCount` holds once it has finished. */
export type CopyIn = Writable & Submittable & { readonly rowCount: number };
/** Read from: the lines of a `COPY … TO STDOUT`, in chunks of the socket, which end anywhere. */
export type CopyOut = Readable & Submittable & { readonly rowCount: number };

const streams = untyped as { from(sql: string): CopyIn; to(sql: string): CopyOut };

/** For `client.query(…)`. */
export const copyIn = (sql: string): CopyIn => streams.from(sql);
/** For `client.query(…)`. */
export const copyOut = (sql: string): CopyOut => streams.to(sql);
