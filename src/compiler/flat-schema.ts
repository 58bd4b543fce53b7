import type { OpenApiDocument } from '../openapi/document.ts';
import { isUnconstrained, referenceName, resolveSchema, type SchemaObject, type SchemaType } from '../openapi/schema.ts';

/** A schema with its reference followed and its `allOf` merged; what is inside of it is still as the document has it. */
export interface FlatSchema {
  /** Name in the document's components; null for one written in place. */
  readonly name: string | null;
  /** Empty: any type. */
  readonly types: readonly SchemaType[];
  readonly nullable: boolean;
  readonly format: string | null;
  /** One line about it. */
  readonly title: string | null;
  readonly enum: readonly unknown[] | null;
  readonly default: unknown;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  /** In document order. A property that several merged schemas have is an `allOf` of theirs. */
  readonly properties: ReadonlyMap<string, SchemaObject>;
  readonly required: readonly string[];
  readonly additionalProperties: boolean | SchemaObject | undefined;
  readonly items: SchemaObject | null;
  /** Alternatives of `oneOf`, `anyOf` or a discriminator's mapping. */
  readonly variants: readonly SchemaObject[];
  readonly discriminator: FlatDiscriminator | null;
}

/** Property that tells variants apart and the index of the variant for each of its values. */
export interface FlatDiscriminator {
  readonly property: string;
  readonly mapping: Readonly<Record<string, number>>;
}

/** Whether a discriminator's mapping counts: not where a subtype merges its base. */
type Subtypes = 'included' | 'left out';

/** Follows and merges schemas of one document; each named one once. Cyclic documents are fine: an `allOf` that comes back to itself adds nothing. */
export class SchemaFlattener {
  private readonly document: OpenApiDocument;
  private readonly known = new Map<string, FlatSchema>();
  private readonly underway = new Set<string>();

  constructor(document: OpenApiDocument) {
    this.document = document;
  }

