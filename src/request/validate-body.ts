import type { SchemaNode } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import { jsonText } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import type { SchemaLookup } from './method-call.ts';

/** Something that a body has or lacks against its schema. */
export interface BodyProblem {
  /** Dotted path from the body's root: `profile.authScheme`, `items[2]`; empty for the body itself. */
  readonly path: string;
  readonly message: string;
  /** `error`: the API will refuse it. `notice`: the document does not list it, the server may know better. */
  readonly severity: 'error' | 'notice';
  /** Told apart from what is there and wrong: a field that is not there, null where a value is wanted, a field that the document does not list. */
  readonly kind?: 'missing' | 'null' | 'unknown';
}

/**
 * What a body has wrong against its schema: required fields, types, nulls, the fields of its variant (named by the discriminator, else the
 * one that fits best), forbidden fields. An enum value that is not listed is a notice, and so is a field that only the server sets.
 */
export function validateBody(schema: SchemaNode, value: JsonValue, lookup: SchemaLookup): readonly BodyProblem[] {
  return distinct(problemsOf({ lookup, path: '', references: 0 }, schema, value));
}

/** A variant repeats the fields that it shares with the others, so what is wrong with one of them is found twice. */
function distinct(problems: readonly BodyProblem[]): readonly BodyProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.path}\n${problem.message}`, problem])).values()];
}

interface Place {
  readonly lookup: SchemaLookup;
  readonly path: string;
  /** References followed without going deeper into the value. */
  readonly references: number;
}

const mostReferences = 50;
const required = 'is required';

function problemsOf(place: Place, node: SchemaNode, value: JsonValue): readonly BodyProblem[] {
  if (node.ref !== undefined) return problemsOf(afterReference(place), { ...place.lookup(node.ref), ...withoutReference(node) }, value);
  if (value === null) return nullProblems(place, node);
  const type = typeProblems(place, node, value);
  if (type.length > 0) return type;
  return [
    ...choiceProblems(place, node, value),
    ...(isObject(value) ? objectProblems(place, node, value) : []),
    ...(isList(value) ? listProblems(place, node, value) : []),
    ...variantProblems(place, node, value),
  ];
}

/** What stands beside a reference (`nullable`, `readOnly`) adds to what it names. */
function withoutReference({ ref: _ref, ...beside }: SchemaNode): SchemaNode {
  return beside;
}

function afterReference(place: Place): Place {
  if (place.references < mostReferences) return { ...place, references: place.references + 1 };
  throw new QueryError('invalid_descriptor', `the schema of ${place.path === '' ? 'the body' : place.path} refers to itself without end`);
}

function inside(place: Place, step: string): Place {
  return { lookup: place.lookup, path: place.path === '' ? step.replace(/^\./, '') : place.path + step, references: 0 };
}

function error({ path }: Place, message: string): BodyProblem {
  return { path, message, severity: 'error' };
}

function nullProblems(place: Place, node: SchemaNode): readonly BodyProblem[] {
  const open = node.nullable === true || node.enum?.includes(null) === true || (node.type === undefined && node.properties === undefined);
  if (!open) return [{ ...error(place, `cannot be null, it is ${article(node.type ?? 'object')}`), kind: 'null' }];
  const variants = node.nullable === true ? [] : (node.variants ?? []);
  const fits = variants.length === 0 || variants.some((variant) => !hasErrors(problemsOf(place, variant, null)));
  return fits ? [] : [{ ...error(place, 'cannot be null'), kind: 'null' }];
}

function typeProblems(place: Place, node: SchemaNode, value: JsonValue): readonly BodyProblem[] {
  const expected = node.type ?? (node.properties === undefined ? undefined : 'object');
  if (expected === undefined) return [];
  const actual = jsonType(value);
  const fits = actual === expected || (expected === 'number' && actual === 'integer');
  return fits ? [] : [error(place, `is ${article(actual)}, expected ${article(expected)}`)];
}

function jsonType(value: JsonValue): string {
  if (value === null) return 'null';
  if (isList(value)) return 'array';
  if (typeof value === 'bigint') return 'integer';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
}

function article(type: string): string {
  return type === 'null' ? type : `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;
}

function choiceProblems({ path }: Place, node: SchemaNode, value: JsonValue): readonly BodyProblem[] {
  const known = node.enum;
  if (known === undefined || isObject(value) || isList(value) || known.some((one) => one === value)) return [];
  const names = known.filter((one) => one !== null).map(String);
  const hint = didYouMean(String(value), names) ?? `Known: ${names.join(', ')}.`;
  return [{ path, message: `is ${jsonText(value)}, which the API's document does not list. ${hint}`, severity: 'notice' }];
}

type JsonObject = { readonly [key: string]: JsonValue };

