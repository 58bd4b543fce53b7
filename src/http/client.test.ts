import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import type { HttpHeader, HttpRequest, HttpResponse, Transport } from '../request/http-message.ts';
import { acme, callOf } from './acme.fixture.ts';
import type { BoundCredential } from './authorization.ts';
import { type ApiResponse, type CallEntry, type ClientOptions, createClient } from './client.ts';
import { meansAbsent } from './error-answer.ts';

const never = new AbortController().signal;
const token = 's3cret/token';
const home = 'https://my-org.acme.com';
const bare: BoundCredential = { scheme: 'apiToken', token, origin: null, source: 'test' };
const bound: BoundCredential = { ...bare, origin: home };

interface FakeAnswer {
  readonly status?: number;
  readonly headers?: readonly HttpHeader[];
  readonly body?: string | Uint8Array;
}

async function* pieces(body: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof body === 'string' ? new TextEncoder().encode(body) : body;
}

function answer({ status = 200, headers = [['content-type', 'application/json']], body = '[]' }: FakeAnswer): HttpResponse {
  return { status, headers, body: pieces(body) };
}

/** A transport that keeps what it is given and answers all alike. */
function recording(reply: FakeAnswer = {}): { readonly sent: HttpRequest[]; readonly transport: Transport } {
  const sent: HttpRequest[] = [];
  return {
    sent,
    transport: async (request) => {
      sent.push(request);
      return answer(reply);
    },
  };
}

async function failure(work: Promise<unknown>): Promise<QueryError> {
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (QueryError.is(error)) return error;
  throw error;
}

function ask(reply: FakeAnswer, method: Partial<MethodDescriptor> = {}): Promise<ApiResponse> {
  const { transport } = recording(reply);
  return createClient({ transport, provider: acme, credential: bound }).send(callOf(home, method), { signal: never });
}

