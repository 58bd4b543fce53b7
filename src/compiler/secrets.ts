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
    if (this.marks.get(key) === true) return true;
    const found = owners.filter((owner) => {
      const schema = owner.properties.get(name);
      return schema !== undefined && this.property(name, schema, sent);
    });
    return found.length > 0;
  }

  private property(name: string, schema: SchemaObject, sent: boolean): boolean {
    const flat = this.flattener.flatten(schema);
    if (flat.writeOnly) return sent;
    if (flat.readOnly && sent) return false;
    if (this.marks.get(...declaringSchemas(schema).map((declaring) => `${declaring}.${name}`), name) === true) return true;
    return (sent && flat.format === 'password') || this.inside(schema, flat, sent);
  }

  private inside(schema: SchemaObject, flat: FlatSchema, sent: boolean): boolean {
    const key = `${schema.pointer} ${schema.ref ?? ''} ${sent}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, false); // A recursive schema holds what its other parts hold.
    const parts = [...flat.variants, ...(flat.items === null ? [] : [flat.items])].map((part) => ({
      part,
      inner: this.flattener.flatten(part),
    }));
    // All parts are looked at, even after a find: the overlay's entries have to be met to count as used.
    const properties = [...flat.properties].filter(([name, member]) => this.property(name, member, sent));
    const others = parts.filter(({ part, inner }) => this.inside(part, inner, sent));
    const found = properties.length + others.length > 0;
    this.known.set(key, found);
    return found;
  }
}

/** Names of the component schemas that a property was written in: several when they were merged. */
function declaringSchemas(property: SchemaObject): readonly string[] {
  return property.pointer
    .split('&')
    .flatMap((pointer) => /^#\/components\/schemas\/([^/]+)\/.*properties\/[^/]+$/.exec(pointer)?.[1] ?? []);
}
