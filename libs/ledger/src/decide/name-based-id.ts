import { createHash, hash } from 'node:crypto';
import type { UuidAt } from '@paidonce/event-store';

const NAMESPACE_BYTES = 16;
const SHORT = 1 << 10;
const bytes = Buffer.alloc(NAMESPACE_BYTES + 3 * SHORT);
/** The namespace that stands there. */
let written = '';

const ID_BYTES = 16;
/** Memory for ids that are made one after another: a buffer of its own for each would take longer than the id. */
const ROOM = 1 << 14;
let room = Buffer.alloc(0);
let used = 0;

/** The UUID of version 5 (RFC 9562) of a name in a namespace: there is one a fact, which is why it is made with little ado. */
export function nameBasedId(namespace: string, name: string): UuidAt {
  if (used === room.length) [room, used] = [Buffer.allocUnsafeSlow(ROOM), 0];
  const id = { bytes: room, start: used };
  used += room.write(name.length <= SHORT ? ofShort(namespace, name) : ofAny(namespace, name), used, ID_BYTES, 'hex');
  room[id.start + 6] = ((room[id.start + 6] as number) & 0x0f) | 0x50;
  room[id.start + 8] = ((room[id.start + 8] as number) & 0x3f) | 0x80;
  return id;
}

/** As text. */
export function formatId({ bytes: id, start }: UuidAt): string {
  const hex = id.toString('hex', start, start + ID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function ofShort(namespace: string, name: string): string {
  if (namespace !== written) bytes.write((written = namespace).replaceAll('-', ''), 0, 'hex');
  const end = NAMESPACE_BYTES + bytes.write(name, NAMESPACE_BYTES);
  return hash('sha1', bytes.subarray(0, end), 'hex');
}

function ofAny(namespace: string, name: string): string {
  return createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest('hex');
}
