import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MethodDescriptor, ParameterDescriptor } from '../catalog/descriptor.ts';
import { buildRequest, withQueryParameter } from './build-request.ts';
import { headerValue } from './http-message.ts';
import type { ArgumentValue, MethodCall, RequestBody } from './method-call.ts';

const origin = 'https://my-org.acme.com';

function parameter(name: string, location: ParameterDescriptor['location'], more: Partial<ParameterDescriptor> = {}): ParameterDescriptor {
  return {
    name,
    sqlName: name,
    location,
    required: location === 'path',
    type: 'string',
    datatype: 'string',
    title: '',
    column: 'none',
    role: 'selects',
    ...more,
  };
}

const thing: MethodDescriptor = {
  name: 'get_thing',
  verb: 'select',
  title: '',
  httpMethod: 'GET',
  path: '/api/{kind}/things/{id}',
  parameters: [
    parameter('kind', 'path'),
    parameter('id', 'path'),
    parameter('q', 'query'),
    parameter('repeated', 'query', { style: 'form', explode: true }),
    parameter('joined', 'query', { style: 'form', explode: false }),
    parameter('spaced', 'query', { style: 'spaceDelimited', explode: false }),
    parameter('piped', 'query', { style: 'pipeDelimited', explode: false }),
    parameter('If-Match', 'header'),
  ],
  body: null,
  response: { status: 200, mediaType: 'application/json', shape: 'object', rowsPath: null, columns: [] },
  paging: null,
  absent: [],
  credentials: ['token'],
  scopes: [],
  effects: [],
  deprecated: false,
  lifecycle: null,
};

function call(
  values: Readonly<Record<string, ArgumentValue>>,
  more: Partial<MethodDescriptor> = {},
  body: RequestBody | null = null,
): MethodCall {
  return { method: { ...thing, ...more }, origin, arguments: new Map(Object.entries({ kind: 'k', id: '1', ...values })), body };
}

describe('the URL', () => {
  test.each<[values: Readonly<Record<string, ArgumentValue>>, expected: string, why: string]>([
    [{}, '/api/k/things/1', 'path variables alone'],
    [{ id: 'a/b?c#d%2e@é ' }, '/api/k/things/a%2Fb%3Fc%23d%252e%40%C3%A9%20', 'nothing of a value is syntax'],
    [{ id: '...' }, '/api/k/things/...', 'three dots climb nowhere'],
    [{ id: '{kind}' }, '/api/k/things/%7Bkind%7D', 'a value is no template'],
    [{ id: '$&' }, '/api/k/things/%24%26', 'a value is no replacement pattern'],
    [{ id: 12n }, '/api/k/things/12', 'a bigint'],
    [{ q: 'a&b=c+d e' }, '/api/k/things/1?q=a%26b%3Dc%2Bd%20e', 'query values are encoded'],
    [{ q: false }, '/api/k/things/1?q=false', 'a boolean'],
    [{ q: '' }, '/api/k/things/1?q=', 'an empty query value is a value'],
    [{ repeated: ['a', 'b c'] }, '/api/k/things/1?repeated=a&repeated=b%20c', 'a list, exploded'],
    [{ joined: ['a', 'b,c', 3] }, '/api/k/things/1?joined=a,b%2Cc,3', 'a list, joined by commas'],
    [{ spaced: ['a', 'b'] }, '/api/k/things/1?spaced=a%20b', 'a list, joined by spaces'],
    [{ piped: ['a', 'b'] }, '/api/k/things/1?piped=a%7Cb', 'a list, joined by bars'],
    [{ joined: [] }, '/api/k/things/1', 'an empty list is left out'],
    [{ joined: ['z'], q: 'x' }, '/api/k/things/1?q=x&joined=z', 'the order is the descriptor’s'],
  ])('%o gives %s: %s', (values, expected) => {
    expect(buildRequest(call(values)).url).toBe(origin + expected);
  });

  test('always stays under the origin and the path around its variables', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (id, q) => {
        let url: URL;
        try {
          url = new URL(buildRequest(call({ id, q })).url);
        } catch (error) {
          return /cannot be|broken character/.test(String(error));
        }
        return (
          url.origin === origin &&
          url.pathname.split('/').length === 5 &&
          url.pathname.startsWith('/api/k/things/') &&
          url.searchParams.get('q') === q
        );
      }),
    );
  });
});