describe('where the credential goes', () => {
  test.each<[origin: string, options: Partial<ClientOptions>, why: string]>([
    [home, { credential: bound }, 'the origin it is bound to'],
    [home, { credential: bare }, 'a host of the provider, when it has no home'],
    ['https://evil.example', { credential: bare, allowHosts: ['Evil.Example'] }, 'a host that is allowed'],
    ['https://gate.example:8443', { credential: bound, allowHosts: ['gate.example:8443'] }, 'a host and port that is allowed'],
    ['http://127.0.0.1:9', { credential: { ...bare, origin: 'http://127.0.0.1:9' } }, 'plain http, when bound to it'],
  ])('%s: %s', async (origin, options) => {
    const { sent, transport } = recording();
    await createClient({ transport, provider: acme, credential: bare, ...options }).send(callOf(origin), { signal: never });
    expect(sent[0]?.headers).toContainEqual(['authorization', `KEY ${token}`]);
  });

  test.each<[origin: string, options: Partial<ClientOptions>, why: string]>([
    ['https://evil.example', {}, 'a stranger'],
    ['https://my-org.acme.com.evil.example', {}, 'a stranger that begins like one of ours'],
    ['https://other-org.acme.com', { credential: bound }, 'another host of the provider, when bound'],
    ['http://my-org.acme.com', {}, 'the right host without encryption'],
    ['http://my-org.acme.com', { credential: bound }, 'the same, when bound'],
    ['https://my-org.acme.com:8443', {}, 'another port'],
    ['http://127.0.0.1:9', {}, 'loopback, when not bound to it'],
    ['https://evil.example', { allowHosts: ['example'] }, 'a part of an allowed name'],
    ['http://evil.example', { allowHosts: ['evil.example'] }, 'an allowed host without encryption'],
  ])('not %s (%o): %s', async (origin, options) => {
    const { sent, transport } = recording();
    const client = createClient({ transport, provider: acme, credential: bare, ...options });
    const error = await failure(client.send(callOf(origin), { signal: never }));
    expect([error.code, error.exitCode, sent.length]).toEqual(['untrusted_host', 3, 0]);
    expect(error.hint).toContain('--allow-host');
  });

  test('a method that needs no credential gets none, and still only at trusted hosts', async () => {
    const { sent, transport } = recording();
    const client = createClient({ transport, provider: acme, credential: bare });
    await client.send(callOf(home, { credentials: [] }), { signal: never });
    expect(sent[0]?.headers.map(([name]) => name)).not.toContain('authorization');
    expect((await failure(client.send(callOf('https://evil.example', { credentials: [] }), { signal: never }))).code).toBe(
      'untrusted_host',
    );
  });

  test.each<[credential: BoundCredential | null, code: string, why: string]>([
    [null, 'no_credentials', 'there is none'],
    [{ ...bare, scheme: 'oauth' }, 'permission_denied', 'the method does not take its kind'],
  ])('%o is %s before anything is sent: %s', async (credential, code) => {
    const { sent, transport } = recording();
    const error = await failure(createClient({ transport, provider: acme, credential }).send(callOf(home), { signal: never }));
    expect([error.code, error.exitCode, sent.length]).toEqual([code, 3, 0]);
  });

  test('it replaces a header of its name', async () => {
    const { sent, transport } = recording();
    const parameters = [{ ...headerParameter, name: 'AUTHORIZATION' }];
    const call = { ...callOf(home, { parameters }), arguments: new Map([['AUTHORIZATION', 'mine']]) };
    await createClient({ transport, provider: acme, credential: bare }).send(call, { signal: never });
    expect(sent[0]?.headers.filter(([name]) => name === 'authorization')).toEqual([['authorization', `KEY ${token}`]]);
  });

  test('a credential in the query shows neither in the call log nor in the answer’s URL', async () => {
    const { sent, transport } = recording();
    const entries: CallEntry[] = [];
    const credential = { ...bare, scheme: 'urlKey' };
    const client = createClient({ transport, provider: acme, credential, onCall: (entry) => entries.push(entry) });
    const { url } = await client.send(callOf(home, { credentials: ['urlKey'] }), { signal: never });
    expect(sent[0]?.url).toBe(`${home}/things?key=s3cret%2Ftoken`);
    expect(JSON.stringify([entries, url])).not.toContain('s3cret');
  });
});

const headerParameter = {
  sqlName: 'x',
  location: 'header',
  required: false,
  type: 'string',
  datatype: 'string',
  title: '',
  column: 'none',
  role: 'option',
} as const;

const json: readonly HttpHeader[] = [['content-type', 'application/json; charset=utf-8']];

