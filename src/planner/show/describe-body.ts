import type { SchemaNode } from '../../catalog/descriptor.ts';
import type { Row } from '../../values/value.ts';

/** How deep the shape of a body is shown. */
const shownDepth = 4;

type Lookup = (name: string) => SchemaNode;

/** A field inside a body, with what all variants that have it say of it. */
interface BodyPart {
  readonly path: readonly string[];
  readonly type: string;
  readonly required: boolean;
  readonly title: string;
  readonly choices: readonly string[];
}

/**
 * The fields inside a body's top-level fields as rows of name, type, location, required, title: named by their dotted path, those of all
 * variants together. What the server sets itself is left out.
 */
export function describeBody(schema: SchemaNode, lookup: Lookup): readonly Row[] {
  const parts = merged(partsOf(schema, lookup, []));
  return parts
    .filter(({ path }) => path.length > 1)
    .map(({ path, type, required, title, choices }): Row => {
      const values = choices.length === 0 ? '' : `one of ${choices.join(', ')}`;
      return [path.join('.'), type, 'body', required ? 'required' : '', [title, values].filter((text) => text !== '').join('; ')];
    });
}

function partsOf(schema: SchemaNode, lookup: Lookup, path: readonly string[]): readonly BodyPart[] {
  if (path.length > shownDepth) return [];
  const node = target(schema, lookup);
  const own = Object.entries(node.properties ?? {}).flatMap(([name, property]): readonly BodyPart[] => {
    const field = target(property, lookup);
    if (field.readOnly === true) return [];
    const place = [...path, name];
    const required = node.required?.includes(name) === true;
    const part = { path: place, type: field.type ?? 'object', required, title: field.title ?? '', choices: (field.enum ?? []).map(String) };
    return [part, ...partsOf(field, lookup, place)];
  });
  return [...own, ...(node.variants ?? []).flatMap((variant) => partsOf(variant, lookup, path))];
}

/** A field that several variants have is one row: required where all of them require it, with the choices of each. */
function merged(parts: readonly BodyPart[]): readonly BodyPart[] {
  const byPath = new Map<string, BodyPart>();
  for (const part of parts) {
    const key = part.path.join('.');
    const known = byPath.get(key);
    if (known === undefined) byPath.set(key, part);
    else {
      const choices = known.choices.length === 0 || part.choices.length === 0 ? [] : [...new Set([...known.choices, ...part.choices])];
      byPath.set(key, { ...known, required: known.required && part.required, choices });
    }
  }
  return [...byPath.values()];
}

function target(schema: SchemaNode, lookup: Lookup): SchemaNode {
  return schema.ref === undefined ? schema : lookup(schema.ref);
}
