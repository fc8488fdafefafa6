import { declarationOf, isFactType, type FactType } from './catalogue.js';
import { isRecord } from './schema.shape.js';

/** The CloudEvents attribute that tells in which version of its form `data` is. */
export const DATA_SCHEMA = 'dataschema';
/** Begins that attribute where it is of ours; any other means nothing. */
export const DATA_SCHEMA_PREFIX = 'urn:paidonce:facts:';

/** The version in which the data of a type are written today, from 1. */
export function versionOf(type: FactType): number {
  return declarationOf(type).upcasters.length + 1;
}

/** What `dataschema` says of a version. */
export function dataSchemaOf(type: FactType, version = versionOf(type)): string {
  return `${DATA_SCHEMA_PREFIX}${type}:${version}`;
}

/** What a fact in today's form is stamped with: nothing where the form of its type has never changed. */
export function stampOf(type: FactType): { readonly dataschema?: string } {
  return versionOf(type) === 1 ? {} : { [DATA_SCHEMA]: dataSchemaOf(type) };
}

/** The version that an event says, 1 where it says none; `undefined` where there is none such. */
function versionIn(type: FactType, schema: unknown): number | undefined {
  if (typeof schema !== 'string' || !schema.startsWith(DATA_SCHEMA_PREFIX)) return 1;
  for (let version = versionOf(type); version > 0; version--)
    if (schema === dataSchemaOf(type, version)) return version;
  return undefined;
}

/** Why an event cannot be brought into today's form. */
export interface WrongVersion {
  readonly path: string;
  readonly message: string;
}

/**
 * An event whose data are in today's form: the event itself where they are, else another one, stamped. What is wrong with the data beyond their version is for others to
 * say.
 */
export function inTodaysForm(event: unknown): { readonly event: unknown } | { readonly wrong: WrongVersion } {
  if (!isRecord(event) || !isFactType(event['type'])) return { event };
  const { type, data } = event;
  const version = versionIn(type, event[DATA_SCHEMA]);
  if (version === undefined) {
    const message = `must be one of the versions 1 to ${versionOf(type)} of ${type} (${dataSchemaOf(type)}): a later program has others`;
    return { wrong: { path: DATA_SCHEMA, message } };
  }
  const missing = declarationOf(type).upcasters.slice(version - 1);
  if (missing.length === 0 || !isRecord(data)) return { event };
  try {
    const current = missing.reduce<object>((older, upcast) => upcast(older as Readonly<Record<string, unknown>>), data);
    return { event: { ...event, data: current, ...stampOf(type) } };
  } catch {
    return { wrong: { path: 'data', message: `must be the data of ${dataSchemaOf(type, version)}` } };
  }
}
