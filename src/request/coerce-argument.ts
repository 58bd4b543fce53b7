import { jsonText, readJson } from '../values/json-text.ts';
import type { ColumnType, JsonValue, Value } from '../values/value.ts';
import type { ParameterLocation } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { ArgumentValue } from './method-call.ts';

/** What a value is checked against; path, query and header parameters and the server variable all have it. */
export interface ParameterType {
  readonly name: string;
  readonly location: ParameterLocation;
  readonly type: ColumnType;
  readonly datatype: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A value as a call takes it. */
export interface CoercedArgument {
  readonly value: ArgumentValue;
  /** What is odd about it without being wrong: a value that the API's document does not list. */
  readonly notice: string | null;
}

/** Turns a SQL value into a parameter's type. Throws `invalid_parameter` naming the parameter, its location and what it takes. */
export function coerceArgument(parameter: ParameterType, value: Value): CoercedArgument {
  const coerced = parameter.datatype === 'array' ? coerceList(value) : coerceScalar(parameter, value);
  if (coerced === undefined) throw mismatch(parameter, value);
  return { value: coerced, notice: unknownChoice(parameter, coerced) };
}

type Scalar = string | number | bigint | boolean;

function coerceScalar(parameter: ParameterType, value: Value): Scalar | undefined {
  switch (parameter.type) {
    case 'boolean':
      return toBoolean(value);
    case 'integer':
      return inRange(parameter, toInteger(value));
    case 'number':
    case 'decimal':
      return inRange(parameter, toNumber(value));
    case 'timestamp':
      return typeof value === 'string' ? toTimestamp(value) : undefined;
    case 'json':
      return toJsonText(value);
    case 'string':
    case 'date':
    case 'time':
    case 'interval':
    case 'blob':
      return isScalar(value) ? String(value) : undefined;
  }
}

function isScalar(value: Value): value is Scalar {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function toInteger(value: Value): number | bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+\s*$/.test(value)) return undefined;
  const exact = BigInt(value.trim().replace(/^\+/, ''));
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function toNumber(value: Value): number | bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string' && !/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function inRange(parameter: ParameterType, value: number | bigint | undefined): number | bigint | undefined {
  if (value === undefined) return undefined;
  const { minimum, maximum } = parameter;
  const below = minimum !== undefined && value < minimum;
  return below || (maximum !== undefined && value > maximum) ? undefined : value;
}

/** SQL's spelling and one without a zone are taken too, the latter as UTC; what is sent is ISO 8601 in UTC with milliseconds. */
function toTimestamp(text: string): string | undefined {
  const parts = /^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?\s*$/i.exec(text);
  if (parts === null) return undefined;
  const [, date = '', time = '00:00', zone = 'Z'] = parts;
  const offset = /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const moment = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

function toJsonText(value: Value): Scalar | undefined {
  if (isScalar(value)) return value;
  return value === null || value instanceof Uint8Array ? undefined : jsonText(value);
}

function coerceList(value: Value): ArgumentValue | undefined {
  const list = typeof value === 'string' && value.trimStart().startsWith('[') ? readJson(value) : value;
  if (!Array.isArray(list)) return isScalar(value) ? [typeof value === 'bigint' ? String(value) : value] : undefined;
  const exact = list.map((item: JsonValue) => (typeof item === 'bigint' ? String(item) : item));
  const items = exact.filter((item) => typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean');
  return items.length === list.length ? items : undefined;
}

function unknownChoice(parameter: ParameterType, value: ArgumentValue): string | null {
  const known = parameter.enum;
  if (known === undefined) return null;
  const values = (Array.isArray(value) ? value : [value]).map(String);
  const odd = values.find((one) => !known.includes(one));
  if (odd === undefined) return null;
  const hint = didYouMean(odd, known) ?? `Known: ${known.join(', ')}.`;
  return `${parameter.location} parameter ${parameter.name} is ${shown(odd)}, which the API's document does not list. ${hint}`;
}

function mismatch(parameter: ParameterType, value: Value): QueryError {
  return new QueryError(
    'invalid_parameter',
    `${parameter.location} parameter ${parameter.name} takes ${expected(parameter)}, not ${shown(value)}`,
  );
}

function expected({ datatype, type, minimum, maximum }: ParameterType): string {
  const word =
    type === 'timestamp' ? 'a timestamp (ISO 8601)' : datatype === 'array' ? 'a list' : type === 'integer' ? 'an integer' : `a ${type}`;
  if (minimum !== undefined && maximum !== undefined) return `${word} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${word} of at least ${minimum}`;
  return maximum === undefined ? word : `${word} of at most ${maximum}`;
}

const shownLimit = 40;

function shown(value: Value): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return 'a blob';
  if (typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? `'${value}'` : jsonText(value);
  return text.length > shownLimit ? `${text.slice(0, shownLimit)}…` : text;
}
