import type { SchemaObject } from '../openapi/schema.ts';
import type { FlatSchema, SchemaFlattener } from './flat-schema.ts';
import type { Marks } from './overlay.ts';

/** Whether values go to the server or come from it. */
export type Direction = 'sent' | 'received';

/** A top-level field of a body or of rows. The overlay knows it as `resource.name`, by one of the `Schema.name`s of its owners, or by its name. */
export interface Field {
  /** `service.resource`. */
  readonly resource: string;
  readonly name: string;
  /** Schemas that have it as a property. */
  readonly owners: readonly FlatSchema[];
  readonly direction: Direction;
}

/**
 * Tells which fields hold secrets, themselves or somewhere inside: those that the overlay names, and in what is sent also those that the
 * document calls write-only or passwords.
 */
export class Secrets {
  private readonly flattener: SchemaFlattener;
  private readonly marks: Marks<true>;
  private readonly known = new Map<string, boolean>();

  constructor(flattener: SchemaFlattener, marks: Marks<true>) {
    this.flattener = flattener;
    this.marks = marks;
  }

  /** Whether the field holds a secret in any of the schemas that have it. */
  holds({ resource, name, owners, direction }: Field): boolean {
    const marked = this.marks.get(`${resource}.${name}`) === true;
    const inside = owners.filter((owner) => {
      const schema = owner.properties.get(name);
      return schema !== undefined && this.property({ name, schema }, direction);
    });
    return marked || inside.length > 0;
  }

  private property(property: Property, direction: Direction): boolean {
    const key = `${schemaKey(property.schema)} ${direction}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { found, seen } = this.search(property, direction);
    // Where nothing was found nothing is to be found from the places passed either.
    if (!found) for (const place of seen) this.known.set(`${place} ${direction}`, false);
    this.known.set(key, found);
    return found;
  }

  /** Looks at all that is reachable, without recursion, since schemas may refer to one another in long chains and circles. */
  private search(start: Property, direction: Direction): { readonly found: boolean; readonly seen: ReadonlySet<string> } {
    const seen = new Set<string>();
    const open: Property[] = [start];
    let found = false;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const flat = this.flattener.flatten(next.schema);
      if (direction === 'sent' ? flat.readOnly : flat.writeOnly) continue;
      if (this.isSecret(next, flat, direction)) found = true;
      if (seen.has(schemaKey(next.schema))) continue;
      seen.add(schemaKey(next.schema));
      open.push(...insideOf(flat));
    }
    return { found, seen };
  }

  private isSecret({ name, schema }: Property, flat: FlatSchema, direction: Direction): boolean {
    if (direction === 'sent' && (flat.writeOnly || flat.format === 'password')) return true;
    if (name === null) return false;
    return this.marks.get(...declaringSchemas(schema).map((declaring) => `${declaring}.${name}`), name) === true;
  }
}

/** A schema and the property it is the schema of; null for items and variants. */
interface Property {
  readonly name: string | null;
  readonly schema: SchemaObject;
}

function insideOf(flat: FlatSchema): readonly Property[] {
  const unnamed = [...flat.variants, ...(flat.items === null ? [] : [flat.items])];
  return [...[...flat.properties].map(([name, schema]) => ({ name, schema })), ...unnamed.map((schema) => ({ name: null, schema }))];
}

function schemaKey(schema: SchemaObject): string {
  return `${schema.pointer} ${schema.ref ?? ''}`;
}

/** Names of the component schemas that a property was written in: several when they were merged. */
function declaringSchemas(property: SchemaObject): readonly string[] {
  return property.pointer
    .split('&')
    .flatMap((pointer) => /^#\/components\/schemas\/([^/]+)\/.*properties\/[^/]+$/.exec(pointer)?.[1] ?? []);
}
