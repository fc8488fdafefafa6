/** A sentence, title or phrase in the two languages of the product. */
export interface Sentence {
  readonly en: string;
  readonly ru: string;
}

/**
 * TypeBox marks its schemas with these registered symbols, so values that carry them *are* TypeBox schemas. They are
 * named here because importing TypeBox to get them costs more than the rest of a start (see the README).
 */
export const KIND = Symbol.for('TypeBox.Kind');
export const OPTIONAL = Symbol.for('TypeBox.Optional');

/** What JSON Schema has no keyword for is kept under symbols, which `JSON.stringify` leaves out. */
export const RUSSIAN = Symbol.for('paidonce.russian');
/** The phrase that ends “expected … to be”, where it says more than the keywords do. */
export const EXPECTED = Symbol.for('paidonce.expected');
/** Values of such a member never appear in a message. */
export const PERSONAL = Symbol.for('paidonce.personal');

interface Described {
  readonly description: string;
  readonly [RUSSIAN]: string;
  readonly [EXPECTED]?: Sentence;
  readonly [PERSONAL]?: true;
  readonly [OPTIONAL]?: 'Optional';
}

export interface TextShape extends Described {
  readonly type: 'string';
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly not?: { readonly const: string };
}

interface IntegerShape extends Described {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
}

interface FlagShape extends Described {
  readonly type: 'boolean';
  /** Where only one of the two means anything. */
  readonly const?: boolean;
}

export interface ListShape extends Described {
  readonly type: 'array';
  readonly items: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface ObjectShape extends Described {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Shape>>;
  /** Members that `properties` does not name: kept and unread where absent, refused where false, else of this form. */
  readonly additionalProperties?: false | Shape;
}

interface ChoiceShape extends Described {
  readonly type?: undefined;
  readonly anyOf: readonly { readonly const: string; readonly description: string; readonly [RUSSIAN]: string }[];
}

interface EitherShape extends Described {
  readonly type?: undefined;
  readonly oneOf: readonly Shape[];
}

/**
 * The part of JSON Schema that facts are written in, as a union to be read exhaustively. The check, the explanation, the
 * removal of nulls, the JSON Schema and the docs page are each one function over it.
 */
export type Shape = TextShape | IntegerShape | FlagShape | ListShape | ObjectShape | ChoiceShape | EitherShape;

export function isOptional(shape: Shape): boolean {
  return shape[OPTIONAL] !== undefined;
}

/** A JSON object: neither `null` nor a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `data`, `seconds` → `data.seconds`; the members of the top have their bare names. */
export function memberPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** What a member must be, as the end of “Expected … to be”. */
export function expectationOf(shape: Shape): Sentence {
  if (shape[EXPECTED]) return shape[EXPECTED];
  switch (shape.type) {
    case 'string':
      return shape.minLength ? { en: 'a non-empty text', ru: 'непустой текст' } : { en: 'a text', ru: 'текст' };
    case 'integer':
      return shape.maximum === Number.MAX_SAFE_INTEGER
        ? { en: `an integer of ${shape.minimum} or more`, ru: `целое число не меньше ${shape.minimum}` }
        : {
            en: `an integer from ${shape.minimum} to ${shape.maximum}`,
            ru: `целое число от ${shape.minimum} до ${shape.maximum}`,
          };
    case 'boolean':
      if (shape.const !== undefined) return { en: String(shape.const), ru: String(shape.const) };
      return { en: 'true or false', ru: 'true или false' };
    case 'array':
      if (shape.minItems !== undefined && shape.minItems === shape.maxItems) {
        return { en: `a list of ${shape.minItems}`, ru: `список из ${shape.minItems}` };
      }
      return shape.minItems
        ? { en: `a list of ${shape.minItems} or more`, ru: `список, не меньше ${shape.minItems}` }
        : { en: 'a list', ru: 'список' };
    case 'object':
      return { en: 'an object', ru: 'объект' };
    case undefined: {
      if ('oneOf' in shape) {
        const options = shape.oneOf.map(expectationOf);
        return { en: options.map(({ en }) => en).join(' or '), ru: options.map(({ ru }) => ru).join(' или ') };
      }
      const values = shape.anyOf.map((option) => JSON.stringify(option.const));
      if (values.length === 1) return { en: values.join(), ru: values.join() };
      return { en: `one of ${values.join(', ')}`, ru: `одно из ${values.join(', ')}` };
    }
  }
}
