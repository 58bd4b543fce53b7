import type { OpenAPIV3 } from 'openapi-types';
import { isObject, type JsonObject } from './facts.ts';

/** A schema as OpenAPI 3.0 has it, in place or by reference. */
export type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/** Formats that say something about values; the facts have others that are prose. */
const formats = new Set([
  ...['date-time', 'date', 'uri', 'url', 'email', 'uuid', 'password', 'binary', 'base64', 'int32', 'int64', 'double', 'float', 'iso8601'],
]);

/** Puts a schema of the facts into OpenAPI's words: `ref` and discriminators become references, defaults of another type are dropped. */
export function openApiSchema(fact: unknown, describe: (property: string) => string | undefined = () => undefined): Schema {
  if (!isObject(fact)) return {};
  const schema: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fact)) {
    const written = keyword(key, value, fact, describe);
    if (written !== undefined) schema[written[0]] = written[1];
  }
  // The facts hold keywords of JSON Schema as they stood in the API's own document; each was translated by itself.
  return schema as Schema;
}

type Describe = (property: string) => string | undefined;

function keyword(key: string, value: unknown, fact: JsonObject, describe: Describe): readonly [string, unknown] | undefined {
  switch (key) {
    case 'ref':
      return ['$ref', reference(String(value))];
    case 'properties':
      return isObject(value) ? ['properties', properties(value, describe)] : undefined;
    case 'items':
    case 'not':
      return [key, openApiSchema(value, describe)];
    case 'additionalProperties':
      return [key, isObject(value) ? openApiSchema(value) : value];
    case 'allOf':
    case 'oneOf':
    case 'anyOf':
      return [key, Array.isArray(value) ? value.map((part) => openApiSchema(part, describe)) : []];
    case 'discriminator':
      return isObject(value) ? [key, discriminator(value)] : undefined;
    case 'format':
      return formats.has(String(value)) ? [key, value] : undefined;
    case 'default':
      return fitsType(value, fact) ? [key, value] : undefined;
    default:
      return [key, value];
  }
}

function properties(fact: JsonObject, describe: Describe): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    Object.entries(fact).map(([name, value]): [string, Schema] => {
      const schema = openApiSchema(value);
      const description = describe(name);
      if (description === undefined) return [name, schema];
      // OpenAPI 3.0 ignores what stands beside a reference.
      return [name, '$ref' in schema ? { allOf: [schema], description } : { ...schema, description }];
    }),
  );
}

function discriminator(fact: JsonObject): OpenAPIV3.DiscriminatorObject {
  const mapping = isObject(fact['mapping']) ? fact['mapping'] : {};
  return {
    propertyName: String(fact['property']),
    mapping: Object.fromEntries(Object.entries(mapping).map(([value, name]) => [value, reference(String(name))])),
  };
}

function fitsType(value: unknown, fact: JsonObject): boolean {
  switch (fact['type']) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    default:
      return value !== null;
  }
}

function reference(name: string): string {
  return `#/components/schemas/${name}`;
}