describe('error answers', () => {
  const errorBody = {
    errorCode: 'E1',
    errorSummary: 'Wrong.',
    errorId: 'oae1',
    errorCauses: [{ errorSummary: 'name: too long' }, { errorSummary: 'age: none' }],
  };

  test('carry what the provider said', async () => {
    const headers = [...json, ['X-Request-Id', 'req-1']] as const;
    const error = await failure(ask({ status: 400, headers, body: JSON.stringify(errorBody) }));
    expect(error).toMatchObject({
      code: 'remote_error',
      message: 'GET /things answered 400 E1: Wrong. (name: too long; age: none)',
      remote: { status: 400, errorCode: 'E1', errorId: 'oae1', requestId: 'req-1', call: 'GET /things' },
      retryable: false,
      exitCode: 4,
    });
  });

  test.each<[status: number, errorCode: string | null, expected: string, why: string]>([
    [401, 'E4', 'authentication_failed', 'by the code'],
    [400, 'E4', 'authentication_failed', 'the code wins over the status'],
    [401, null, 'authentication_failed', 'by the status'],
    [401, 'E15', 'remote_error', 'a feature that is off is not the credential’s fault'],
    [403, 'E6', 'permission_denied', 'by the code'],
    [403, null, 'permission_denied', 'by the status'],
    [403, 'E16', 'remote_error', 'another code under 403 is about the object’s state'],
    [404, 'E7', 'not_found', 'by the code'],
    [404, null, 'not_found', 'by the status'],
    [429, 'E47', 'rate_limited', 'by the code'],
    [429, null, 'rate_limited', 'by the status'],
    [500, 'E9', 'remote_error', 'the server’s own trouble'],
    [418, null, 'remote_error', 'anything else'],
  ])('%s with %s is %s: %s', async (status, errorCode, expected) => {
    const body = errorCode === null ? '{}' : JSON.stringify({ errorCode });
    const error = await failure(ask({ status, headers: json, body }));
    expect([error.code, error.retryable]).toEqual([expected, status === 429 || status >= 500]);
  });

  test.each<[reply: FakeAnswer, message: string, code: string, why: string]>([
    [
      { status: 502, headers: [['content-type', 'text/html']], body: '<h1>Bad gateway</h1>' },
      'GET /things answered 502: the answer is a web page',
      'remote_error',
      'a gateway’s page',
    ],
    [
      { status: 403, headers: [['content-type', 'Text/HTML; charset=utf-8']], body: '<h1>Blocked</h1>' },
      'GET /things answered 403: the answer is a web page',
      'invalid_response',
      'a proxy’s page is no missing permission',
    ],
    [
      { status: 404, headers: [['content-type', 'text/html']], body: '<h1>Not found</h1>' },
      'GET /things answered 404: the answer is a web page',
      'invalid_response',
      'a host that is no API',
    ],
    [
      { status: 404, headers: [['content-type', 'text/html']], body: '{"errorCode":"E7"}' },
      'GET /things answered 404 E7',
      'not_found',
      'JSON under a wrong type is the API’s all the same',
    ],
    [
      { status: 401, headers: [['content-type', 'text/html']], body: '<h1>Who?</h1>' },
      'GET /things answered 401',
      'authentication_failed',
      'a credential that is asked for',
    ],
    [{ status: 500, body: '' }, 'GET /things answered 500', 'remote_error', 'nothing'],
    [{ status: 400, body: '{"errorCode":' }, 'GET /things answered 400', 'remote_error', 'broken JSON'],
    [{ status: 400, body: '[1]' }, 'GET /things answered 400', 'remote_error', 'JSON of another shape'],
    [
      { status: 400, body: '{"error":"invalid_client","error_description":"Who?"}' },
      'GET /things answered 400 invalid_client: Who?',
      'remote_error',
      'an OAuth error',
    ],
    [
      {
        status: 403,
        headers: [['WWW-Authenticate', 'Bearer error="insufficient_scope", error_description="Needs things.read"']],
        body: '',
      },
      'GET /things answered 403: Needs things.read',
      'permission_denied',
      'a bearer challenge',
    ],
  ])('%o gives "%s": %s', async (reply, message, code) => {
    expect(await failure(ask(reply))).toMatchObject({ message, code });
  });

  test('never hold the token, even when the server echoes it', async () => {
    const body = JSON.stringify({ errorCode: 'E4', errorSummary: `Invalid token ${token}, or s3cret%2Ftoken` });
    const error = await failure(ask({ status: 401, headers: json, body }));
    expect(error.message).toBe('GET /things answered 401 E4: Invalid token ***, or ***');
    expect(inspect(error)).not.toContain('s3cret');
  });

  test('that mean "none here" are known by status and code together', async () => {
    const { method } = callOf(home);
    const absent = await failure(ask({ status: 404, headers: json, body: '{"errorCode":"E7"}' }));
    const other = await failure(ask({ status: 404, headers: json, body: '{}' }));
    expect([meansAbsent(method, absent), meansAbsent(method, other), meansAbsent(method, new Error('x'))]).toEqual([true, false, false]);
  });

  test('do not mean "none here" where a proxy’s page came instead', async () => {
    const anyCode = { absent: [{ status: 404, code: null }] };
    const { method } = callOf(home, anyCode);
    const page = await failure(ask({ status: 404, headers: [['content-type', 'text/html']], body: '<h1>' }, anyCode));
    const plain = await failure(ask({ status: 404, headers: json, body: '{}' }, anyCode));
    expect([meansAbsent(method, page), meansAbsent(method, plain)]).toEqual([false, true]);
  });

  test('a redirection is one, and names where it leads', async () => {
    const error = await failure(ask({ status: 302, headers: [['Location', 'https://login.example/x?state=1']], body: '' }));
    expect(error).toMatchObject({
      code: 'remote_error',
      message: 'GET /things answered 302, a redirection to login.example, which is not followed',
    });
  });
});

