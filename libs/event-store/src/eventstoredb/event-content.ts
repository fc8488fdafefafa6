import { gunzipSync, gzipSync } from 'node:zlib';
import type { NewEvent, RecordedEvent } from '../event-store.js';
import type { ClientEvent, ReadEvent } from './client.js';

/** Texts from so many bytes on are compressed: the server limits the bytes of an append, and a statement may have thousands of lines. */
const COMPRESSED_FROM = 256_000;
/** No text of a log is longer; what says that it is was not written here. */
const LONGEST_TEXT = 1 << 28;

/**
 * An event for the server. It is JSON to it, so that its pages and its projections can look inside, wherever the text is what `JSON.stringify`
 * makes of its value: then the client sends and returns these very bytes. Any other text (`1.0`, a member twice, 2^53 + 1) goes as bytes,
 * since the client would change it. So does a very long one, compressed by gzip.
 */
export function toClientEvent({ id, type, data, metadata }: NewEvent): ClientEvent {
  const json: unknown = JSON.parse(data);
  const isLong = Buffer.byteLength(data) >= COMPRESSED_FROM;
  const content = isLong
    ? { bytes: gzipSync(data) }
    : JSON.stringify(json) === data
      ? { json }
      : { bytes: Buffer.from(data, 'utf8') };
  // A plain array of bytes: the client would take another kind for a value and write JSON of it.
  return { id, type, content, metadata: Uint8Array.from(Buffer.from(metadata, 'utf8')) };
}

/** An event as it was read, at a position that is known. */
export function toRecordedEvent(event: ReadEvent, position: bigint): RecordedEvent {
  return {
    id: event.id,
    type: event.type,
    stream: event.stream,
    revision: Number(event.revision),
    position,
    created: event.created.toISOString(),
    data: 'json' in event.content ? JSON.stringify(event.content.json) : dataOf(event.content.bytes),
    metadata: event.metadata instanceof Uint8Array ? textOf(event.metadata) : JSON.stringify(event.metadata ?? {}),
  };
}

/** What the server counts of an event against its limit, and what it adds; rather too much. */
export function weightOf({ data, metadata, type }: NewEvent, { content }: ClientEvent): number {
  const bytes = 'json' in content ? Buffer.byteLength(data) : content.bytes.length;
  return bytes + Buffer.byteLength(metadata) + 2 * Buffer.byteLength(type) + 64;
}

/** Events of a type that begins with `$` are the server's own. */
export const isSystemEvent = ({ type }: { readonly type: string }): boolean => type.startsWith('$');

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** Bytes that are no text are a compressed one: no JSON begins like that. */
function dataOf(bytes: Uint8Array): string {
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return textOf(isCompressed ? gunzipSync(bytes, { maxOutputLength: LONGEST_TEXT }) : bytes);
}
