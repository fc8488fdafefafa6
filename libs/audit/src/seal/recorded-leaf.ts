import type { RecordedEvent, Utf8Range } from '@paidonce/event-store';
import { leafOf } from '@paidonce/proof';

/** The hash of the leaf that an event of the log is: from the bytes of its texts where the store has them, since there are millions. */
export function leafOfRecorded(event: RecordedEvent): Buffer {
  const { utf8, metadataUtf8 } = event;
  if (!utf8 || !metadataUtf8) return leafOf(event);
  const { stream, revision, id, type } = event;
  return leafOf({ stream, revision, id, type, data: bytesOf(utf8), metadata: bytesOf(metadataUtf8) });
}

const bytesOf = ({ bytes, start, end }: Utf8Range): Buffer => bytes.subarray(start, end);