  /** Throws OpenApiError when a reference leads nowhere or a schema is malformed. */
  flatten(schema: SchemaObject): FlatSchema {
    const key = `${schema.pointer} ${schema.ref ?? ''}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const flat = this.merge(schema, 'included');
    this.known.set(key, flat);
    return flat;
  }

  private merge(schema: SchemaObject, included: Subtypes): FlatSchema {
    const target = resolveSchema(this.document, schema);
    if (this.underway.has(target.pointer)) return flatOf(target);
    this.underway.add(target.pointer);
    try {
      const name = schema.ref === undefined ? null : referenceName(target.pointer);
      const parts = target.allOf.map((part) => this.merge(part, 'left out'));
      const own = this.withVariants(target, included);
      const merged = [...parts, own].reduce(join);
      const beside = schema.ref === undefined || schema.description === undefined ? {} : { title: firstSentence(schema.description) };
      return this.inferTypes({ ...merged, ...beside, name });
    } finally {
      this.underway.delete(target.pointer);
    }
  }

  private withVariants(schema: SchemaObject, included: Subtypes): FlatSchema {
    const own = flatOf(schema);
    const listed = [...schema.oneOf, ...schema.anyOf];
    const real = listed.filter((variant) => !isNullOnly(variant));
    const nullable = own.nullable || real.length < listed.length;
    const [only] = real;
    if (only !== undefined && real.length === 1) return join({ ...own, nullable }, { ...this.merge(only, included), name: null });
    if (real.length > 0) return { ...own, nullable, variants: real, discriminator: listedDiscriminator(schema, real) };
    return included === 'included' ? { ...own, nullable, ...subtypes(schema) } : { ...own, nullable };
  }

  /** A schema without a type has those of its variants, its enum, or what its other words are about. */
  private inferTypes(flat: FlatSchema): FlatSchema {
    if (flat.types.length > 0) return flat;
    if (flat.properties.size > 0 || flat.additionalProperties !== undefined) return { ...flat, types: ['object'] };
    if (flat.items !== null) return { ...flat, types: ['array'] };
    if (flat.enum !== null) return { ...flat, types: typesOfValues(flat.enum) };
    const types = flat.variants.map((variant) => this.merge(variant, 'left out').types);
    return types.length === 0 || types.some((list) => list.length === 0) ? flat : { ...flat, types: [...new Set(types.flat())] };
  }
}

function flatOf(schema: SchemaObject): FlatSchema {
  return {
    name: null,
    types: schema.types,
    nullable: schema.nullable,
    format: schema.format ?? null,
    title: firstSentence(schema.description ?? schema.title),
    enum: schema.enum ?? null,
    default: schema.default,
    readOnly: schema.readOnly,
    writeOnly: schema.writeOnly,
    properties: new Map(schema.properties.map((property) => [property.name, property.schema])),
    required: schema.required,
    additionalProperties: schema.additionalProperties,
    items: schema.items ?? null,
    variants: [],
    discriminator: null,
  };
}

/** What holds of a value that fits both; where they say different things the second is nearer and wins. */
function join(left: FlatSchema, right: FlatSchema): FlatSchema {
  const properties = new Map(left.properties);
  for (const [name, schema] of right.properties) {
    const other = properties.get(name);
    properties.set(name, other === undefined ? schema : bothOf(other, schema));
  }
  const variants = right.variants.length > 0 ? right : left;
  return {
    name: null,
    types: right.types.length > 0 ? right.types : left.types,
    nullable: left.nullable || right.nullable,
    format: right.format ?? left.format,
    title: right.title ?? left.title,
    enum: right.enum ?? left.enum,
    default: right.default ?? left.default,
    readOnly: left.readOnly || right.readOnly,
    writeOnly: left.writeOnly || right.writeOnly,
    properties,
    required: [...new Set([...left.required, ...right.required])],
    additionalProperties: right.additionalProperties ?? left.additionalProperties,
    items: right.items ?? left.items,
    variants: variants.variants,
    discriminator: variants.discriminator,
  };
}

function bothOf(left: SchemaObject, right: SchemaObject): SchemaObject {
  return {
    pointer: `${left.pointer}&${right.pointer}`,
    types: [],
    nullable: false,
    readOnly: false,
    writeOnly: false,
    deprecated: false,
    properties: [],
    required: [],
    allOf: [left, right],
    oneOf: [],
    anyOf: [],
    bounds: {},
    extensions: {},
  };
}

/** Variants of a base schema that lists its subtypes in the mapping of its discriminator. */
function subtypes(schema: SchemaObject): Pick<FlatSchema, 'variants' | 'discriminator'> {
  const { discriminator } = schema;
  const targets = [...new Set(Object.values(discriminator?.mapping ?? {}))].filter((target) => target !== schema.pointer);
  if (discriminator === undefined || targets.length === 0) return { variants: [], discriminator: null };
  const mapping = Object.entries(discriminator.mapping)
    .map(([value, target]) => [value, targets.indexOf(target)] as const)
    .filter(([, index]) => index >= 0);
  return {
    variants: targets.map((ref) => ({ ...bothOf(schema, schema), allOf: [], pointer: ref, ref })),
    discriminator: { property: discriminator.property, mapping: Object.fromEntries(mapping) },
  };
}

/** Without a mapping, the names of the referenced schemas are the values. */
function listedDiscriminator(schema: SchemaObject, variants: readonly SchemaObject[]): FlatDiscriminator | null {
  const { discriminator } = schema;
  if (discriminator === undefined) return null;
  const named = variants.flatMap((variant, index) => (variant.ref === undefined ? [] : [[referenceName(variant.ref), index] as const]));
  const mapped = Object.entries(discriminator.mapping)
    .map(([value, target]) => [value, variants.findIndex((variant) => variant.ref === target)] as const)
    .filter(([, index]) => index >= 0);
  return { property: discriminator.property, mapping: Object.fromEntries(mapped.length > 0 ? mapped : named) };
}

function isNullOnly(schema: SchemaObject): boolean {
  return schema.nullable && isUnconstrained(schema) && schema.enum === undefined;
}

function typesOfValues(values: readonly unknown[]): readonly SchemaType[] {
  const types = values.flatMap((value): readonly SchemaType[] => {
    switch (typeof value) {
      case 'string':
        return ['string'];
      case 'boolean':
        return ['boolean'];
      case 'number':
        return [Number.isInteger(value) ? 'integer' : 'number'];
      default:
        return [];
    }
  });
  return [...new Set(types)];
}

/** The first sentence of a description on one line, at most 200 characters; null when there is none. */
export function firstSentence(description: string | undefined): string | null {
  const line =
    (description ?? '')
      .replaceAll(/<[^>]+>/g, '')
      .trim()
      .split(/\n\s*\n|(?<=[.!?])\s/)[0] ?? '';
  const sentence = line.replaceAll(/\s+/g, ' ').replace(/\.$/, '').trim();
  if (sentence === '') return null;
  return sentence.length > 200 ? `${sentence.slice(0, 199)}…` : sentence;
}
