import type { SchemaNode } from '../catalog/descriptor.ts';
import type { SchemaObject } from '../openapi/schema.ts';
import { valueType } from './columns.ts';
import type { FlatDiscriminator, FlatSchema, SchemaFlattener } from './flat-schema.ts';

/**
 * Writes schemas as the descriptor format has them. Named schemas with an inside become entries of {@link schemas}, once each, and are
 * referred to: that keeps files small and recursive types finite.
 */
export class SchemaWriter {
  readonly flattener: SchemaFlattener;
  private readonly open: (name: string) => boolean;
  private readonly entries = new Map<string, SchemaNode>();
  /** Named schemas met since the last {@link finish}, those without a node still to be written. */
  private readonly pending = new Map<string, { readonly flat: FlatSchema; node?: SchemaNode }>();

  /** `open` tells of a named schema whether it takes keys that the document does not list. */
  constructor(flattener: SchemaFlattener, open: (name: string) => boolean = () => false) {
    this.flattener = flattener;
    this.open = open;
  }

  /** A named schema that was finished. */
  schema(name: string): SchemaNode | undefined {
    return this.entries.get(name);
  }

  /** The named schemas that were finished, by name. */
  get schemas(): Readonly<Record<string, SchemaNode>> {
    return Object.fromEntries([...this.entries].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** Writes a schema, by reference where it has a name and an inside. */
  write(schema: SchemaObject): SchemaNode {
    const flat = this.flattener.flatten(schema);
    if (flat.name === null || !hasInside(flat)) return this.node(flat);
    if (!this.entries.has(flat.name) && !this.pending.has(flat.name)) this.pending.set(flat.name, { flat: { ...flat, title: null } });
    return { ref: flat.name };
  }

  /**
   * Writes the named schemas that were referred to, one after the other, since chains of them may be long. Throws when one of them is
   * malformed, and then keeps none of those met since the last call: whoever needs one later fails as well.
   */
  finish(): void {
    try {
      // A map's iteration goes on to what is added meanwhile.
      for (const entry of this.pending.values()) entry.node = this.node(entry.flat);
      for (const [name, { node }] of this.pending) this.entries.set(name, node ?? {});
    } finally {
      this.pending.clear();
    }
  }

  /** Writes a schema with its first level spelt out even where it has a name. */
  writeInPlace(schema: SchemaObject): SchemaNode {
    return this.node(this.flattener.flatten(schema));
  }

  /** Forgets what was met since the last {@link finish}. */
  discard(): void {
    this.pending.clear();
  }

  private node(flat: FlatSchema): SchemaNode {
    const type = flat.types.length === 1 ? flat.types[0] : undefined;
    return {
      ...(type === undefined ? {} : { type }),
      ...(flat.format === null ? {} : { format: flat.format }),
      ...(flat.title === null ? {} : { title: flat.title }),
      ...(flat.nullable ? { nullable: true } : {}),
      ...(flat.enum === null ? {} : { enum: flat.enum.filter(isScalar) }),
      ...(flat.default === undefined || flat.default === null ? {} : { default: flat.default }),
      ...(flat.readOnly ? { readOnly: true } : {}),
      ...(flat.writeOnly ? { writeOnly: true } : {}),
      ...this.inside(flat),
    };
  }

  private inside(flat: FlatSchema): SchemaNode {
    const variants = flat.variants.map((variant) => this.write(variant));
    const discriminator = flat.discriminator ?? tellApart(this.flattener, flat.variants);
    const required = flat.required.filter((name) => !this.isReadOnly(flat.properties.get(name)));
    return {
      ...(flat.properties.size === 0 ? {} : { properties: this.properties(flat) }),
      ...(required.length === 0 ? {} : { required }),
      ...this.additional(flat),
      ...(flat.items === null ? {} : { items: this.write(flat.items) }),
      ...(variants.length === 0 ? {} : { variants }),
      ...(variants.length === 0 || discriminator === null ? {} : { discriminator }),
    };
  }

  private properties(flat: FlatSchema): Readonly<Record<string, SchemaNode>> {
    return Object.fromEntries([...flat.properties].map(([name, schema]) => [name, this.property(schema)]));
  }

  /** What the server alone sets is named, so that it can be left out of a body, but not described. */
  private property(schema: SchemaObject): SchemaNode {
    const flat = this.flattener.flatten(schema);
    if (!flat.readOnly) return this.write(schema);
    const type = flat.types.length === 1 ? flat.types[0] : undefined;
    return { ...(type === undefined ? {} : { type }), readOnly: true };
  }

  private additional(flat: FlatSchema): SchemaNode {
    const additionalProperties = flat.name !== null && this.open(flat.name) ? true : flat.additionalProperties;
    if (additionalProperties === undefined) return {};
    return { additionalProperties: typeof additionalProperties === 'boolean' ? additionalProperties : this.write(additionalProperties) };
  }

  private isReadOnly(schema: SchemaObject | undefined): boolean {
    return schema !== undefined && this.flattener.flatten(schema).readOnly;
  }
}

function hasInside(flat: FlatSchema): boolean {
  return flat.properties.size > 0 || flat.variants.length > 0 || flat.items !== null || typeof flat.additionalProperties === 'object';
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * Finds the property, at most two levels down, whose listed values are different in every variant. Documents often leave the
 * discriminator out where the values say it.
 */
function tellApart(flattener: SchemaFlattener, variants: readonly SchemaObject[]): FlatDiscriminator | null {
  if (variants.length < 2) return null;
  const tables = variants.map((variant) => listedValues(flattener, flattener.flatten(variant), 2));
  const [first, ...others] = tables;
  for (const path of first?.keys() ?? []) {
    if (!others.every((table) => table.has(path))) continue;
    const mapping = new Map<string, number>();
    const all = tables.flatMap((table, index) => (table.get(path) ?? []).map((value) => [value, index] as const));
    for (const [value, index] of all) mapping.set(value, index);
    if (mapping.size === all.length) return { property: path, mapping: Object.fromEntries(mapping) };
  }
  return null;
}

function listedValues(flattener: SchemaFlattener, flat: FlatSchema, depth: number): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, schema] of flat.properties) {
    const inner = flattener.flatten(schema);
    if (inner.enum !== null && valueType(inner).type === 'string')
      found.set(
        name,
        inner.enum.filter((value) => typeof value === 'string'),
      );
    if (depth <= 1 || inner.properties.size === 0) continue;
    for (const [path, values] of listedValues(flattener, inner, depth - 1)) found.set(`${name}.${path}`, values);
  }
  return found;
}