describe('refusals', () => {
  test.each<[values: Readonly<Record<string, ArgumentValue>>, code: string, why: string]>([
    [{ id: '' }, 'invalid_parameter', 'an empty path value'],
    [{ id: '.' }, 'invalid_parameter', 'a dot'],
    [{ id: '..' }, 'invalid_parameter', 'two dots'],
    [{ id: '../users' }, 'invalid_parameter', 'a value that climbs once decoded'],
    [{ id: 'a\\..\\b' }, 'invalid_parameter', 'the same with backslashes'],
    [{ id: [] }, 'invalid_parameter', 'an empty list in the path'],
    [{ id: '\ud800' }, 'invalid_parameter', 'half a character'],
    [{ 'If-Match': 'a\r\nx: y' }, 'invalid_parameter', 'a header value with a line break'],
    [{ 'If-Match': 'a\u0000' }, 'invalid_parameter', 'a header value with a null character'],
    [{ 'If-Match': '→' }, 'invalid_parameter', 'a header value beyond Latin-1'],
    [{ other: 'x' }, 'unknown_parameter', 'a parameter that the method has not'],
  ])('%o is %s: %s', (values, code) => {
    expect(() => buildRequest(call(values))).toThrow(expect.objectContaining({ code }));
  });

  test('a path variable without a value', () => {
    const { method } = call({});
    expect(() => buildRequest({ method, origin, arguments: new Map([['kind', 'k']]), body: null })).toThrow(
      expect.objectContaining({ code: 'missing_parameter', message: 'get_thing needs the path parameter id' }),
    );
  });

  test('a required query parameter without a value', () => {
    const more = { parameters: [...thing.parameters, parameter('type', 'query', { required: true })] };
    expect(() => buildRequest(call({}, more))).toThrow(expect.objectContaining({ code: 'missing_parameter' }));
  });
});

describe('headers and body', () => {
  const json = { kind: 'json', value: { a: 'é' } } as const;
  const withBody = { httpMethod: 'POST', body: { mediaType: 'application/json', required: true, schema: {}, fields: [] } } as const;

  test('JSON with its type and length in bytes', () => {
    const request = buildRequest(call({}, withBody, json));
    expect(new TextDecoder().decode(request.body ?? undefined)).toBe('{"a":"é"}');
    expect(request.headers).toContainEqual(['content-type', 'application/json']);
    expect(request.headers).toContainEqual(['content-length', '10']);
  });

  test.each<[httpMethod: MethodDescriptor['httpMethod'], expected: string | undefined]>([
    ['POST', '0'],
    ['PUT', '0'],
    ['PATCH', '0'],
    ['DELETE', undefined],
    ['GET', undefined],
  ])('%s without a body has content-length %s', (httpMethod, expected) => {
    expect(headerValue(buildRequest(call({}, { httpMethod })).headers, 'content-length')).toBe(expected);
  });

  test.each<[mediaType: string | null, expected: string]>([
    ['application/json', 'application/json'],
    ['application/hal+json', 'application/hal+json'],
    ['text/xml', 'text/xml, application/json;q=0.5'],
    [null, 'application/json'],
  ])('an answer of %s is asked for with %s', (mediaType, expected) => {
    const request = buildRequest(call({}, { response: { ...thing.response, mediaType } }));
    expect(headerValue(request.headers, 'accept')).toBe(expected);
  });

  test('bytes go as they are, under the document’s type', () => {
    const more = { httpMethod: 'POST', body: { ...withBody.body, mediaType: 'application/x-pem-file' } } as const;
    const request = buildRequest(call({}, more, { kind: 'bytes', value: new Uint8Array([0, 255]) }));
    expect([...(request.body ?? [])]).toEqual([0, 255]);
    expect(request.headers).toContainEqual(['content-type', 'application/x-pem-file']);
  });

  test('header parameters and the user agent', () => {
    const { headers } = buildRequest(call({ 'If-Match': '"abc"' }), { userAgent: 'oktaql/1.2.3' });
    expect(headers).toContainEqual(['if-match', '"abc"']);
    expect(headers).toContainEqual(['user-agent', 'oktaql/1.2.3']);
  });
});

test.each<[url: string, expected: string, why: string]>([
  ['https://a/b', 'https://a/b?page=2', 'none yet'],
  ['https://a/b?x=1', 'https://a/b?x=1&page=2', 'others stay'],
  ['https://a/b?page=1&x=1', 'https://a/b?x=1&page=2', 'its own is replaced'],
  ['https://a/b?q=a?b&page=', 'https://a/b?q=a?b&page=2', 'a question mark in the query is part of it'],
  ['https://a/b?pages=1', 'https://a/b?pages=1&page=2', 'names are compared whole'],
])('withQueryParameter(%s) is %s: %s', (url, expected) => {
  expect(withQueryParameter(url, 'page', '2')).toBe(expected);
});
