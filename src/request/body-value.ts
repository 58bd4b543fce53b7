import type { BodyField } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { readJson } from '../values/json-text.ts';
import type { JsonValue, Value } from '../values/value.ts';
import { coerceArgument } from './coerce-argument.ts';

/** What a body carries for a top-level field: NULL as null, JSON fields parsed from text. Throws `invalid_body` when the value cannot be the field's. */
export function bodyFieldValue(field: BodyField, value: Value): JsonValue {
  if (value === null) return null;
  if (field.type === 'json' || field.datatype === 'array' || field.datatype === 'object') return jsonFieldValue(field, value);
  const { value: argument } = coerceArgument({ name: field.name, location: 'body', type: field.type, datatype: field.datatype }, value);
  return plainJson(argument);
}

function jsonFieldValue(field: BodyField, value: Value): JsonValue {
  if (typeof value !== 'string') return plainJson(value);
  const parsed = readJson(value);
  if (parsed !== undefined && fits(field, parsed)) return parsed;
  if (field.datatype !== 'object' && field.datatype !== 'array') return value;
  throw new QueryError(
    'invalid_body',
    `body field ${field.name} takes JSON ${field.datatype === 'array' ? 'lists' : 'objects'}, not this text`,
    {
      hint: "Use json_object('key', 'value') or JSON text such as '{\"key\": \"value\"}'.",
    },
  );
}

/** A list where an object is named is taken too: variants of a body may differ in it, which is for the check of the whole body to say. */
function fits(field: BodyField, value: JsonValue): boolean {
  if (field.datatype === 'array' || field.datatype === 'object') return typeof value === 'object' && value !== null;
  return true;
}

/** A value as JSON has it: an integer keeps its digits, bytes become text. */
export function plainJson(value: Value): JsonValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
