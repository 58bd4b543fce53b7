import { type OpenApiDocument, resolve } from './document.ts';
import {
  booleanAt,
  childPointer,
  extensionsOf,
  isJsonObject,
  type JsonNode,
  type JsonObject,
  listAt,
  membersAt,
  nodeOf,
  numberAt,
  objectAt,
  stringAt,
  stringsAt,
} from './json-node.ts';
import { OpenApiError } from './openapi-error.ts';

/** JSON's types in the words of JSON Schema, `null` left out: {@link SchemaObject.nullable} says it. */
export const schemaTypes = ['object', 'array', 'string', 'integer', 'number', 'boolean'] as const;

/** One of {@link schemaTypes}. */
export type SchemaType = (typeof schemaTypes)[number];

/**
 * A schema of OpenAPI 3.0 or 3.1 in one form: `type` lists, `const`, numeric exclusive bounds and boolean schemas of 3.1 are read into
 * the fields below. A schema with {@link ref} has nothing else but annotations beside it.
 */
export interface SchemaObject {
  /** JSON pointer of the schema itself. */
  readonly pointer: string;
  /** JSON pointer of the schema that is meant. */
  readonly ref?: string;
  /** Empty: any type. */
  readonly types: readonly SchemaType[];
  readonly nullable: boolean;
  /** No value fits: the schema `false` of 3.1. */
  readonly never?: boolean;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly deprecated: boolean;
  readonly properties: readonly SchemaProperty[];
  readonly required: readonly string[];
  readonly additionalProperties?: boolean | SchemaObject;
  readonly items?: SchemaObject;
  readonly allOf: readonly SchemaObject[];
  readonly oneOf: readonly SchemaObject[];
  readonly anyOf: readonly SchemaObject[];
  readonly not?: SchemaObject;
  readonly discriminator?: Discriminator;
  readonly bounds: SchemaBounds;
  readonly extensions: JsonObject;
}

/** A property in document order. */
export interface SchemaProperty {
  readonly name: string;
  readonly schema: SchemaObject;
}

/** Which property tells alternatives apart; `mapping` gives a schema's pointer for each of its values. */
export interface Discriminator {
  readonly property: string;
  readonly mapping: Readonly<Record<string, string>>;
}

/** Limits on values; absent ones do not limit. */
export interface SchemaBounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
}

/** Reads a schema with everything written inside it; references are kept as they are. Throws {@link OpenApiError}. */
export function readSchema(value: unknown, pointer: string): SchemaObject {
  if (value === true) return readSchema({}, pointer);
  if (value === false) return { ...readSchema({}, pointer), never: true };
  const node = nodeOf(value, pointer);
  const ref = stringAt(node, '$ref');
  const additional = readAdditional(node);
  const discriminator = readDiscriminator(node);
  const listed = listAt(node, 'enum').map((item) => item.value);
  const allowed = 'const' in node.value ? [node.value['const']] : listed;
  return {
    pointer,
    ...(ref === undefined ? {} : { ref }),
    ...readTypes(node),
    ...optional('format', stringAt(node, 'format')),
    ...optional('title', stringAt(node, 'title')),
    ...optional('description', stringAt(node, 'description')),
    ...(allowed.length === 0 ? {} : { enum: allowed }),
    ...('default' in node.value ? { default: node.value['default'] } : {}),
    readOnly: booleanAt(node, 'readOnly') ?? false,
    writeOnly: booleanAt(node, 'writeOnly') ?? false,
    deprecated: booleanAt(node, 'deprecated') ?? false,
    properties: membersAt(node, 'properties').map(([name, member, at]) => ({ name, schema: readSchema(member, at) })),
    required: stringsAt(node, 'required') ?? [],
    ...optional('additionalProperties', additional),
    ...optional('items', schemaMember(node, 'items')),
    allOf: schemaList(node, 'allOf'),
    oneOf: schemaList(node, 'oneOf'),
    anyOf: schemaList(node, 'anyOf'),
    ...optional('not', schemaMember(node, 'not')),
    ...optional('discriminator', discriminator),
    bounds: readBounds(node),
    extensions: extensionsOf(node),
  };
}

const resolved = new WeakMap<OpenApiDocument, Map<string, SchemaObject>>();

