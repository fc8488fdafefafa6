import { bytesOf } from '../checkpoint/base64.js';
import { BUNDLE_FORMAT, manifestText, type CheckpointLine, type LogLine, type Manifest } from './format.js';

/** Of SHA-256, hexadecimal. Whether it is one shows when it is compared. */
const DIGEST_LENGTH = 64;
const PERIOD = /^\d{4}-[WQ]?\d{1,2}$/;

/** The text as JSON in the form that a check of its members says; `undefined` where it is none. */
function read(text: string, isOne: (value: Readonly<Record<string, unknown>>) => boolean): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null && isOne(value as Record<string, unknown>) ? value : undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === 'string';
const isPeriod = (value: unknown): boolean => value === null || (isText(value) && PERIOD.test(value));
const isListOf = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);

/** The manifest; `undefined` where it is not written as it is written here. */
export function readManifest(text: string): Manifest | undefined {
  const manifest = read(
    text,
    (its) =>
      its['format'] === BUNDLE_FORMAT &&
      [its['origin'], its['client'], its['contract']].every(isText) &&
      isPeriod(its['from']) &&
      isPeriod(its['to']) &&
      [its['first'], its['last'], its['events'], its['facts'], its['statements']].every(isCount) &&
      isListOf(its['rules'], isText) &&
      isListOf(its['keys'], isText) &&
      isListOf(its['voids'], isCount) &&
      typeof its['persons'] === 'boolean',
  ) as Manifest | undefined;
  if (!manifest) return undefined;
  const { format, origin, client, contract, from, to, first, last, events, facts, ...rest } = manifest;
  const { statements, rules, voids, keys, persons } = rest;
  const named = { format, origin, client, contract, from, to, first, last, events, facts };
  const whole = { ...named, statements, rules, voids, keys, persons };
  return manifestText(whole) === text ? whole : undefined;
}

export function readLogLine(text: string): LogLine | undefined {
  const line = read(
    text,
    ({ index, revision, id, type, data, metadata, rules, shown }) =>
      isCount(index) &&
      isCount(revision) &&
      isText(id) &&
      isText(type) &&
      isText(data) &&
      data.length === DIGEST_LENGTH &&
      isText(metadata) &&
      metadata.length === DIGEST_LENGTH &&
      (rules === undefined || isText(rules)) &&
      (shown === undefined || isText(shown)),
  ) as LogLine | undefined;
  if (!line) return undefined;
  const { index, revision, id, type, data, metadata, rules, shown } = line;
  return asWritten(text, { index, revision, id, type, data, metadata, rules, shown });
}

export function readCheckpointLine(text: string): CheckpointLine | undefined {
  const line = read(text, ({ note, consistency }) => isText(note) && isListOf(consistency, isText)) as
    CheckpointLine | undefined;
  return line && asWritten(text, { note: line.note, consistency: line.consistency });
}

/** What was read, where it is written in the one way that it is written here: with nothing beside, nothing twice, in this order. */
const asWritten = <T>(text: string, value: T): T | undefined => (JSON.stringify(value) === text ? value : undefined);

/** The hash that a line is; no bytes, which are no hash, where it is none. */
export const hashOf = (base64: string): Buffer => bytesOf(base64) ?? Buffer.alloc(0);

/** Texts of the lines of a member, each of which ends with a line break. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
