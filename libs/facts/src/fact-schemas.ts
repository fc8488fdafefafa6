import { declarationOf, factTypes, type FactType } from './catalogue.js';
import { envelope } from './envelope.js';
import { factExamples } from './fact-examples.js';
import { shapeOf } from './schema.builders.js';
import { isOptional, type ObjectShape, type Shape, type TextShape } from './schema.shape.js';

/** A JSON Schema: keywords and their values. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Formats that JSON Schema defines. Of ours, strict readers know nothing: there the pattern has to do. */
const STANDARD_FORMATS: readonly string[] = ['date-time', 'date'];

/**
 * One JSON Schema 2020-12 document that any fact on the wire satisfies, with `$defs` for the envelope and for each type.
 * Rules between members (`recordedtime`, shifts) and what refers to the history are beyond it.
 */
export function factSchemas(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:paidonce:facts',
    title: 'Facts',
    description: 'A fact of settlement: a CloudEvents 1.0 JSON object. Other members are kept and mean nothing.',
    oneOf: factTypes.map((type) => ({ $ref: `#/$defs/${type}` })),
    $defs: {
      envelope: jsonSchemaOf(shapeOf(envelope)),
      ...Object.fromEntries(factTypes.map((type) => [type, schemaOfType(type)])),
    },
  };
}

function schemaOfType(type: FactType): JsonSchema {
  const { title, meaning, data } = declarationOf(type);
  return {
    title: title.en,
    description: meaning.en,
    allOf: [{ $ref: '#/$defs/envelope' }],
    properties: { type: { const: type }, data: jsonSchemaOf(shapeOf(data)) },
    examples: factExamples.filter((example) => example.type === type),
  };
}

/** On the wire an optional member may also be `null`. */
function jsonSchemaOf(shape: Shape): JsonSchema {
  const { description } = shape;
  const typed = shape.type && { type: isOptional(shape) ? [shape.type, 'null'] : shape.type };
  switch (shape.type) {
    case 'string':
      return { ...typed, ...textKeywords(shape), description };
    case 'integer':
      return { ...typed, minimum: shape.minimum, maximum: shape.maximum, description };
    case 'boolean':
      return { ...typed, ...defined({ const: shape.const }), description };
    case 'array': {
      const { minItems, maxItems } = shape;
      return { ...typed, items: jsonSchemaOf(shape.items), ...defined({ minItems, maxItems }), description };
    }
    case 'object':
      return { ...typed, ...objectKeywords(shape), description };
    case undefined: {
      if ('oneOf' in shape) return { anyOf: shape.oneOf.map(jsonSchemaOf), description };
      const options = shape.anyOf.map((option) => ({ const: option.const, description: option.description }));
      return { anyOf: isOptional(shape) ? [...options, { type: 'null' }] : options, description };
    }
  }
}

function textKeywords({ minLength, pattern, format, not }: TextShape): JsonSchema {
  const standard = format !== undefined && STANDARD_FORMATS.includes(format) ? format : undefined;
  return defined({ minLength, pattern, format: standard, not });
}

function objectKeywords({ properties, additionalProperties }: ObjectShape): JsonSchema {
  const entries = Object.entries(properties);
  const rest = typeof additionalProperties === 'object' ? jsonSchemaOf(additionalProperties) : additionalProperties;
  if (entries.length === 0) return defined({ additionalProperties: rest });
  const required = entries.filter(([, member]) => !isOptional(member)).map(([name]) => name);
  return {
    properties: Object.fromEntries(entries.map(([name, member]) => [name, jsonSchemaOf(member)])),
    ...(required.length > 0 && { required }),
    ...defined({ additionalProperties: rest }),
  };
}

function defined(keywords: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined));
}
