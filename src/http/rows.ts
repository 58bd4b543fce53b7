import type { MethodDescriptor, ResponseDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { isJsonObject } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import type { ApiResponse } from './client.ts';
import { valueAt } from './json-path.ts';

/** The rows in an answer, by the method's response shape. Throws `invalid_response` when the body has another shape. */
export function rowsOf(method: MethodDescriptor, { body, status }: ApiResponse): readonly JsonValue[] {
  const { shape, rowsPath } = method.response;
  if (body === undefined || shape === 'none') return [];
  if (shape === 'text') return [body];
  const content = rowsPath === null ? body : valueAt(body, rowsPath);
  if (isList(content) && shape === 'list') return content;
  if (content !== undefined && !isList(content) && shape === 'object') return [content];
  // Some answer one object or a list of such, and the document says so with alternatives.
  if (isList(content) && content.every(isJsonObject)) return content;
  throw wrongShape(method, method.response, status);
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function wrongShape(method: MethodDescriptor, { shape, rowsPath }: ResponseDescriptor, status: number): QueryError {
  const call = `${method.httpMethod} ${method.path}`;
  const place = rowsPath === null ? '' : ` at ${rowsPath}`;
  const expected = shape === 'list' ? 'a list' : 'an object';
  return new QueryError('invalid_response', `${call}: the answer has not ${expected}${place}, which the API's document promises`, {
    remote: { status, call },
  });
}
