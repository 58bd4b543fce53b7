import type { SchemaNode, ServiceDescriptor } from '../../catalog/descriptor.ts';
import { schemaLookup } from '../../catalog/lookup.ts';
import type { JsonValue } from '../../values/value.ts';

type JsonObject = { readonly [key: string]: JsonValue };

/** Makes small values that a schema allows: of variants the first, of an object what is required. */
export function sampler(service: ServiceDescriptor): {
  body(schema: SchemaNode): JsonValue;
  field(schema: SchemaNode, name: string): JsonValue;
} {
  const lookup = schemaLookup(service);

  function target(node: SchemaNode): SchemaNode {
    return node.ref === undefined ? node : target(lookup(node.ref));
  }

  /** The node with its first variant, and that one's, and so on. */
  function chosen(node: SchemaNode): readonly SchemaNode[] {
    const found = target(node);
    const [first] = found.variants ?? [];
    return first === undefined ? [found] : [found, ...chosen(first)];
  }

  function body(schema: SchemaNode): JsonValue {
    const nodes = chosen(schema);
    const last = nodes.at(-1);
    const known = nodes.flatMap((node) => node.enum ?? []).find((value) => value !== null);
    if (known !== undefined) return known;
    const type = nodes.map((node) => node.type).find((found) => found !== undefined);
    if (type === 'array') return last?.items === undefined ? [] : [body(last.items)];
    if (type === 'boolean') return true;
    if (type === 'integer' || type === 'number') return 1;
    if (type === 'string') return last?.format === 'date-time' ? '2026-01-01T00:00:00Z' : 'x';
    return withKinds(nodes, objectOf(nodes));
  }

  function objectOf(nodes: readonly SchemaNode[]): JsonObject {
    const required = new Set(nodes.flatMap((node) => node.required ?? []));
    const properties = nodes.flatMap((node) => Object.entries(node.properties ?? {}));
    const wanted = properties.filter(([name, node]) => required.has(name) && target(node).readOnly !== true && node.readOnly !== true);
    return Object.fromEntries(wanted.map(([name, node]) => [name, body(node)]));
  }

  /** Lets each discriminator name the variant that was chosen. */
  function withKinds(nodes: readonly SchemaNode[], value: JsonObject): JsonObject {
    return nodes.reduce((result, { discriminator }) => {
      const [kind] = Object.entries(discriminator?.mapping ?? {}).find(([, index]) => index === 0) ?? [];
      return discriminator === undefined || kind === undefined ? result : withPath(result, discriminator.property.split('.'), kind);
    }, value);
  }

  /** A field as the chosen variant has it, or the first other that does. */
  function field(schema: SchemaNode, name: string): JsonValue {
    const nodes = chosen(schema);
    const kinds = withKinds(nodes, {});
    const node = [...nodes, ...allOf(schema)].find(({ properties }) => properties !== undefined && Object.hasOwn(properties, name))
      ?.properties?.[name];
    return merged(node === undefined ? {} : body(node), kinds[name]);
  }

  function allOf(node: SchemaNode): readonly SchemaNode[] {
    const found = target(node);
    return [found, ...(found.variants ?? []).flatMap(allOf)];
  }

  return { body, field };
}

function withPath(value: JsonObject, [first = '', ...rest]: readonly string[], end: string): JsonObject {
  const inner = value[first];
  return { ...value, [first]: rest.length === 0 ? end : withPath(isObject(inner) ? inner : {}, rest, end) };
}

function merged(value: JsonValue, over: JsonValue | undefined): JsonValue {
  return isObject(value) && isObject(over) ? { ...value, ...over } : (over ?? value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
