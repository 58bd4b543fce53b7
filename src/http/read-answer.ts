import { isUtf8 } from 'node:buffer';
import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { type HttpResponse, headerValue } from '../request/http-message.ts';
import { readJson } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';

/** An answer read to its end. */
export interface Answer {
  readonly response: HttpResponse;
  readonly text: string;
  /** `METHOD path`, without query. */
  readonly call: string;
}

/** The whole body of an answer as text; `call` is `METHOD path`. Throws `invalid_response` when it is compressed or no UTF-8. */
export async function readText(response: HttpResponse, call: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const encoding = headerValue(response.headers, 'content-encoding') ?? 'identity';
  if (bytes.length > 0 && encoding !== 'identity')
    throw invalidResponse(response, call, `is compressed (${encoding}), which was not asked for`);
  if (!isUtf8(bytes)) throw invalidResponse(response, call, 'is not UTF-8 text');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/**
 * What a successful answer holds: JSON, or text for methods that answer text; undefined when the method answers nothing or did so now.
 * Throws `invalid_response` for anything but what the method documents.
 */
export function successBody(method: MethodDescriptor, { response, text, call }: Answer): JsonValue | undefined {
  const { shape, mediaType } = method.response;
  if (method.httpMethod === 'HEAD' || response.status === 204 || (shape === 'none' && text === '')) return undefined;
  const type = contentType(response);
  if (type === 'text/html' && mediaType?.startsWith('text/html') !== true) throw invalidResponse(response, call, 'is a web page');
  if (shape === 'none') {
    // Servers say a word more than they document; what is not even theirs comes from something in between.
    if (mediaType === null && readJson(text) === undefined) throw invalidResponse(response, call, 'is neither empty nor JSON');
    return undefined;
  }
  if (shape === 'text') return isJson(type) ? (readJson(text) ?? text) : text;
  // A read that answers nothing at all is not an empty result; a change may well have nothing to say.
  if (text === '' && method.httpMethod !== 'GET') return undefined;
  if (text === '') throw invalidResponse(response, call, 'is empty');
  if (type !== '' && !isJson(type)) throw invalidResponse(response, call, `is ${type} instead of JSON`);
  const value = readJson(text);
  if (value === undefined) throw invalidResponse(response, call, 'is broken JSON');
  return value;
}

function isJson(type: string): boolean {
  return /[/+]json$/.test(type);
}

function contentType({ headers }: HttpResponse): string {
  return (headerValue(headers, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function invalidResponse(response: HttpResponse, call: string, problem: string): QueryError {
  return new QueryError('invalid_response', `${call}: the answer ${problem}`, {
    remote: { status: response.status, call },
    hint: 'Check that the host is the API itself, not a sign-in page or a proxy.',
  });
}