function objectProblems(place: Place, node: SchemaNode, value: JsonObject): readonly BodyProblem[] {
  const missing = (node.required ?? []).filter((name) => !Object.hasOwn(value, name) && !isReadOnly(place, node.properties?.[name]));
  return [
    ...missing.map((name): BodyProblem => ({ ...error(inside(place, `.${name}`), required), kind: 'missing' })),
    ...Object.entries(value).flatMap(([name, field]) => fieldProblems(inside(place, step(name)), { node, name }, field)),
  ];
}

function step(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isReadOnly(place: Place, schema: SchemaNode | undefined): boolean {
  if (schema === undefined) return false;
  return schema.readOnly === true || (schema.ref !== undefined && isReadOnly(afterReference(place), place.lookup(schema.ref)));
}

function fieldProblems(
  place: Place,
  { node, name }: { readonly node: SchemaNode; readonly name: string },
  value: JsonValue,
): readonly BodyProblem[] {
  const schema = Object.hasOwn(node.properties ?? {}, name) ? node.properties?.[name] : undefined;
  if (schema !== undefined) {
    return isReadOnly(place, schema)
      ? [{ path: place.path, message: 'is set by the server alone', severity: 'notice' }]
      : problemsOf(place, schema, value);
  }
  const rest = node.additionalProperties;
  if (typeof rest === 'object') return problemsOf(place, rest, value);
  const known = Object.keys(node.properties ?? {});
  if (rest === true || (node.variants ?? []).length > 0) return [];
  const hint = didYouMean(name, known) ?? '';
  if (rest === false) return [error(place, `is not a field. ${hint}`.trim())];
  if (known.length === 0) return [];
  return [{ path: place.path, message: `is not in the API's document. ${hint}`.trim(), severity: 'notice', kind: 'unknown' }];
}

function listProblems(place: Place, node: SchemaNode, value: readonly JsonValue[]): readonly BodyProblem[] {
  const { items } = node;
  return items === undefined ? [] : value.flatMap((item, index) => problemsOf(inside(place, `[${index}]`), items, item));
}

/** What a schema lists beside its variants is known to them too. */
function variantProblems(place: Place, node: SchemaNode, value: JsonValue): readonly BodyProblem[] {
  const beside = Object.keys(node.properties ?? {}).map((name) => inside(place, step(name)).path);
  return chosenVariant(place, node, value).filter(({ kind, path }) => kind !== 'unknown' || !beside.includes(path));
}

function chosenVariant(place: Place, node: SchemaNode, value: JsonValue): readonly BodyProblem[] {
  const variants = node.variants ?? [];
  if (variants.length === 0) return [];
  const named = node.discriminator === undefined ? undefined : discriminated(place, node.discriminator, value);
  if (typeof named === 'number') {
    const variant = variants[named];
    return variant === undefined ? [] : problemsOf(place, variant, value);
  }
  if (typeof named === 'object') return [named];
  return knownSomewhere(variants.map((variant) => problemsOf(place, variant, value)));
}

/** Nobody knows which variant is meant: a field is unknown only where none of those that fit lists it. */
function knownSomewhere(trials: readonly (readonly BodyProblem[])[]): readonly BodyProblem[] {
  const best = bestTrial(trials);
  const rivals = trials.filter((trial) => !trial.some(({ severity, kind }) => severity === 'error' && kind === undefined));
  return best.filter(
    ({ kind, path }) =>
      kind !== 'unknown' || rivals.every((trial) => trial.some((other) => other.kind === 'unknown' && other.path === path)),
  );
}

/** Index of the variant that the discriminator names; a notice for a value that the document does not list; undefined without one. */
function discriminated(
  place: Place,
  { property, mapping }: NonNullable<SchemaNode['discriminator']>,
  value: JsonValue,
): number | BodyProblem | undefined {
  const named = property.split('.').reduce<JsonValue | undefined>((current, key) => fieldOf(current, key), value);
  if (typeof named !== 'string') return undefined;
  const index = Object.hasOwn(mapping, named) ? mapping[named] : undefined;
  if (index !== undefined) return index;
  const hint = didYouMean(named, Object.keys(mapping)) ?? `Known: ${Object.keys(mapping).join(', ')}.`;
  const at = inside(place, `.${property}`);
  return { path: at.path, message: `is "${named}", which the API's document does not list. ${hint}`, severity: 'notice' };
}

function fieldOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return value !== undefined && isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Of variants tried in turn, what is wrong with the one that comes closest. */
function bestTrial(trials: readonly (readonly BodyProblem[])[]): readonly BodyProblem[] {
  return trials.reduce((best, trial) => (distance(trial) < distance(best) ? trial : best));
}

/** A field of the wrong type shows better which variant was meant than one that is not there; notices only break ties. */
function distance(problems: readonly BodyProblem[]): number {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return 1000 * errors.length + 500 * errors.filter(({ message }) => message === required).length + (problems.length - errors.length);
}

function hasErrors(problems: readonly BodyProblem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
