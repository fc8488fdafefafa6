import { Buffer } from 'node:buffer';
import { FALSE, hashName, joined, LIST, NULL, OBJECT, TRUE, type Fingerprint } from '@paidonce/kernel';
import { isOptional, type ListShape, type ObjectShape, type Shape } from '../schema.shape.js';
import type { Cursor } from './cursor.js';
import { ABSENT, membersOf, placesOf } from './layout.js';
import type { Tape } from './tape.js';

/**
 * Reads a value from JSON, checks its form and writes it to its places on the tape, its hash to the cursor. False where
 * the value is not in its form, or only so unusual that it is for `JSON.parse` to read.
 */
export type Scan = (cursor: Cursor, tape: Tape, place: number) => boolean;

const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
const [COMMA, COLON, LETTER_N] = [0x2c, 0x3a, 0x6e];
const WORDS = { true: Buffer.from('true'), false: Buffer.from('false'), null: Buffer.from('null') };
/** Members seen are bits of a number. */
const MOST_MEMBERS = 30;

const decline: Scan = () => false;

/** Composes the scan of a schema from closures; what schemas of facts in millions do not have, it declines. */
export function scanOf(shape: Shape): Scan {
  switch (shape.type) {
    case 'string': {
      const { minLength = 0, pattern, format, not } = shape;
      if (format ?? not) return decline;
      return pattern === undefined ? scanOfText(minLength) : scanOfPattern(pattern);
    }
    case 'integer': {
      const { minimum, maximum } = shape;
      return (cursor, tape, place) => {
        if (!cursor.readNumber() || cursor.number < minimum || cursor.number > maximum) return false;
        tape.cells[place] = cursor.number;
        return true;
      };
    }
    case 'boolean':
      return shape.const === undefined ? scanFlag : decline;
    case 'array':
      return scanOfList(shape);
    case 'object':
      return scanOfObject(shape);
    case undefined:
      return 'oneOf' in shape ? decline : scanOfChoice(shape.anyOf.map((option) => option.const));
  }
}

function scanOfText(minLength: number): Scan {
  if (minLength > 1) return decline;
  return (cursor, tape, place) => {
    if (!cursor.readText() || cursor.end - cursor.start < minLength) return false;
    cursor.hashText();
    tape.writeText(place, cursor);
    return true;
  };
}

/** Of patterns only that of a word out of some, a colon and anything, of which it takes ASCII. */
function scanOfPattern(pattern: string): Scan {
  const words = /^\^\(([\w|]+)\):\.\+\$$/.exec(pattern)?.[1]?.split('|');
  if (!words) return decline;
  const beginnings = words.map((word) => Buffer.from(`${word}:`));
  const scanText = scanOfText(1);
  return (cursor, tape, place) =>
    scanText(cursor, tape, place) && cursor.isAscii() && beginnings.some((beginning) => cursor.startsWith(beginning));
}

const scanFlag: Scan = (cursor, tape, place) => {
  const flag = cursor.takesWord(WORDS.true);
  if (!flag && !cursor.takesWord(WORDS.false)) return false;
  tape.cells[place] = flag ? 1 : 0;
  setHash(cursor, flag ? TRUE : FALSE);
  return true;
};

/** The place of the value among the options. */
function scanOfChoice(options: readonly string[]): Scan {
  const words = options.map((option) => ({ text: Buffer.from(option), hash: hashName(option) }));
  return (cursor, tape, place) => {
    if (!cursor.readText()) return false;
    for (let i = 0; i < words.length; i++) {
      const { text, hash } = words[i] as (typeof words)[number];
      if (!cursor.isText(text)) continue;
      tape.cells[place] = i;
      setHash(cursor, hash);
      return true;
    }
    return false;
  };
}

function setHash({ hash }: Cursor, { high, low }: Readonly<Fingerprint>): void {
  hash.high = high;
  hash.low = low;
}

function scanOfList({ items, minItems = 0, maxItems = Infinity }: ListShape): Scan {
  const scanItem = scanOf(items);
  const places = placesOf(items);
  // The elements of a list stand one after another, and so those of a list within it cannot.
  if (
    items.type === 'array' ||
    (items.type === 'object' && membersOf(items).some(({ shape }) => shape.type === 'array'))
  )
    return decline;
  return (cursor, tape, place) => {
    if (!cursor.takes(OPEN_LIST)) return false;
    tape.cells[place] = tape.end - tape.record;
    let count = 0;
    let high = LIST;
    let low = LIST;
    if (cursor.peek() !== CLOSE_LIST) {
      do {
        if (!scanItem(cursor, tape, tape.claim(places))) return false;
        high = joined(high, cursor.hash.high);
        low = joined(low, cursor.hash.low);
        count++;
      } while (cursor.takes(COMMA));
    }
    tape.cells[place + 1] = count;
    cursor.hash.high = high;
    cursor.hash.low = low;
    return cursor.takes(CLOSE_LIST) && count >= minItems && count <= maxItems;
  };
}

/** A member as it is looked for. */
interface Sought {
  readonly name: Buffer;
  readonly hash: Readonly<Fingerprint>;
  readonly place: number;
  readonly optional: boolean;
  readonly scan: Scan;
}

/** Members in any order, though the usual one is fastest; unknown ones and repeated ones are declined. */
function scanOfObject(shape: ObjectShape): Scan {
  const members = membersOf(shape).map(({ name, shape: member, place }): Sought => ({
    name: Buffer.from(name),
    hash: hashName(name),
    place,
    optional: isOptional(member),
    // Of an absent object there would be nothing to see: its places are those of its members.
    scan: isOptional(member) && member.type === 'object' ? decline : scanOf(member),
  }));
  if (shape.additionalProperties !== undefined || members.length > MOST_MEMBERS) return decline;
  const required = members.reduce((bits, { optional }, i) => (optional ? bits : bits | (1 << i)), 0);
  return (cursor, tape, place) => {
    if (!cursor.takes(OPEN_OBJECT)) return false;
    let seen = 0;
    let expected = 0;
    let high = 0;
    let low = 0;
    if (cursor.peek() !== CLOSE_OBJECT) {
      do {
        if (!cursor.readText()) return false;
        const index = find(members, expected, cursor);
        if (index < 0 || (seen & (1 << index)) !== 0 || !cursor.takes(COLON)) return false;
        seen |= 1 << index;
        expected = index + 1;
        const member = members[index] as Sought;
        if (!scanMember(member, cursor, tape, place + member.place)) return false;
        high = (high + joined(member.hash.high, cursor.hash.high)) | 0;
        low = (low + joined(member.hash.low, cursor.hash.low)) | 0;
      } while (cursor.takes(COMMA));
    }
    cursor.hash.high = joined(OBJECT, high);
    cursor.hash.low = joined(OBJECT, low);
    return cursor.takes(CLOSE_OBJECT) && (seen & required) === required;
  };
}

/** An optional member that is `null` is absent, though not to the content of the fact. */
function scanMember({ optional, scan }: Sought, cursor: Cursor, tape: Tape, place: number): boolean {
  if (!optional || scan === decline || cursor.peek() !== LETTER_N) return scan(cursor, tape, place);
  tape.cells[place] = ABSENT;
  setHash(cursor, NULL);
  return cursor.takesWord(WORDS.null);
}

/** The member that has the name which was read last, or -1. */
function find(members: readonly Sought[], expected: number, cursor: Cursor): number {
  const { length } = members;
  for (let i = 0, at = expected; i < length; i++, at++) {
    if (at >= length) at -= length;
    if (cursor.isText((members[at] as Sought).name)) return at;
  }
  return -1;
}
