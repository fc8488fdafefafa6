import { hash } from 'node:crypto';

/** What a leaf of the tree says of an event. `data` and `metadata` are what the log has, as text or its UTF-8, or the SHA-256 of it where they are withheld. */
export interface LoggedEvent {
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  /** UUID. */
  readonly id: string;
  readonly type: string;
  readonly data: string | Uint8Array | Withheld;
  readonly metadata: string | Uint8Array | Withheld;
}

/** SHA-256 of text that is not shown, hexadecimal. */
export interface Withheld {
  readonly sha256: string;
}

/** Names the form of an entry: another form is another name. */
const FORM = 'paidonce-event/1';

/**
 * The entry of an event in the tree: seven lines. Text stands in it as its SHA-256, so that an event can be proven to be in the log without
 * being shown. Names are written as JSON strings, since an id may hold a line break.
 */
export function entryOf(event: LoggedEvent): Buffer {
  return Buffer.from(entryText(event));
}

/** The hash of the leaf that an event is: {@link leafHash} of its entry, without bytes in between, since there are millions. */
export function leafOf(event: LoggedEvent): Buffer {
  return Buffer.from(hash('sha256', `\0${entryText(event)}`, 'binary'), 'latin1');
}

function entryText({ stream, revision, id, type, data, metadata }: LoggedEvent): string {
  return `${FORM}\n${JSON.stringify(stream)}\n${revision}\n${id}\n${JSON.stringify(type)}\n${digestOf(data)}\n${digestOf(metadata)}\n`;
}

/** RFC 9162, 2.1.1: the hash of a leaf. */
export function leafHash(entry: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', Buffer.concat([LEAF, entry]), 'binary'), 'latin1');
}

const LEAF = Uint8Array.of(0);

const digestOf = (text: string | Uint8Array | Withheld): string =>
  typeof text === 'string' || ArrayBuffer.isView(text) ? hash('sha256', text, 'hex') : text.sha256;
