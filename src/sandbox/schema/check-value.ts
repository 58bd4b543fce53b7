import type { SchemaObject, SchemaType } from '../../openapi/schema.ts';
import type { JsonValue } from '../../values/value.ts';
import { isList, isObject, type JsonObject } from '../json.ts';
import { checkBounds } from './check-bounds.ts';
import type { SchemaReader } from './schema-reader.ts';

/** How a value is looked at. A request may leave out what only the server sets; a response may hold what the document does not know yet. */
export type Direction = 'request' | 'response';

/** A place in a value and what is wrong with it. */
export interface Fault {
  /** Dotted path; empty for the value itself. */
  readonly path: string;
  readonly message: string;
}

interface Context {
  readonly reader: SchemaReader;
  readonly direction: Direction;
  readonly path: string;
  /** Base schemas whose discriminator has been followed already: their subtypes include them again. */
  readonly followed: ReadonlySet<SchemaObject>;
  /** Inside alternatives a listed value tells them apart and has to match. */
  readonly strict: boolean;
  /** Names that the schemas around this one describe for the same value. */
  readonly described: ReadonlySet<string>;
}

/**
 * Checks a JSON value against a schema: types, required properties, `allOf`, `oneOf`, `anyOf`, discriminators, bounds, formats, additional
 * properties. Listed values (`enum`) are not complete on a real server, so an unknown text passes unless it has to tell alternatives
 * apart. Null passes where a property may be absent. Gives what is wrong; empty when the value fits.
 */
export function checkValue(
  reader: SchemaReader,
  schema: SchemaObject,
  given: { readonly value: JsonValue; readonly direction: Direction },
): readonly Fault[] {
  const { value, direction } = given;
  return check(schema, value, { reader, direction, path: '', followed: new Set(), strict: false, described: new Set() });
}

function check(schema: SchemaObject, value: JsonValue, context: Context): readonly Fault[] {
  const node = context.reader.resolve(schema);
  if (node.never === true) return [fault(context, 'is not allowed')];
  if (value === null) return schema.nullable || node.nullable || node.types.length === 0 ? [] : [fault(context, 'may not be null')];
  const wrongType = checkType(node.types, value, context);
  if (wrongType.length > 0) return wrongType;
  const chosen = checkDiscriminator(node, value, context);
  if (chosen !== undefined) return chosen;
  const same = isObject(value) ? withBases(node, context) : context;
  return [
    ...checkChoices(node, value, context),
    ...checkBounds(node, value).map((message) => fault(context, message)),
    ...(isObject(value) ? checkMembers(node, value, same) : []),
    ...(isList(value) && node.items !== undefined ? checkItems(node.items, value, context) : []),
    ...node.allOf.flatMap((part) => check(part, value, same)),
    ...checkAlternatives(node.oneOf, value, same),
    ...checkAlternatives(node.anyOf, value, same),
  ];
}

/** What the parts of a schema need to know of it: the parts that chose it need not choose again, and all describe one value. */
function withBases(node: SchemaObject, context: Context): Context {
  const bases = context.reader.bases(node).map(({ schema }) => schema);
  const names = [...context.reader.properties(node).keys()];
  return { ...context, followed: new Set([...context.followed, ...bases]), described: new Set([...context.described, ...names]) };
}

function checkType(types: readonly SchemaType[], value: JsonValue, context: Context): readonly Fault[] {
  if (types.length === 0 || types.some((type) => hasType(type, value))) return [];
  return [fault(context, `must be ${types.join(' or ')}, not ${nameOfType(value)}`)];
}

