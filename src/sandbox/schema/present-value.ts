import type { SchemaObject } from '../../openapi/schema.ts';
import type { JsonValue } from '../../values/value.ts';
import { isList, isObject } from '../json.ts';
import type { SchemaReader } from './schema-reader.ts';

/**
 * The value as an answer of this schema shows it: what is write-only is gone, at any depth, and on the top level so is what the schema
 * does not know.
 */
export function presentValue(reader: SchemaReader, schema: SchemaObject, value: JsonValue): JsonValue {
  const shown = withoutSecrets(reader, schema, value);
  if (!isObject(shown)) return shown;
  const names = reader.knownNames(schema);
  return names === null || names.size === 0 ? shown : Object.fromEntries(Object.entries(shown).filter(([name]) => names.has(name)));
}

function withoutSecrets(reader: SchemaReader, schema: SchemaObject, value: JsonValue): JsonValue {
  const node = reader.resolve(schema);
  if (isList(value)) return node.items === undefined ? value : value.map((item) => withoutSecrets(reader, node.items ?? node, item));
  if (!isObject(value)) return value;
  const properties = new Map(reader.properties(node));
  const parts = [reader.subtype(node, value), ...node.oneOf, ...node.anyOf];
  for (const part of parts)
    if (part !== undefined)
      for (const [name, property] of reader.properties(part)) if (!properties.has(name)) properties.set(name, property);
  const shown: Record<string, JsonValue> = {};
  for (const [name, member] of Object.entries(value)) {
    const property = properties.get(name);
    if (property === undefined) shown[name] = member;
    else if (!reader.isWriteOnly(property.schema)) shown[name] = withoutSecrets(reader, property.schema, member);
  }
  return shown;
}
