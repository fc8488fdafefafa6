/**
 * The archive: POSIX ustar with nothing in it that could be otherwise. Owner, mode and time are the same for every member, so that a header follows from
 * name and size, and the archive from its members.
 */
const BLOCK = 512;
/** What eleven octal digits hold. */
const MOST_BYTES = 8 ** 11 - 1;
const MOST_NAME = 100;
const CHECKSUM_AT = 148;

/** What stands behind the last member. */
export const END_OF_ARCHIVE = Buffer.alloc(2 * BLOCK);

/** Throws a RangeError where a member is larger than 8 GiB, which this form of archive cannot hold. */
export function headerOf(name: string, size: number): Buffer {
  if (!(size >= 0 && size <= MOST_BYTES)) throw new RangeError(`${name} is too large for an archive: ${size} bytes`);
  const header = Buffer.alloc(BLOCK);
  header.write(name.slice(0, MOST_NAME), 0);
  header.write('0000644\0' + '0000000\0' + '0000000\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`, 124);
  header.write(' '.repeat(8) + '0', CHECKSUM_AT);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT);
  return header;
}

/** Zeroes up to the next block. */
export const paddingOf = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

/** The archive is not as it was written. */
export class ArchiveInvalid extends Error {
  override readonly name = 'ArchiveInvalid';

  constructor(
    readonly flaw: 'header' | 'padding' | 'end' | 'truncated' | 'trailing',
    /** Where, in bytes from the beginning. */
    readonly at: number,
  ) {
    super(`the archive is not as it was written: ${flaw} at byte ${at}`);
  }
}

/** Takes one member after another. */
export interface MemberReader {
  begin(name: string): void;
  /** Some of its bytes, which may be overwritten once this has returned. */
  push(bytes: Buffer): void;
  end(name: string): void;
}

type State = 'header' | 'content' | 'padding' | 'end' | 'over';

/** Reads an archive from blocks of any size, byte for byte. Throws {@link ArchiveInvalid}. */
export class TarReader {
  #state: State = 'header';
  /** Bytes of what is being read that are still to come. */
  #left = BLOCK;
  #gathered: Buffer[] = [];
  #name = '';
  #size = 0;
  #at = 0;

  constructor(readonly members: MemberReader) {}

  push(block: Buffer): void {
    for (let from = 0; from < block.length;) {
      if (this.#state === 'over') throw new ArchiveInvalid('trailing', this.#at);
      const part = block.subarray(from, from + this.#left);
      from += part.length;
      this.#at += part.length;
      this.#left -= part.length;
      if (this.#state === 'content') this.members.push(part);
      else this.#gathered.push(Buffer.from(part));
      if (this.#left === 0) this.#next();
    }
  }

  /** No more bytes come. */
  end(): void {
    if (this.#state !== 'over') throw new ArchiveInvalid('truncated', this.#at);
  }

  #next(): void {
    const gathered = Buffer.concat(this.#gathered);
    this.#gathered = [];
    switch (this.#state) {
      case 'header':
        this.#header(gathered);
        break;
      case 'content':
        this.members.end(this.#name);
        this.#go('padding', paddingOf(this.#size).length);
        break;
      case 'padding':
        if (gathered.some((byte) => byte !== 0)) throw new ArchiveInvalid('padding', this.#at - gathered.length);
        this.#go('header', BLOCK);
        break;
      case 'end':
        if (gathered.some((byte) => byte !== 0)) throw new ArchiveInvalid('end', this.#at - BLOCK);
        this.#state = 'over';
        break;
      case 'over':
        break;
    }
  }

  #header(header: Buffer): void {
    if (header.every((byte) => byte === 0)) {
      this.#go('end', BLOCK);
      return;
    }
    const end = header.indexOf(0);
    this.#name = header.toString('latin1', 0, Math.min(end < 0 ? MOST_NAME : end, MOST_NAME));
    const digits = header.toString('latin1', 124, 135);
    this.#size = /^[0-7]{11}$/.test(digits) ? parseInt(digits, 8) : -1;
    if (this.#size < 0 || !header.equals(headerOf(this.#name, this.#size))) {
      throw new ArchiveInvalid('header', this.#at - BLOCK);
    }
    this.members.begin(this.#name);
    this.#go('content', this.#size);
  }

  #go(state: State, bytes: number): void {
    this.#state = state;
    this.#left = bytes;
    if (bytes === 0) this.#next();
  }
}
