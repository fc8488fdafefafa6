import { parseInstant, refuse, type Instant, type Refusal } from '@paidonce/kernel';
import { declarationOf, factDeclarations, isFactType, type Fact, type FactType } from './catalogue.js';
import { DEEMED_SOURCE, SPEC_VERSION, envelopeShape } from './envelope.js';
import { shapeOf } from './schema.builders.js';
import { checkOf, type Check } from './schema.check.js';
import { describe, fault, faultsIn, type Fault } from './schema.faults.js';
import { nullRemovalOf, type NullRemoval } from './schema.nulls.js';
import { isRecord } from './schema.shape.js';
import { isId } from './text.formats.js';
import { DATA_SCHEMA_PREFIX, dataSchemaOf, inTodaysForm, versionOf } from './versions.js';

/** A fact that is in order by itself; what it refers to is for those to check who know the history. */
export interface ReadFact<F = Fact> {
  readonly fact: F;
  /** `data` as it was received, with the nulls of optional members: what the fact's content is compared by. */
  readonly received: object;
  /** When it happened. */
  readonly occurredAt: Instant;
  /** When it was recorded: never before it happened. */
  readonly recordedAt: Instant;
}

/**
 * Reads a parsed CloudEvent by all rules that need no history (sections 1 and 1.1), of whatever version of its type. The first thing that is wrong is
 * refused as `invalid`. The fact shares its members with `value`, which must not be changed afterwards.
 */
export function readFact(value: unknown): ReadFact | Refusal {
  return readClean(value) ?? readSlowly(value);
}

/** Everything that is wrong with the value: the first is what `readFact` refuses it for. */
export function explainRefusals(received: unknown): Refusal[] {
  const today = inTodaysForm(received);
  if ('wrong' in today) return [refusalOf(today.wrong)];
  const value = today.event;
  return Array.from(faultsOf(value), refusalOf);
}

export function isRefusal(result: ReadFact | Refusal): result is Refusal {
  return 'code' in result;
}

/** The path of nearly every fact: no copies, no messages. Null where the value is wrong, of another version than today's, or has a member that is null. */
function readClean(value: unknown): ReadFact | null {
  if (!isRecord(value)) return null;
  const { specversion, id, source, type, time, recordedtime, data, dataschema } = value;
  if (specversion !== SPEC_VERSION || !isId(id) || !isId(source) || source === DEEMED_SOURCE) return null;
  const form = preparedFor(type);
  if (typeof time !== 'string' || form === undefined || !form.isToday(dataschema) || !form.check(data)) return null;
  const occurredAt = parseInstant(time);
  if (Number.isNaN(occurredAt)) return null;
  let recordedAt = occurredAt;
  if (recordedtime !== undefined) {
    if (typeof recordedtime !== 'string') return null;
    recordedAt = parseInstant(recordedtime);
    if (!(recordedAt >= occurredAt)) return null;
  }
  return { fact: value as unknown as Fact, received: data as object, occurredAt, recordedAt };
}

/** What a schema is made into to be used, once, when the first fact that needs it is read: starting costs nothing. */
interface Prepared {
  readonly check: Check;
  readonly removeNulls: NullRemoval;
  /** Whether data that say this of their version are in today's form. */
  readonly isToday: (dataschema: unknown) => boolean;
}

const prepared = new Map<FactType, Prepared>();
const keep: NullRemoval = (value) => value;
const removeNullAttributes = nullRemovalOf(envelopeShape) ?? keep;

function preparedFor(type: unknown): Prepared | undefined {
  return prepared.get(type as FactType) ?? (isFactType(type) ? prepare(type) : undefined);
}

function prepare(type: FactType): Prepared {
  const declaration = declarationOf(type);
  const shape = shapeOf(declaration.data);
  const hasForm = checkOf(shape);
  const check: Check = declaration.rule ? (data) => hasForm(data) && declaration.rule?.(data).length === 0 : hasForm;
  const [hasChanged, schema] = [versionOf(type) > 1, dataSchemaOf(type)];
  const isToday = (dataschema: unknown): boolean =>
    dataschema === schema ||
    (!hasChanged && !(typeof dataschema === 'string' && dataschema.startsWith(DATA_SCHEMA_PREFIX)));
  const made = { check, removeNulls: nullRemovalOf(shape) ?? keep, isToday };
  prepared.set(type, made);
  return made;
}

function readSlowly(received: unknown): ReadFact | Refusal {
  const today = inTodaysForm(received);
  if ('wrong' in today) return refusalOf(today.wrong);
  const value = today.event;
  const cleaned = withoutNullMembers(value);
  const read = cleaned === received ? null : readClean(cleaned);
  if (read) return { ...read, received: (value as { data: object }).data };
  for (const found of faultsOf(value)) return refusalOf(found);
  throw new Error('a fact fails its check, but nothing explains why');
}

function withoutNullMembers(value: unknown): unknown {
  const event = removeNullAttributes(value);
  if (!isRecord(event)) return event;
  const { type, data: before } = event;
  const after = preparedFor(type)?.removeNulls(before);
  return after === undefined || after === before ? event : { ...event, data: after };
}

function* faultsOf(value: unknown): Generator<Fault> {
  yield* faultsIn(envelopeShape, value, '');
  if (!isRecord(value)) return;
  yield* faultsOfRecording(value['time'], value['recordedtime']);
  const { type, data } = value;
  if (isFactType(type) && isRecord(data)) yield* faultsOfData(type, data);
  if (!isFactType(type) && isId(type)) {
    yield fault('type', `one of the ${factDeclarations.size} types of fact`, `found ${describe(type)}`);
  }
}

function* faultsOfRecording(time: unknown, recordedtime: unknown): Generator<Fault> {
  if (typeof time !== 'string' || typeof recordedtime !== 'string') return;
  if (parseInstant(recordedtime) < parseInstant(time)) {
    yield fault('recordedtime', `no earlier than time (${time})`, `found ${describe(recordedtime)}`);
  }
}

function* faultsOfData(type: FactType, data: unknown): Generator<Fault> {
  const declaration = declarationOf(type);
  let inForm = true;
  for (const found of faultsIn(shapeOf(declaration.data), data, 'data')) {
    inForm = false;
    yield found;
  }
  if (inForm && declaration.rule) yield* declaration.rule(preparedFor(type)?.removeNulls(data));
}

function refusalOf({ path, message }: Pick<Fault, 'path' | 'message'>): Refusal {
  return refuse('invalid', path, message);
}
