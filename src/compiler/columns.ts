import type { ColumnDescriptor } from '../catalog/descriptor.ts';
import type { SchemaObject } from '../openapi/schema.ts';
import type { ColumnType } from '../values/value.ts';
import type { FlatSchema, SchemaFlattener } from './flat-schema.ts';
import { humanise } from './naming.ts';
import type { Marks } from './overlay.ts';
import type { Direction, Secrets } from './secrets.ts';

/** Type of a value in SQL, and in the API's words. */
export interface ValueType {
  readonly type: ColumnType;
  readonly datatype: string;
}

/** The type that values of a schema have as cells: one kind of scalar, or JSON for everything that has an inside or several kinds. */
export function valueType(flat: FlatSchema): ValueType {
  const types = flat.types.includes('number') ? flat.types.filter((type) => type !== 'integer') : flat.types;
  const [type, ...others] = types;
  if (type === undefined || others.length > 0) return { type: 'json', datatype: 'object' };
  switch (type) {
    case 'object':
    case 'array':
      return { type: 'json', datatype: type };
    case 'string':
      return { type: stringType(flat.format), datatype: type };
    default:
      return { type, datatype: type };
  }
}

function stringType(format: string | null): ColumnType {
  switch (format) {
    case 'date-time':
      return 'timestamp';
    case 'date':
      return 'date';
    case 'binary':
      return 'blob';
    default:
      return 'string';
  }
}

/** A top-level property of an object, all variants of it together. */
export interface TopProperty {
  readonly name: string;
  readonly flat: FlatSchema;
  readonly value: ValueType;
  /** Whether values of several kinds are taken, text among them or unknown. */
  readonly mixed: boolean;
  readonly enum: readonly string[] | null;
  /** Required by the object itself or by each of its variants. */
  readonly required: boolean;
  /** The object and those of its variants that have the property. */
  readonly owners: readonly FlatSchema[];
}

/** Properties of an object schema and of all its variants, each once, in document order. Variants of variants included. */
export function topProperties(flattener: SchemaFlattener, flat: FlatSchema): readonly TopProperty[] {
  const found = new Map<string, { readonly owner: FlatSchema; readonly flat: FlatSchema }[]>();
  const seen = new Set<FlatSchema>();
  const visit = (part: FlatSchema): void => {
    if (seen.has(part)) return;
    seen.add(part);
    for (const [name, schema] of part.properties) {
      const version = { owner: part, flat: flattener.flatten(schema) };
      const versions = found.get(name);
      if (versions === undefined) found.set(name, [version]);
      else versions.push(version);
    }
    for (const variant of part.variants) visit(flattener.flatten(variant));
  };
  visit(flat);
  return [...found].map(([name, versions]) => ({
    ...topProperty(
      name,
      versions.map((version) => version.flat),
    ),
    required: isRequired(flattener, flat, name),
    owners: versions.map((version) => version.owner),
  }));
}

function topProperty(name: string, versions: readonly FlatSchema[]): Omit<TopProperty, 'required' | 'owners'> {
  const [first, ...rest] = versions;
  if (first === undefined) throw new Error(`property ${name} has no schema`);
  const value = rest.map(valueType).reduce(commonType, valueType(first));
  const listed = versions.every((version) => version.enum !== null) ? versions.flatMap((version) => version.enum ?? []) : [];
  const texts = [...new Set(listed.filter((item) => typeof item === 'string'))];
  const flat = {
    ...first,
    title: versions.map((version) => version.title).find((title) => title !== null) ?? null,
    readOnly: versions.every((version) => version.readOnly),
    writeOnly: versions.every((version) => version.writeOnly),
  };
  return { name, flat, value, mixed: value.type === 'json' && versions.some(takesText), enum: texts.length === 0 ? null : texts };
}

function takesText({ types }: FlatSchema): boolean {
  return types.length === 0 || types.includes('string');
}

function commonType(left: ValueType, right: ValueType): ValueType {
  if (left.type === right.type) return left.datatype === right.datatype ? left : { ...left, datatype: 'object' };
  const numeric = [left.type, right.type].every((type) => type === 'integer' || type === 'number');
  if (numeric) return { type: 'number', datatype: 'number' };
  const textual = [left, right].every((value) => value.datatype === 'string');
  return textual ? { type: 'string', datatype: 'string' } : { type: 'json', datatype: 'object' };
}

function isRequired(flattener: SchemaFlattener, flat: FlatSchema, name: string): boolean {
  if (flat.required.includes(name)) return true;
  return flat.variants.length > 0 && flat.variants.every((variant) => flattener.flatten(variant).required.includes(name));
}

/** What columns and fields need besides their schemas. */
export interface FieldMarks {
  /** `service.resource`, the beginning of their keys in the overlay. */
  readonly resource: string;
  readonly secrets: Secrets;
  /** Names in SQL, by `service.resource.field`. */
  readonly renamed: Marks<string>;
}

/** What a field is called: on the wire as the document says, in SQL as the overlay says where that name means another thing there. */
export function fieldNames({ name }: TopProperty, { resource, renamed }: FieldMarks): Pick<ColumnDescriptor, 'name' | 'wireName'> {
  const sqlName = renamed.get(`${resource}.${name}`);
  return sqlName === undefined ? { name } : { name: sqlName, wireName: name };
}

/** What a field is, the API's own name of it included where SQL has another. */
export function fieldTitle(property: TopProperty, marks: FieldMarks): string {
  const title = property.flat.title ?? humanise(property.name);
  const { wireName } = fieldNames(property, marks);
  return wireName === undefined ? title : `${title} (${wireName} in the API)`;
}

/** Columns of an object's rows; write-only properties never come back and are left out. */
export function columnsOf(flattener: SchemaFlattener, row: SchemaObject | FlatSchema, marks: FieldMarks): readonly ColumnDescriptor[] {
  const flat = 'pointer' in row ? flattener.flatten(row) : row;
  return topProperties(flattener, flat)
    .filter((property) => !property.flat.writeOnly)
    .map((property) => ({
      ...fieldNames(property, marks),
      ...property.value,
      title: fieldTitle(property, marks),
      ...(property.enum === null ? {} : { enum: property.enum }),
      ...(holdsSecret(property, marks, 'received') ? { sensitive: true } : {}),
    }));
}

/** Tells whether a top-level property holds a secret when it is sent or received. */
export function holdsSecret({ name, owners }: TopProperty, { resource, secrets }: FieldMarks, direction: Direction): boolean {
  return secrets.holds({ resource, name, owners, direction });
}
