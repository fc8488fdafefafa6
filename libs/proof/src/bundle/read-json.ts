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
  return manifest && manifestText(manifest) === text ? manifest : undefined;
}

export function readLogLine(text: string): LogLine | undefined {
  return read(
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
}

export function readCheckpointLine(text: string): CheckpointLine | undefined {
  return read(text, ({ note, consistency }) => isText(note) && isListOf(consistency, isText)) as
    CheckpointLine | undefined;
}

/** Texts of the lines of a member, each of which ends with a line break. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
