import { createHash } from 'node:crypto';
import type { MemberName } from './format.js';
import { END_OF_ARCHIVE, headerOf, paddingOf } from './tar.js';

export interface Member {
  readonly name: MemberName;
  /** Bytes of all blocks. */
  readonly size: number;
  readonly blocks: Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** A member that is at hand. */
export function memberOf(name: MemberName, text: string): Member {
  const bytes = Buffer.from(text);
  return { name, size: bytes.length, blocks: [bytes] };
}

/** A line of `SHA256SUMS`, as `sha256sum` writes it. */
export const sumLine = (name: string, digest: string): string => `${digest}  ${name}\n`;

/** The archive of these members, in this order, with their sums behind them; block by block. */
export async function* packed(members: Iterable<Member> | AsyncIterable<Member>): AsyncGenerator<Buffer, void> {
  let sums = '';
  for await (const { name, size, blocks } of members) {
    yield headerOf(name, size);
    const sha256 = createHash('sha256');
    let left = size;
    for await (const block of blocks) {
      sha256.update(block);
      left -= block.length;
      yield block;
    }
    if (left !== 0) throw new Error(`${name} is not as long as it was said to be`);
    yield paddingOf(size);
    sums += sumLine(name, sha256.digest('hex'));
  }
  const last = Buffer.from(sums);
  yield Buffer.concat([headerOf('SHA256SUMS', last.length), last, paddingOf(last.length), END_OF_ARCHIVE]);
}
