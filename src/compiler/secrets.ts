import type { SchemaObject } from '../openapi/schema.ts';
import type { FlatSchema, SchemaFlattener } from './flat-schema.ts';
import type { Marks } from './overlay.ts';

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

  /**
   * Whether a property of one of the given schemas does. `key` is `service.resource.name`, which the overlay may use as well as
   * `Schema.name` and the name alone.
   */
  holds(key: string, owners: readonly FlatSchema[], name: string, sent: boolean): boolean {
    const marked = this.marks.get(key) === true;
    const inside = owners.filter((owner) => {
      const schema = owner.properties.get(name);
      return schema !== undefined && this.property({ name, schema }, sent);
    });
    return marked || inside.length > 0;
  }

  private property(property: Property, sent: boolean): boolean {
    const key = `${schemaKey(property.schema)} ${sent}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { found, seen } = this.search(property, sent);
    // Where nothing was found nothing is to be found from the places passed either.
    if (!found) for (const place of seen) this.known.set(`${place} ${sent}`, false);
    this.known.set(key, found);
    return found;
  }

  /** Looks at all that is reachable, without recursion, since schemas may refer to one another in long chains and circles. */
  private search(start: Property, sent: boolean): { readonly found: boolean; readonly seen: ReadonlySet<string> } {
    const seen = new Set<string>();
    const open: Property[] = [start];
    let found = false;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const flat = this.flattener.flatten(next.schema);
      if ((flat.writeOnly && !sent) || (flat.readOnly && sent)) continue;
      if (this.isSecret(next, flat, sent)) found = true;
      if (seen.has(schemaKey(next.schema))) continue;
      seen.add(schemaKey(next.schema));
      open.push(...insideOf(flat));
    }
    return { found, seen };
  }

  private isSecret({ name, schema }: Property, flat: FlatSchema, sent: boolean): boolean {
    if (sent && (flat.writeOnly || flat.format === 'password')) return true;
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
