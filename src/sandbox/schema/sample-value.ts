import type { SchemaObject, SchemaType } from '../../openapi/schema.ts';
import type { JsonValue } from '../../values/value.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Random } from '../random.ts';
import { sampleText } from './sample-text.ts';
import type { FlatProperty, SchemaReader } from './schema-reader.ts';

/** How a sample is made. */
export interface SampleOptions {
  readonly random: Random;
  /** Samples with equal keys are equal. */
  readonly key: string;
  /** Which alternative to take where there are several: counted round. */
  readonly variant: number;
  /** `request` leaves out what only the server sets; `response` leaves out what never comes back. */
  readonly direction: 'request' | 'response';
  /** Only what the schema requires; everything it knows unless said. */
  readonly sparse?: boolean;
}

interface Context extends SampleOptions {
  readonly reader: SchemaReader;
  readonly name: string;
  readonly depth: number;
  /** Base schemas whose discriminator has been followed already. */
  readonly followed: ReadonlySet<SchemaObject>;
}

const deepest = 5;

/** Makes a value that fits a schema: the same one each time for the same options. */
export function sampleValue(reader: SchemaReader, schema: SchemaObject, options: SampleOptions): JsonValue {
  return sample(schema, { ...options, reader, name: '', depth: 0, followed: new Set() });
}

/** Fills what the schema demands of an answer into an object that lacks it; what the object has stays. */
export function completeObject(
  reader: SchemaReader,
  schema: SchemaObject,
  start: { readonly given: JsonObject; readonly random: Random; readonly key: string },
): JsonObject {
  const { given, random, key } = start;
  const node = reader.resolve(schema);
  const chosen = reader.subtype(node, given) ?? alternativeFor(reader, node, given);
  const context: Context = {
    random,
    key,
    variant: 0,
    direction: 'response',
    reader,
    name: '',
    depth: 0,
    followed: new Set([node]),
    sparse: true,
  };
  const filled: Record<string, JsonValue> = { ...given };
  const properties = [...reader.properties(chosen), ...reader.properties(node)];
  for (const [name, property] of properties) {
    if (filled[name] !== undefined || !property.required || skips(property, context)) continue;
    filled[name] = sample(property.schema, { ...context, name, depth: 1 });
  }
  return filled;
}

function alternativeFor(reader: SchemaReader, node: SchemaObject, given: JsonObject): SchemaObject {
  const alternatives = [...node.oneOf, ...node.anyOf];
  const fitting = alternatives.find((alternative) => {
    const names = reader.knownNames(alternative);
    return names === null || Object.keys(given).every((name) => names.has(name));
  });
  return fitting ?? alternatives[0] ?? node;
}

function sample(schema: SchemaObject, context: Context): JsonValue {
  const node = context.reader.resolve(schema);
  const subtypes = context.followed.has(node) ? [] : context.reader.subtypes(node);
  if (subtypes.length > 0) return sampleSubtype(node, subtypes, context);
  const [type] = context.reader.types(node);
  const alternatives = [...node.oneOf, ...node.anyOf];
  if (alternatives.length > 0) return sampleAlternative(node, alternatives, context);
  const choices = context.reader.choices(node)?.filter((choice) => choice !== null);
  if (choices !== undefined && choices.length > 0) return choose(choices, context);
  return hasDefault(node, type) ?? sampleType(node, type, context);
}

function sampleSubtype(node: SchemaObject, subtypes: readonly (readonly [string, SchemaObject])[], context: Context): JsonValue {
  const [value, subtype] = subtypes[context.variant % subtypes.length] ?? ['', node];
  const made = sample(subtype, { ...context, followed: new Set([...context.followed, node]) });
  const property = node.discriminator?.property ?? '';
  return isObject(made) ? { ...made, [property]: value } : made;
}

function sampleAlternative(node: SchemaObject, alternatives: readonly SchemaObject[], context: Context): JsonValue {
  const chosen = alternatives[context.variant % alternatives.length] ?? node;
  const made = sample(chosen, context);
  return isObject(made) ? { ...sampleObject(node, context), ...made } : made;
}

function choose(choices: readonly unknown[], context: Context): JsonValue {
  const active = choices.find((choice) => context.name === 'status' && (choice === 'ACTIVE' || choice === 'ENABLED'));
  const choice = active ?? choices[context.depth === 0 ? context.variant % choices.length : 0];
  return typeof choice === 'string' || typeof choice === 'number' || typeof choice === 'boolean' ? choice : null;
}

function hasDefault(node: SchemaObject, type: SchemaType | undefined): JsonValue | undefined {
  const value = node.default;
  const fits =
    (type === 'string' && typeof value === 'string') ||
    (type === 'boolean' && typeof value === 'boolean') ||
    ((type === 'integer' || type === 'number') && typeof value === 'number');
  return fits && node.format === undefined && (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    ? value
    : undefined;
}

function sampleType(node: SchemaObject, type: SchemaType | undefined, context: Context): JsonValue {
  switch (type) {
    case 'array':
      return sampleList(node, context);
    case 'string':
      return sampleText(node, context);
    case 'boolean':
      return context.random.below(2, context.key, context.name) === 1;
    case 'integer':
    case 'number':
      return sampleNumber(node, context);
    default:
      return sampleObject(node, context);
  }
}

function sampleList(node: SchemaObject, context: Context): JsonValue {
  const items = node.items ?? node.allOf.map((part) => context.reader.resolve(part).items).find((found) => found !== undefined);
  const least = node.bounds.minItems ?? 0;
  const count = Math.max(least, context.depth >= deepest || context.sparse === true ? 0 : 1);
  if (items === undefined) return [];
  return Array.from({ length: count }, (_, index) =>
    sample(items, { ...context, key: `${context.key}[${index}]`, depth: context.depth + 1, variant: context.variant + index }),
  );
}

function sampleNumber(node: SchemaObject, context: Context): number {
  const { minimum, maximum, exclusiveMinimum, multipleOf } = node.bounds;
  const least = minimum ?? (exclusiveMinimum === undefined ? Math.min(1, maximum ?? 1) : exclusiveMinimum + 1);
  const most = Math.min(maximum ?? least + 99, least + 99);
  const value = least + context.random.below(most - least + 1, context.key, context.name);
  return multipleOf === undefined ? value : Math.ceil(least / multipleOf) * multipleOf;
}

function sampleObject(node: SchemaObject, context: Context): JsonObject {
  const made: Record<string, JsonValue> = {};
  for (const [name, property] of context.reader.properties(node)) {
    if (!property.required && (context.sparse === true || context.depth >= deepest)) continue;
    if (skips(property, context)) continue;
    if (!property.required && (name === '_links' || name === '_embedded' || context.reader.resolve(property.schema).deprecated)) continue;
    if (context.depth > deepest + 4) continue;
    made[name] = sample(property.schema, { ...context, name, key: `${context.key}.${name}`, depth: context.depth + 1 });
  }
  for (const { property, value } of context.reader.bases(node)) made[property] = value;
  return made;
}

function skips(property: FlatProperty, context: Context): boolean {
  return context.direction === 'request' ? context.reader.isReadOnly(property.schema) : context.reader.isWriteOnly(property.schema);
}
