const MASK = '***';
/**
 * Members of facts that tell who somebody is, wherever they stand. A `name` is one inside `person` only: clients and
 * campaigns have names, too.
 */
const PERSONAL = new Set(['person', 'phone', 'email', 'externalId', 'personKeys']);
const KINDS = new Set<unknown>(['phone', 'email', 'externalId']);
/** Deeper than anything that is logged on purpose. */
const DEEPEST = 12;

/**
 * The value with `***` in the place of everything that personal members hold, at any depth: what may go into a log. The
 * value itself is not changed. What stands inside a text is not looked at: never log lines as they were received.
 */
export function mask(value: unknown): unknown {
  return masked(value, 0);
}

function masked(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return MASK;
  if (Array.isArray(value)) return value.map((element) => masked(element, depth + 1));
  if (!isPlain(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    copy[name] = isPersonal(name, value) ? maskedWhole(member, depth + 1) : masked(member, depth + 1);
  }
  return copy;
}

/** The `value` of a `key.shared` is personal; its `kind` tells it from other values. */
function isPersonal(name: string, parent: object): boolean {
  return PERSONAL.has(name) || (name === 'value' && 'kind' in parent && KINDS.has(parent.kind));
}

/** Which members there were may be seen; what they hold may not. */
function maskedWhole(value: unknown, depth: number): unknown {
  if (value === null || value === undefined) return value;
  if (typeof value !== 'object' || Array.isArray(value) || !isPlain(value) || depth > DEEPEST) return MASK;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskedWhole(member, depth + 1)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
