import { hash } from 'node:crypto';
import type { RecordedEvent, Utf8Range } from '@paidonce/event-store';
import { leafOf, type Withheld } from '@paidonce/proof';

/** The hash of the leaf that an event of the log is: from the bytes of its texts where the store has them, since there are millions. */
export function leafOfRecorded(event: RecordedEvent): Buffer {
  const { utf8, metadataUtf8 } = event;
  if (!utf8 || !metadataUtf8) return leafOf(event);
  const { stream, revision, id, type } = event;
  return leafOf({ stream, revision, id, type, data: bytesOf(utf8), metadata: digestOf(bytesOf(metadataUtf8)) });
}

const bytesOf = ({ bytes, start, end }: Utf8Range): Buffer => bytes.subarray(start, end);

/** Of the metadata that was asked for last: thousands of facts of one request share it. */
let last: { readonly bytes: Buffer; readonly digest: Withheld } | undefined;

function digestOf(bytes: Buffer): Withheld {
  if (!last?.bytes.equals(bytes))
    last = { bytes: Buffer.from(bytes), digest: { sha256: hash('sha256', bytes, 'hex') } };
  return last.digest;
}