describe('answers that are not what the document promises', () => {
  const object = { status: 200, mediaType: 'application/json', shape: 'object', rowsPath: null, columns: [] } as const;
  test.each<[reply: FakeAnswer, method: Partial<MethodDescriptor>, problem: string]>([
    [{ headers: [['content-type', 'text/html; charset=utf-8']], body: '<html>' }, {}, 'is a web page'],
    [{ headers: [['content-type', 'text/plain']], body: '[]' }, {}, 'is text/plain instead of JSON'],
    [{ body: '[1,' }, {}, 'is broken JSON'],
    [{ headers: [], body: 'hello' }, {}, 'is broken JSON'],
    [{ body: '' }, {}, 'is empty'],
    [{ body: new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]) }, {}, 'is not UTF-8 text'],
    [{ headers: [...json, ['content-encoding', 'gzip']], body: 'x' }, {}, 'is compressed (gzip)'],
    [{ body: '' }, { response: object }, 'is empty'],
    [{ headers: [['content-type', 'text/html']], body: '<p>' }, { response: { ...object, shape: 'none' } }, 'is a web page'],
    [
      { headers: [['content-type', 'text/plain']], body: 'ok' },
      { response: { ...object, shape: 'none', mediaType: null } },
      'is neither empty nor JSON',
    ],
  ])('%o: %s %s', async (reply, method, problem) => {
    const error = await failure(ask(reply, method));
    expect(error).toMatchObject({
      code: 'invalid_response',
      exitCode: 4,
      message: expect.stringContaining(`GET /things: the answer ${problem}`),
    });
  });

  test.each<[reply: FakeAnswer, method: Partial<MethodDescriptor>, expected: unknown, why: string]>([
    [{ headers: [], body: '[1]' }, {}, [1], 'JSON without a content type'],
    [{ headers: [['content-type', 'application/problem+json']], body: '{}' }, {}, {}, 'a type that ends in +json'],
    [{ body: '\uFEFF[1]' }, {}, [1], 'a byte order mark'],
    [{ status: 204, body: '' }, {}, undefined, 'no content'],
    [{ body: '' }, { httpMethod: 'POST', response: object }, undefined, 'a change with nothing to say'],
    [{ body: '{"said":"anyway"}' }, { response: { ...object, shape: 'none' } }, undefined, 'a body where none is promised'],
    [
      { headers: [['content-type', 'text/xml']], body: '<a/>' },
      { response: { ...object, shape: 'text', mediaType: 'text/xml' } },
      '<a/>',
      'text',
    ],
  ])('but %o is fine: %o, %j, %s', async (reply, method, expected) => {
    expect((await ask(reply, method)).body).toEqual(expected);
  });
});

