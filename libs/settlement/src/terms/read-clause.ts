import { closed, id, members, optional, readForm } from '@paidonce/facts';
import { refuse, type Refusal } from '@paidonce/kernel';
import {
  faultyStep,
  onceGroupMeaning,
  parseTiers,
  tiersSchema,
  type Fields,
  type PaymentModel,
  type PeriodModel,
  type UsageModel,
} from '@paidonce/payment-models';
import type { TSchema } from '@sinclair/typebox';
import type { Clause, PeriodClause, UsageClause } from './terms.js';

type RawClause = Readonly<Record<string, unknown>>;

const schemas = new WeakMap<PaymentModel, TSchema>();
const clauseId = id({ en: 'The clause, unique in its terms.', ru: 'Пункт, единственный в своих условиях.' });
const onceGroup = id(onceGroupMeaning);

/** The wire form of a clause of a model: every member that it may have, and no other. */
function clauseSchema(model: PaymentModel): TSchema {
  let schema = schemas.get(model);
  if (!schema) {
    const form: Record<string, TSchema> = { id: clauseId, model: id(model.title) };
    for (const [name, field] of Object.entries(model.fields)) {
      form[name] = field.fallback === undefined ? field.schema : optional(field.schema);
    }
    if (model.kind === 'usage') {
      form[model.price.member] = optional(model.price.field.schema);
      if (model.price.tiers) form['tiers'] = optional(tiersSchema);
      if (model.once) form['onceGroup'] = optional(onceGroup);
    }
    schema = closed(members(model.meaning, form));
    schemas.set(model, schema);
  }
  return schema;
}

function valuesOf(fields: Fields, raw: RawClause): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, field.parse(raw[name] ?? field.fallback)]),
  );
}

function readUsage(raw: RawClause, model: UsageModel, place: number, path: string): UsageClause | Refusal {
  const { member, field } = model.price;
  const price = raw[member];
  const tiers = raw['tiers'] === undefined ? undefined : parseTiers(raw['tiers']);
  if (price === undefined && !tiers) return refuse('terms', `${path}.${member}`, `${member} is missing`);
  if (price !== undefined && tiers) {
    return refuse('terms', `${path}.tiers`, `tiers replace ${member}: only one of the two may stand`);
  }
  const faulty = tiers ? faultyStep(tiers) : -1;
  if (faulty >= 0) {
    const message = 'steps must rise, and only the last may (and must) be open, "upTo": null';
    return refuse('terms', `${path}.tiers.steps[${faulty}].upTo`, message);
  }
  return {
    kind: 'usage',
    id: raw['id'] as string,
    model,
    place,
    values: valuesOf(model.fields, raw),
    priceOf: price === undefined ? () => undefined : field.parse(price),
    tiers,
    onceGroup: model.once ? ((raw['onceGroup'] as string | undefined) ?? model.once.group) : null,
  };
}

function readPeriod(raw: RawClause, model: PeriodModel, path: string): PeriodClause | Refusal {
  const values = valuesOf(model.fields, raw);
  const wrong = model.refusal?.(values);
  if (wrong) return refuse('terms', `${path}.${wrong.path}`, wrong.message);
  return { kind: 'period', id: raw['id'] as string, model, values };
}

function readClause(raw: RawClause, models: readonly PaymentModel[], place: number, path: string): Clause | Refusal {
  const model = models.find(({ code }) => code === raw['model']);
  if (!model) {
    const known = models.map(({ code }) => code).join(', ');
    return refuse('terms', `${path}.model`, `no payment model "${String(raw['model'])}"; there are ${known}`);
  }
  // A member that is `null` is absent, also one that the model does not have.
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null));
  const read = readForm(clauseSchema(model), given, path);
  if (!('value' in read)) return refuse('terms', read.path, read.message);
  const clause = read.value as RawClause;
  return model.kind === 'usage' ? readUsage(clause, model, place, path) : readPeriod(clause, model, path);
}

/** Clauses that a bonus looks at must be usage clauses of the same terms. */
function danglingReference(clauses: readonly Clause[], path: string): Refusal | undefined {
  const usage = new Set(clauses.filter(({ kind }) => kind === 'usage').map(({ id }) => id));
  for (const [i, clause] of clauses.entries()) {
    if (clause.kind !== 'period') continue;
    for (const reference of clause.model.refersTo?.(clause.values) ?? []) {
      if (usage.has(reference.clauseId)) continue;
      const message = `no usage clause "${reference.clauseId}" in these terms`;
      return refuse('terms', `${path}[${i}].${reference.path}`, message);
    }
  }
  return undefined;
}

/** Reads the clauses of terms, in their order; refused as `terms`. */
export function readClauses(
  list: readonly RawClause[],
  models: readonly PaymentModel[],
  path: string,
): Clause[] | Refusal {
  const clauses: Clause[] = [];
  const ids = new Set<string>();
  for (const [i, raw] of list.entries()) {
    const clause = readClause(raw, models, i, `${path}[${i}]`);
    if ('code' in clause) return clause;
    if (ids.has(clause.id)) return refuse('terms', `${path}[${i}].id`, `clause id "${clause.id}" stands twice`);
    ids.add(clause.id);
    clauses.push(clause);
  }
  return danglingReference(clauses, path) ?? clauses;
}
