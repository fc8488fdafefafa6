import { createHash, hash } from 'node:crypto';

const NAMESPACE_BYTES = 16;
const SHORT = 1 << 10;
const bytes = Buffer.alloc(NAMESPACE_BYTES + 3 * SHORT);
/** The namespace that stands there. */
let written = '';

/** The UUID of version 5 (RFC 9562) of a name in a namespace: there is one a fact, which is why it is made with little ado. */
export function nameBasedId(namespace: string, name: string): string {
  return formatted(name.length <= SHORT ? ofShort(namespace, name) : ofAny(namespace, name));
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

/** With the version and the variant in their places. */
function formatted(digest: string): string {
  const variant = ((parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