describe('time and cancelling', () => {
  const hanging: Transport = (_request, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });

  test('a call that takes too long', async () => {
    const entries: CallEntry[] = [];
    const client = createClient({
      transport: hanging,
      provider: acme,
      credential: bound,
      timeout: 0.03,
      onCall: (entry) => entries.push(entry),
    });
    const error = await failure(client.send(callOf(home), { signal: never }));
    expect(error).toMatchObject({
      code: 'timeout',
      retryable: true,
      message: 'GET /things: my-org.acme.com did not answer completely within 0.03 s',
    });
    expect(entries).toMatchObject([{ method: 'GET', path: '/things', host: 'my-org.acme.com', status: null }]);
  });

  test('the caller’s signal, before and while', async () => {
    const { sent, transport } = recording();
    const aborted = AbortSignal.abort(new QueryError('cancelled', 'stopped'));
    const first = await failure(createClient({ transport, provider: acme, credential: bound }).send(callOf(home), { signal: aborted }));
    expect([first.message, sent.length]).toEqual(['stopped', 0]);
    const controller = new AbortController();
    const second = failure(
      createClient({ transport: hanging, provider: acme, credential: bound }).send(callOf(home), { signal: controller.signal }),
    );
    controller.abort();
    expect((await second).code).toBe('cancelled');
  });

  test('a transport that rejects with anything', async () => {
    const transport: Transport = () => Promise.reject(new TypeError(`fetch failed for KEY ${token}`));
    const error = await failure(createClient({ transport, provider: acme, credential: bound }).send(callOf(home), { signal: never }));
    expect(error.code).toBe('connection_failed');
    expect(inspect(error)).not.toContain('s3cret');
  });
});

describe('an answer that is lost', () => {
  const failing =
    (cause: Error): Transport =>
    () =>
      Promise.reject(cause);
  const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  test.each<[httpMethod: MethodDescriptor['httpMethod'], cause: Error, code: string, exitCode: number, why: string]>([
    ['GET', reset, 'connection_failed', 4, 'a read changes nothing'],
    ['POST', reset, 'outcome_unknown', 5, 'a change may have been made'],
    ['DELETE', reset, 'outcome_unknown', 5, 'whatever its method'],
    ['POST', refused, 'connection_failed', 4, 'not when it was never sent'],
    ['POST', new QueryError('cancelled', 'stopped'), 'cancelled', 130, 'cancelling is cancelling'],
  ])('%s after %s is %s, exit %i: %s', async (httpMethod, cause, code, exitCode) => {
    const client = createClient({ transport: failing(cause), provider: acme, credential: bound });
    expect(await failure(client.send(callOf(home, { httpMethod }), { signal: never }))).toMatchObject({ code, exitCode });
  });

  test('because time is over', async () => {
    const transport: Transport = (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const client = createClient({ transport, provider: acme, credential: bound, timeout: 0.02 });
    const error = await failure(client.send(callOf(home, { httpMethod: 'PUT' }), { signal: never }));
    expect(error).toMatchObject({
      code: 'outcome_unknown',
      message: 'PUT /things: my-org.acme.com did not answer completely within 0.02 s; whether it was carried out is not known',
    });
  });
});

test('the observer is told of answers, good and bad', async () => {
  const entries: CallEntry[] = [];
  for (const status of [200, 500]) {
    const { transport } = recording({ status });
    const client = createClient({ transport, provider: acme, credential: bound, onCall: (entry) => entries.push(entry) });
    await client.send(callOf(home), { signal: never }).catch(() => {});
  }
  expect(entries.map(({ status }) => status)).toEqual([200, 500]);
  expect(entries[0]?.milliseconds).toBeGreaterThanOrEqual(0);
});

test('user agent and target', async () => {
  const { sent, transport } = recording();
  const client = createClient({ transport, provider: acme, credential: bound, userAgent: 'oktaql/9' });
  await client.send(callOf(home), { signal: never, target: '/things?after=1' });
  expect(sent[0]).toMatchObject({ url: `${home}/things?after=1` });
  expect(sent[0]?.headers).toContainEqual(['user-agent', 'oktaql/9']);
  for (const target of ['https://evil.example/', '//evil.example', '@evil.example', 'things']) {
    await client.send(callOf(home), { signal: never, target }).catch(() => {});
  }
  expect(sent.map(({ url }) => new URL(url).origin)).toEqual(sent.map(() => home));
});
