import type { JsonValue } from '../../src/values/value.ts';
import { asList, asNode, isNode, type Node, resolved, target } from './api-document.fixture.ts';

/** What a value that goes to the server has wrong against a schema of the document, as `path: problem`. */
export function valueProblems(schema: Node, value: JsonValue): readonly string[] {
  return [...new Set(check({ path: 'body', above: new Set() }, schema, value))];
}

interface Place {
  readonly path: string;
  /** Schemas that are being checked for the same value: a variant names its base and the base its variants. */
  readonly above: ReadonlySet<Node>;
}

function check(place: Place, reference: Node, value: JsonValue): readonly string[] {
  const schema = resolved(reference);
  if (place.above.has(schema)) return [];
  const inner: Place = { path: place.path, above: new Set([...place.above, schema]) };
  if (value === null) return isNullable(schema, new Set()) ? [] : [`${place.path}: null`];
  const wrongType = typeProblem(schema, value);
  if (wrongType !== null) return [`${place.path}: ${wrongType}`];
  return [
    ...choices(place, schema, value),
    ...asList(schema['allOf']).flatMap((part) => check(inner, asNode(part), value)),
    ...alternatives(inner, schema, value),
    ...named(inner, schema, value),
    ...(isNode(value) ? fields(place, schema, value) : []),
    ...(Array.isArray(value) && isNode(schema['items']) ? items(place, schema['items'], value) : []),
  ];
}

function isNullable(schema: Node, seen: ReadonlySet<Node>): boolean {
  if (seen.has(schema)) return false;
  if (schema['nullable'] === true || Object.keys(schema).length === 0) return true;
  return [...asList(schema['allOf']), ...asList(schema['oneOf']), ...asList(schema['anyOf'])].some((part) =>
    isNullable(resolved(asNode(part)), new Set([...seen, schema])),
  );
}

function typeProblem(schema: Node, value: JsonValue): string | null {
  const expected = schema['type'];
  if (typeof expected !== 'string') return null;
  const actual = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (actual === expected || (expected === 'number' && actual === 'integer')) return null;
  return `${actual} instead of ${expected}`;
}

function choices({ path }: Place, schema: Node, value: JsonValue): readonly string[] {
  const known = schema['enum'];
  return Array.isArray(known) && !known.includes(value) ? [`${path}: ${JSON.stringify(value)} is not listed`] : [];
}

function alternatives(place: Place, schema: Node, value: JsonValue): readonly string[] {
  const parts = asList(schema['oneOf'] ?? schema['anyOf']).map((part) => check(place, asNode(part), value));
  return parts.length === 0 || parts.some((problems) => problems.length === 0)
    ? []
    : [`${place.path}: fits none of ${parts.length} variants: ${parts.map((p) => p[0]).join(' | ')}`];
}

/** The variant that the discriminator names. */
function named(place: Place, schema: Node, value: JsonValue): readonly string[] {
  const { propertyName, mapping } = asNode(schema['discriminator']);
  if (!isNode(value) || typeof propertyName !== 'string') return [];
  const chosen = asNode(mapping)[String(value[propertyName])];
  return typeof chosen === 'string' ? check(place, target(chosen), value) : [];
}

function fields({ path }: Place, schema: Node, value: Node): readonly string[] {
  const properties = asNode(schema['properties']);
  const missing = asList(schema['required']).filter(
    (name) => !Object.hasOwn(value, String(name)) && !isReadOnly(asNode(properties[String(name)])),
  );
  const extra = schema['additionalProperties'];
  return [
    ...missing.map((name) => `${path}.${String(name)}: missing`),
    ...Object.entries(value).flatMap(([name, item]) => {
      const own = properties[name];
      const at: Place = { path: `${path}.${name}`, above: new Set() };
      if (isNode(own)) return isReadOnly(own) ? [`${at.path}: only the server sets it`] : check(at, own, item);
      if (extra === false) return [`${at.path}: not allowed`];
      return isNode(extra) ? check(at, extra, item) : [];
    }),
  ];
}

function isReadOnly(reference: Node): boolean {
  const schema = resolved(reference);
  return reference['readOnly'] === true || schema['readOnly'] === true || asList(schema['allOf']).some((part) => isReadOnly(asNode(part)));
}

function items({ path }: Place, schema: Node, value: readonly JsonValue[]): readonly string[] {
  return value.flatMap((item, index) => check({ path: `${path}[${index}]`, above: new Set() }, schema, item));
}