function hasType(type: SchemaType, value: JsonValue): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return isList(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function nameOfType(value: JsonValue): string {
  return value === null ? 'null' : isList(value) ? 'array' : typeof value;
}

/** Faults of the subtype that the value names; undefined when the schema has none to choose, or has chosen. */
function checkDiscriminator(node: SchemaObject, value: JsonValue, context: Context): readonly Fault[] | undefined {
  if (node.discriminator === undefined || !isObject(value) || context.followed.has(node)) return undefined;
  const property = node.discriminator.property;
  const named = value[property];
  const subtype = context.reader.subtype(node, value);
  const followed = new Set([...context.followed, node]);
  if (subtype !== undefined) return check(subtype, value, { ...context, followed });
  if (typeof named === 'string' && context.direction === 'request') {
    const known = Object.keys(node.discriminator.mapping).join(', ');
    return [fault({ ...context, path: join(context.path, property) }, `${choicesMessage}${known}`)];
  }
  return undefined;
}

function checkChoices(node: SchemaObject, value: JsonValue, context: Context): readonly Fault[] {
  if (node.enum === undefined || node.enum.some((choice) => choice === value)) return [];
  const decisive = context.strict && node.enum.length === 1;
  return decisive || typeof value !== 'string' ? [fault(context, `${choicesMessage}${node.enum.join(', ')}`)] : [];
}

function checkMembers(node: SchemaObject, value: JsonObject, context: Context): readonly Fault[] {
  const faults: Fault[] = [];
  const properties = context.reader.properties(node);
  for (const name of node.required) {
    const property = properties.get(name);
    // A name that is demanded but nowhere described belongs to a level that the document left out.
    if (property === undefined && !context.described.has(name)) continue;
    const absent = value[name] === undefined || (value[name] === null && !isNullable(property?.schema, context));
    if (absent && !mayBeAbsent(property?.schema, context))
      faults.push(fault({ ...context, path: join(context.path, name) }, 'is required'));
  }
  for (const { name, schema } of node.properties)
    faults.push(...checkProperty(schema, value[name], { ...context, path: join(context.path, name) }));
  if (typeof node.additionalProperties === 'object' || node.additionalProperties === false)
    for (const [name, member] of Object.entries(value))
      if (!properties.has(name))
        faults.push(...checkAdditional(node.additionalProperties, member, { ...context, path: join(context.path, name) }));
  return faults;
}

function checkProperty(schema: SchemaObject, value: JsonValue | undefined, around: Context): readonly Fault[] {
  const context = { ...around, described: nothing };
  if (value === undefined || value === null) return [];
  if (context.direction === 'request' && context.reader.isReadOnly(schema)) return [];
  if (context.direction === 'response' && context.reader.isWriteOnly(schema))
    return [fault(context, 'is write-only and may not come back')];
  return check(schema, value, context);
}

function checkAdditional(schema: SchemaObject | false, value: JsonValue, context: Context): readonly Fault[] {
  return schema === false ? [fault(context, 'is not known here')] : checkProperty(schema, value, context);
}

function checkItems(items: SchemaObject, value: readonly JsonValue[], context: Context): readonly Fault[] {
  return value.flatMap((item, index) => check(items, item, { ...context, described: nothing, path: `${context.path}[${index}]` }));
}

/** Fits when one alternative fits. Otherwise the faults of the one that comes nearest are told. */
function checkAlternatives(alternatives: readonly SchemaObject[], value: JsonValue, context: Context): readonly Fault[] {
  if (alternatives.length === 0) return [];
  const attempts = alternatives.map((alternative) => check(alternative, value, { ...context, strict: true }));
  const sorted = attempts.toSorted((one, other) => weight(one) - weight(other));
  if (attempts.every((faults) => weight(faults) >= decisive)) return mergeChoices(attempts);
  return sorted[0] ?? [];
}

/** When the value picks no alternative at all, it is told what it could have picked. */
function mergeChoices(attempts: readonly (readonly Fault[])[]): readonly Fault[] {
  const choices = new Map<string, Set<string>>();
  for (const { path, message } of attempts.flat()) {
    if (!message.startsWith(choicesMessage)) continue;
    const known = choices.get(path) ?? new Set();
    for (const choice of message.slice(choicesMessage.length).split(', ')) known.add(choice);
    choices.set(path, known);
  }
  return [...choices].map(([path, known]) => ({ path, message: `${choicesMessage}${[...known].join(', ')}` }));
}

const choicesMessage = 'must be one of ';
const decisive = 100;

/** A value that tells alternatives apart weighs more than a field that is missing. */
function weight(faults: readonly Fault[]): number {
  return faults.reduce((sum, { message }) => sum + (message.startsWith(choicesMessage) ? decisive : 1), 0);
}

/** What only the server sets is not asked of a request, and what never comes back not of an answer. */
function mayBeAbsent(schema: SchemaObject | undefined, context: Context): boolean {
  if (schema === undefined) return false;
  return context.direction === 'request' ? context.reader.isReadOnly(schema) : context.reader.isWriteOnly(schema);
}

const nothing: ReadonlySet<string> = new Set();

function isNullable(schema: SchemaObject | undefined, context: Context): boolean {
  return schema !== undefined && (schema.nullable || context.reader.resolve(schema).nullable);
}

function fault(context: Context, message: string): Fault {
  return { path: context.path, message };
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