/** The schema that a schema stands for: itself, or where its {@link SchemaObject.ref} leads in the end. Reads each referenced schema once. */
export function resolveSchema(document: OpenApiDocument, schema: SchemaObject): SchemaObject {
  if (schema.ref === undefined) return schema;
  let memo = resolved.get(document);
  if (memo === undefined) resolved.set(document, (memo = new Map<string, SchemaObject>()));
  const known = memo.get(schema.ref);
  if (known !== undefined) return known;
  const node = resolve(document, { value: { $ref: schema.ref }, pointer: schema.pointer });
  const target = memo.get(node.pointer) ?? readSchema(node.value, node.pointer);
  memo.set(node.pointer, target);
  memo.set(schema.ref, target);
  return target;
}

/** Last step of a reference, the name under which `components` has it: `User` of `#/components/schemas/User`. */
export function referenceName(reference: string): string {
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  return last.replaceAll('~1', '/').replaceAll('~0', '~');
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const result: Partial<Record<K, V>> = {};
  if (value !== undefined) result[key] = value;
  return result;
}

function schemaMember(node: JsonNode, key: string): SchemaObject | undefined {
  const value = node.value[key];
  return value === undefined ? undefined : readSchema(value, childPointer(node.pointer, key));
}

function schemaList(node: JsonNode, key: string): readonly SchemaObject[] {
  return listAt(node, key).map((item) => readSchema(item.value, item.pointer));
}

function readTypes(node: JsonNode): { readonly types: readonly SchemaType[]; readonly nullable: boolean } {
  const value = node.value['type'];
  const names: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const types: SchemaType[] = [];
  for (const name of names) {
    const type = schemaTypes.find((known) => known === name);
    if (type !== undefined) types.push(type);
    else if (name !== 'null') throw new OpenApiError(childPointer(node.pointer, 'type'), `unknown type ${JSON.stringify(name)}`);
  }
  const nullInEnum = Array.isArray(node.value['enum']) && node.value['enum'].includes(null);
  return { types, nullable: (booleanAt(node, 'nullable') ?? false) || names.includes('null') || nullInEnum };
}

function readAdditional(node: JsonNode): boolean | SchemaObject | undefined {
  const value = node.value['additionalProperties'];
  if (value === undefined || typeof value === 'boolean') return value;
  return readSchema(value, childPointer(node.pointer, 'additionalProperties'));
}

function readDiscriminator(node: JsonNode): Discriminator | undefined {
  const discriminator = objectAt(node, 'discriminator');
  if (discriminator === undefined) return undefined;
  const property = stringAt(discriminator, 'propertyName');
  if (property === undefined) throw new OpenApiError(discriminator.pointer, 'a discriminator needs a propertyName');
  const mapping: Record<string, string> = {};
  for (const [value, target, pointer] of membersAt(discriminator, 'mapping')) {
    if (typeof target !== 'string') throw new OpenApiError(pointer, 'expected a reference');
    mapping[value] = target.includes('/') ? target : `#/components/schemas/${target}`;
  }
  return { property, mapping };
}

function readBounds(node: JsonNode): SchemaBounds {
  const minimum = numberAt(node, 'minimum');
  const maximum = numberAt(node, 'maximum');
  const lower = exclusiveBound(node, 'exclusiveMinimum', minimum);
  const upper = exclusiveBound(node, 'exclusiveMaximum', maximum);
  return {
    ...optional('minimum', lower === minimum ? undefined : minimum),
    ...optional('maximum', upper === maximum ? undefined : maximum),
    ...optional('exclusiveMinimum', lower),
    ...optional('exclusiveMaximum', upper),
    ...optional('multipleOf', numberAt(node, 'multipleOf')),
    ...optional('minLength', numberAt(node, 'minLength')),
    ...optional('maxLength', numberAt(node, 'maxLength')),
    ...optional('pattern', stringAt(node, 'pattern')),
    ...optional('minItems', numberAt(node, 'minItems')),
    ...optional('maxItems', numberAt(node, 'maxItems')),
    ...optional('uniqueItems', booleanAt(node, 'uniqueItems')),
  };
}

/** 3.0 has a flag that makes the bound beside it exclusive, 3.1 a number of its own. */
function exclusiveBound(node: JsonNode, key: string, bound: number | undefined): number | undefined {
  const value = node.value[key];
  if (value === undefined || value === false) return undefined;
  if (value === true) return bound;
  return numberAt(node, key);
}

/** Tells whether a schema says anything about values at all: the empty schema `{}` does not. */
export function isUnconstrained(schema: SchemaObject): boolean {
  return (
    schema.ref === undefined &&
    schema.types.length === 0 &&
    schema.properties.length === 0 &&
    schema.items === undefined &&
    !isJsonObject(schema.additionalProperties) &&
    schema.allOf.length + schema.oneOf.length + schema.anyOf.length === 0
  );
}
