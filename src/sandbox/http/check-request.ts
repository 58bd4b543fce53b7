import type { Operation, Parameter } from '../../openapi/operation.ts';
import { readJson } from '../../values/json-text.ts';
import type { JsonValue } from '../../values/value.ts';
import type { QueryValue } from '../call.ts';
import { isObject } from '../json.ts';
import { invalid, OktaError } from '../okta-error.ts';
import { checkBounds } from '../schema/check-bounds.ts';
import { checkValue } from '../schema/check-value.ts';
import type { SchemaReader } from '../schema/schema-reader.ts';
import { checkMultipart } from './multipart.ts';

/** Reads the query as the operation declares it. Throws OktaError for what is unknown, missing, sent twice, or of another type. */
export function readQuery(reader: SchemaReader, operation: Operation, search: URLSearchParams): Record<string, QueryValue> {
  const declared = operation.parameters.filter((parameter) => parameter.in === 'query');
  const causes: string[] = [];
  for (const name of new Set(search.keys()))
    if (!declared.some((parameter) => parameter.name === name)) causes.push(`${name}: is no query parameter of this endpoint`);
  const query: Record<string, QueryValue> = {};
  for (const parameter of declared) {
    const values = search.getAll(parameter.name);
    if (values.length === 0) {
      if (parameter.required) causes.push(`${parameter.name}: the query parameter is required`);
      continue;
    }
    const value = readParameter(reader, parameter, values);
    if (value instanceof Error) causes.push(`${parameter.name}: ${value.message}`);
    else query[parameter.name] = value;
  }
  if (causes.length > 0) throw invalid(...causes);
  return query;
}

function readParameter(reader: SchemaReader, parameter: Parameter, values: readonly string[]): QueryValue | Error {
  const schema = reader.resolve(parameter.schema);
  const [first = ''] = values;
  const [type] = reader.types(schema);
  if (type === 'array') return parameter.explode === false ? values.flatMap((value) => value.split(',')) : values;
  if (values.length > 1) return new Error('may be given once only');
  const value = type === 'boolean' ? readFlag(first) : type === 'integer' || type === 'number' ? readNumber(first, type) : first;
  if (value instanceof Error) return value;
  const [fault] = checkBounds(schema, value);
  return fault === undefined ? value : new Error(fault);
}

function readFlag(text: string): boolean | Error {
  return text === 'true' ? true : text === 'false' ? false : new Error('must be true or false');
}

function readNumber(text: string, type: 'integer' | 'number'): number | Error {
  const pattern = type === 'integer' ? /^-?\d{1,15}$/ : /^-?\d+(\.\d+)?$/;
  return pattern.test(text) ? Number(text) : new Error(type === 'integer' ? 'must be an integer' : 'must be a number');
}

/** A body before it is checked. */
export interface RawBody {
  readonly bytes: Uint8Array;
  /** Content-Type as sent; undefined without one. */
  readonly contentType: string | undefined;
}

/**
 * Reads and checks the body. Gives parsed JSON, or null when there is no body or it is of another media type. `lenient` is the one
 * deviation from the document: it lets an empty object through where the document demands more.
 */
export function readBody(reader: SchemaReader, operation: Operation, raw: RawBody & { readonly lenient: boolean }): JsonValue {
  const declared = operation.requestBody;
  if (declared === undefined) {
    if (raw.bytes.length > 0) throw invalid('body: this endpoint takes no body');
    return null;
  }
  if (raw.bytes.length === 0) {
    if (declared.required) throw new OktaError('E0000003', { causes: ['body: a body is required'] });
    return null;
  }
  const mediaType = (raw.contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const content = declared.content.find((candidate) => candidate.mediaType.toLowerCase() === mediaType);
  if (content === undefined) {
    const taken = declared.content.map((candidate) => candidate.mediaType).join(', ');
    throw new OktaError('E0000021', { causes: [`Content-Type: expected ${taken}, not ${mediaType === '' ? 'none' : mediaType}`] });
  }
  if (mediaType === 'multipart/form-data') checkMultipart(reader, content.schema, raw);
  if (!mediaType.endsWith('json')) return null;
  const body = parse(raw.bytes);
  if (!(raw.lenient && isObject(body) && Object.keys(body).length === 0)) checkBody(reader, operation, body);
  return body;
}

function checkBody(reader: SchemaReader, operation: Operation, body: JsonValue): void {
  const schema = operation.requestBody?.content.find(({ mediaType }) => mediaType.endsWith('json'))?.schema;
  if (schema === undefined) return;
  const faults = checkValue(reader, schema, { value: body, direction: 'request' }).map(
    ({ path, message }) => `${path === '' ? 'body' : path}: ${message}`,
  );
  const unknown = unknownNames(reader, operation, body).map((name) => `${name}: is not known here`);
  if (faults.length + unknown.length > 0) throw invalid(...new Set([...faults, ...unknown]));
}

/** Top-level names that neither body nor answer of the operation knows: those of the answer may come back as they were read. */
function unknownNames(reader: SchemaReader, operation: Operation, body: JsonValue): readonly string[] {
  if (!isObject(body)) return [];
  const schemas = [...(operation.requestBody?.content ?? []), ...operation.responses.flatMap((response) => response.content)];
  const known = new Set<string>(['_links', '_embedded']);
  for (const { schema } of schemas) {
    const names = schema === undefined ? null : reader.knownNames(schema);
    if (names === null) return [];
    for (const name of names) known.add(name);
  }
  return Object.keys(body).filter((name) => !known.has(name));
}

function parse(bytes: Uint8Array): JsonValue {
  const value = readJson(utf8Text(bytes));
  if (value === undefined) throw new OktaError('E0000003');
  return value;
}

function utf8Text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new OktaError('E0000003');
  }
}
