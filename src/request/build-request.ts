import type { MethodDescriptor, ParameterDescriptor } from '../catalog/descriptor.ts';
import { fillPath } from '../catalog/path-template.ts';
import { QueryError } from '../errors/query-error.ts';
import { unreachable } from '../errors/unreachable.ts';
import { jsonText } from '../values/json-text.ts';
import type { HttpHeader, HttpRequest } from './http-message.ts';
import { encodeForm } from './form-data.ts';
import type { ArgumentValue, MethodCall, RequestBody } from './method-call.ts';

/** Makes the request of a call, complete but for the credential. */
export interface RequestOptions {
  /** Value of the `user-agent` header; `oktaql` unless given. */
  readonly userAgent?: string;
}

/**
 * The request that a call stands for. Path values are percent-encoded whole; headers, query and path follow the descriptor's order.
 * Throws `missing_parameter`, `unknown_parameter`, and `invalid_parameter` for values that cannot travel where they are to go:
 * path values that are empty or could climb out of their place, header values with line breaks.
 */
export function buildRequest(call: MethodCall, options: RequestOptions = {}): HttpRequest {
  refuseStrangers(call);
  const body = call.body === null ? null : encodedBody(call.method, call.body);
  const own = parameterHeaders(call);
  const agent: HttpHeader = ['user-agent', options.userAgent ?? 'oktaql'];
  return {
    method: call.method.httpMethod,
    url: call.origin + requestPath(call) + requestQuery(call),
    headers: [
      ['accept', acceptedTypes(call.method)],
      ...(own.some(([name]) => name === 'user-agent') ? [] : [agent]),
      ...own,
      ...bodyHeaders(call.method, body),
    ],
    body: body?.bytes ?? null,
  };
}

/** A URL with a query parameter set, in place of one of that name if there is one. */
export function withQueryParameter(url: string, name: string, value: string): string {
  const [address, query] = splitQuery(url);
  const own = `${encode(name, name)}=`;
  const others = query.split('&').filter((pair) => pair !== '' && !pair.startsWith(own));
  return `${address}?${[...others, own + encode(name, value)].join('&')}`;
}

function splitQuery(url: string): readonly [address: string, query: string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function refuseStrangers({ method, arguments: values }: MethodCall): void {
  for (const name of values.keys()) {
    if (method.parameters.some((parameter) => parameter.name === name)) continue;
    throw new QueryError('unknown_parameter', `${method.name} has no parameter ${name}`);
  }
}

function acceptedTypes({ response }: MethodDescriptor): string {
  const type = response.mediaType ?? 'application/json';
  return /[/+]json$/i.test(type) ? type : `${type}, application/json;q=0.5`;
}

function requestPath({ method, arguments: values }: MethodCall): string {
  return fillPath(method.path, (name) => {
    const value = values.get(name);
    if (value === undefined) throw missing(method, name, 'path');
    return pathSegment(name, value);
  });
}

function pathSegment(name: string, value: ArgumentValue): string {
  refusePathValue(name, value);
  return partsOf(value)
    .map((part) => encode(name, part))
    .join(',');
}

function partsOf(value: ArgumentValue): readonly string[] {
  return isList(value) ? value.map(String) : [String(value)];
}

/** Throws `invalid_parameter` for a value that cannot stand in a path: one that is empty, or could climb out of its place. */
export function refusePathValue(name: string, value: ArgumentValue): void {
  const parts = partsOf(value);
  if (parts.length > 0 && !parts.some((part) => part === '' || climbs(part))) return;
  throw new QueryError('invalid_parameter', `path parameter ${name} cannot be ${JSON.stringify(parts.join(','))}`, {
    hint: 'A path value is the identifier of an object: neither empty nor made of dots.',
  });
}

/** Servers may decode `%2F` before they resolve `..`, so a climbing value is refused even though it would be encoded. */
function climbs(part: string): boolean {
  return part.split(/[/\\]/).some((step) => step === '.' || step === '..');
}

function requestQuery({ method, arguments: values }: MethodCall): string {
  const pairs = method.parameters.flatMap((parameter) => {
    if (parameter.location !== 'query') return [];
    const value = values.get(parameter.name);
    if (value !== undefined) return queryPairs(parameter, value);
    if (parameter.required) throw missing(method, parameter.name, 'query');
    return [];
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

const separators = { form: ',', simple: ',', spaceDelimited: '%20', pipeDelimited: '%7C', deepObject: ',' } as const;

/** OpenAPI 3.0.4, "Style Values": lists are repeated when exploded, else joined by the style's separator. */
function queryPairs(parameter: ParameterDescriptor, value: ArgumentValue): readonly string[] {
  const { name, style = 'form', explode = style === 'form' } = parameter;
  const key = encode(name, name);
  if (!isList(value)) return [`${key}=${encode(name, String(value))}`];
  const items = value.map((item) => encode(name, String(item)));
  if (items.length === 0) return [];
  return explode ? items.map((item) => `${key}=${item}`) : [`${key}=${items.join(separators[style])}`];
}

function parameterHeaders({ method, arguments: values }: MethodCall): readonly HttpHeader[] {
  return method.parameters.flatMap((parameter): readonly HttpHeader[] => {
    if (parameter.location !== 'header') return [];
    const value = values.get(parameter.name);
    if (value !== undefined) return [[parameter.name.toLowerCase(), headerText(parameter.name, value)]];
    if (parameter.required) throw missing(method, parameter.name, 'header');
    return [];
  });
}

function headerText(name: string, value: ArgumentValue): string {
  const text = isList(value) ? value.join(',') : String(value);
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text;
  throw new QueryError('invalid_parameter', `header parameter ${name} has a character that no header carries`, {
    hint: 'Line breaks, control characters and characters beyond Latin-1 are refused.',
  });
}

function bodyHeaders({ httpMethod }: MethodDescriptor, body: EncodedBody | null): readonly HttpHeader[] {
  if (body !== null) {
    return [
      ['content-type', body.mediaType],
      ['content-length', String(body.bytes.byteLength)],
    ];
  }
  return ['POST', 'PUT', 'PATCH'].includes(httpMethod) ? [['content-length', '0']] : [];
}

interface EncodedBody {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

function encodedBody({ body: descriptor }: MethodDescriptor, body: RequestBody): EncodedBody {
  switch (body.kind) {
    case 'json':
      return { mediaType: descriptor?.mediaType ?? 'application/json', bytes: utf8(jsonText(body.value)) };
    case 'form':
      return encodeForm(body.parts);
    case 'text':
      return { mediaType: body.mediaType ?? descriptor?.mediaType ?? 'text/plain; charset=utf-8', bytes: utf8(body.value) };
    case 'bytes':
      return { mediaType: body.mediaType ?? descriptor?.mediaType ?? 'application/octet-stream', bytes: body.value };
    default:
      return unreachable(body);
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function isList(value: ArgumentValue): value is readonly (string | number | boolean)[] {
  return Array.isArray(value);
}

function encode(name: string, value: string): string {
  try {
    return encodeURIComponent(value);
  } catch (cause) {
    throw new QueryError('invalid_parameter', `parameter ${name} has a broken character (half a surrogate pair)`, { cause });
  }
}

function missing(method: MethodDescriptor, name: string, location: string): QueryError {
  return new QueryError('missing_parameter', `${method.name} needs the ${location} parameter ${name}`);
}
