import { QueryError } from '../errors/query-error.ts';
import { parseExactly, stringifyExactly } from './exact-json.ts';
import type { JsonValue, Value } from './value.ts';

/** Writes a value as compact JSON: bigint as bare digits, bytes as base64 text. The one JSON encoder of rows and staged cells. */
export function jsonText(value: Value): string {
  return stringifyExactly(value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
}

/** Writes a value as text: strings as they are, other scalars as SQL writes them without quotes, the rest as JSON. */
export function plainText(value: Value): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'object' ? jsonText(value) : String(value);
}

/** Reads JSON text without losing digits of integers; undefined when it is none. */
export function readJson(text: string): JsonValue | undefined {
  try {
    return toJsonValue(parseExactly(text));
  } catch {
    return undefined;
  }
}

/** Takes what was parsed as a JsonValue; anything that JSON cannot hold is a defect of the caller. */
function toJsonValue(parsed: unknown): JsonValue {
  if (isJsonValue(parsed)) return parsed;
  throw new QueryError('internal', `not a JSON value: ${typeof parsed}`);
}

/** Tells JSON objects from lists and scalars. */
export function isJsonObject(value: Value | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function isJsonValue(value: unknown): value is JsonValue {
  return value === null || ['boolean', 'number', 'bigint', 'string', 'object'].includes(typeof value);
}
