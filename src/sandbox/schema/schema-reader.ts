import type { OpenApiDocument } from '../../openapi/document.ts';
import { isUnconstrained, resolveSchema, type SchemaObject, type SchemaType } from '../../openapi/schema.ts';
import type { JsonValue } from '../../values/value.ts';
import { isObject } from '../json.ts';

/** A property as all of a schema's `allOf` parts together have it. */
export interface FlatProperty {
  readonly schema: SchemaObject;
  readonly required: boolean;
}

/** A schema that has subtypes, and what its discriminating property holds for one of them. */
export interface Base {
  readonly schema: SchemaObject;
  readonly property: string;
  readonly value: string;
}

/** Questions about schemas of one document that both checking and making values ask. */
export class SchemaReader {
  readonly document: OpenApiDocument;
  readonly #flat = new Map<SchemaObject, ReadonlyMap<string, FlatProperty>>();
  readonly #bases = new Map<SchemaObject, readonly Base[]>();

  constructor(document: OpenApiDocument) {
    this.document = document;
  }

  /** The schema itself, references followed. */
  resolve(schema: SchemaObject): SchemaObject {
    return resolveSchema(this.document, schema);
  }

  /** The schema that a reference of the document leads to. */
  at(schema: SchemaObject, reference: string): SchemaObject {
    return resolveSchema(this.document, { ...schema, ref: reference });
  }

  /** The subtype that a discriminator picks for a value; undefined when its property is absent or names no known one. */
  subtype(schema: SchemaObject, value: JsonValue): SchemaObject | undefined {
    const discriminator = schema.discriminator;
    if (discriminator === undefined || !isObject(value)) return undefined;
    const name = value[discriminator.property];
    const target = typeof name === 'string' && Object.hasOwn(discriminator.mapping, name) ? discriminator.mapping[name] : undefined;
    return target === undefined ? undefined : this.at(schema, target);
  }

  /** Every subtype a discriminator can pick, with the value that picks it. */
  subtypes(schema: SchemaObject): readonly (readonly [value: string, subtype: SchemaObject])[] {
    return Object.entries(schema.discriminator?.mapping ?? {}).map(([value, target]) => [value, this.at(schema, target)]);
  }

  /**
   * The schemas whose discriminator leads to this one, found among its `allOf` parts at any depth. Who has come this far has made that
   * choice already.
   */
  bases(schema: SchemaObject): readonly Base[] {
    const node = this.resolve(schema);
    const known = this.#bases.get(node);
    if (known !== undefined) return known;
    const chain = this.#ancestors(node, new Set([node]));
    const bases: Base[] = [];
    for (const candidate of chain)
      for (const [value, subtype] of this.subtypes(candidate))
        if (subtype !== candidate && chain.has(subtype))
          bases.push({ schema: candidate, property: candidate.discriminator?.property ?? '', value });
    this.#bases.set(node, bases);
    return bases;
  }

  #ancestors(node: SchemaObject, found: Set<SchemaObject>): Set<SchemaObject> {
    for (const part of node.allOf) {
      const base = this.resolve(part);
      if (found.has(base)) continue;
      found.add(base);
      this.#ancestors(base, found);
    }
    return found;
  }

  /** Properties of a schema and its `allOf` parts; alternatives (`oneOf`, `anyOf`) are not looked into. */
  properties(schema: SchemaObject): ReadonlyMap<string, FlatProperty> {
    const node = this.resolve(schema);
    const known = this.#flat.get(node);
    if (known !== undefined) return known;
    const result = new Map<string, FlatProperty>();
    this.#flat.set(node, result);
    for (const part of node.allOf) for (const [name, property] of this.properties(part)) merge(result, name, property);
    for (const { name, schema: member } of node.properties) merge(result, name, { schema: member, required: false });
    for (const name of this.#requiredOf(node)) {
      const property = result.get(name);
      if (property !== undefined) result.set(name, { ...property, required: true });
    }
    return result;
  }

  /** Names of all properties that any variant knows; null when unknown names are welcome. */
  knownNames(schema: SchemaObject, seen: Set<SchemaObject> = new Set()): Set<string> | null {
    const node = this.resolve(schema);
    const names = new Set<string>();
    if (seen.has(node)) return names;
    seen.add(node);
    if (node.additionalProperties !== undefined && node.additionalProperties !== false) return null;
    for (const { name } of node.properties) names.add(name);
    const parts = [...node.allOf, ...node.oneOf, ...node.anyOf, ...this.subtypes(node).map(([, subtype]) => subtype)];
    for (const part of parts) {
      const more = this.knownNames(part, seen);
      if (more === null) return null;
      for (const name of more) names.add(name);
    }
    return names;
  }

  /** The JSON types a schema allows, looked up through `allOf`; empty when it does not say. */
  types(schema: SchemaObject): readonly SchemaType[] {
    const node = this.resolve(schema);
    if (node.types.length > 0) return node.types;
    if (node.properties.length > 0) return ['object'];
    if (node.items !== undefined) return ['array'];
    for (const part of node.allOf) {
      const found = this.types(part);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Whether the schema, or a part of it, is marked as set by the server alone. */
  isReadOnly(schema: SchemaObject): boolean {
    const node = this.resolve(schema);
    return schema.readOnly || node.readOnly || node.allOf.some((part) => this.isReadOnly(part));
  }

  /** Whether the schema, or a part of it, never comes back in an answer. */
  isWriteOnly(schema: SchemaObject): boolean {
    const node = this.resolve(schema);
    return schema.writeOnly || node.writeOnly || node.allOf.some((part) => this.isWriteOnly(part));
  }

  /** The values a schema lists, looked up through `allOf`; undefined when any will do. */
  choices(schema: SchemaObject): readonly unknown[] | undefined {
    const node = this.resolve(schema);
    if (node.enum !== undefined) return node.enum;
    for (const part of node.allOf) {
      const found = this.choices(part);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #requiredOf(node: SchemaObject): readonly string[] {
    return [...node.required, ...node.allOf.flatMap((part) => this.#requiredOf(this.resolve(part)))];
  }
}

/** A later part that says nothing about a property does not hide what an earlier one said. */
function merge(result: Map<string, FlatProperty>, name: string, property: FlatProperty): void {
  const before = result.get(name);
  const schema = before !== undefined && isUnconstrained(property.schema) ? before.schema : property.schema;
  result.set(name, { schema, required: property.required || (before?.required ?? false) });
}
