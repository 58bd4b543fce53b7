import { jsonText } from './json-text.ts';
import type { ColumnType, JsonValue, Value } from './value.ts';

/**
 * Gives a JSON value of an API answer the shape that a column of a type holds; undefined when it does not fit. A missing key and JSON
 * null are both NULL. Every way of running passes its cells through here, so that they give equal rows.
 */
export function fitValue(value: JsonValue | undefined, type: ColumnType): Value | undefined {
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'json':
      return value;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return wholeNumber(value);
    case 'number':
      return finite(typeof value === 'bigint' ? Number(value) : value);
    case 'timestamp':
      return typeof value === 'string' ? normalTimestamp(value) : undefined;
    case 'date':
      return typeof value === 'string' && /^\d{4,}-\d\d-\d\d$/.test(value) ? value : undefined;
    case 'blob':
      return typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : undefined;
    case 'string':
    case 'decimal':
    case 'time':
    case 'interval':
      return typeof value === 'string' ? value : undefined;
  }
}

/** `1e400` is JSON, but no number that a double holds: it is read as infinity, which JSON itself never says. */
function finite(value: JsonValue): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** An integer that SQL's BIGINT holds. */
function wholeNumber(value: JsonValue): number | bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value))) return undefined;
  const exact = BigInt(value);
  return BigInt.asIntN(64, exact) === exact ? exact : undefined;
}

/** Most instants come in the normal form already; days that not every month has are left to be looked at. */
const normal = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** An ISO-8601 instant in UTC with milliseconds; a time without a zone is taken as UTC; undefined when the text is no instant. */
export function normalTimestamp(text: string): string | undefined {
  if (normal.test(text)) return text;
  const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text;
  if (!/^\d{4}-\d\d-\d\d/.test(zoned)) return undefined;
  const instant = new Date(zoned);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}

/** A short name of what a JSON value is, for messages: `a list`, `text "abc"`. */
export function describeValue(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (value === Infinity || value === -Infinity) return 'a number beyond what a double holds';
  const text = jsonText(value);
  return `${kindOf(value)} ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
}

function kindOf(value: string | number | bigint | boolean): string {
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}
