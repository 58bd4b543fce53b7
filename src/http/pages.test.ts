import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import type { ArgumentValue } from '../request/method-call.ts';
import type { JsonValue } from '../values/value.ts';
import { acme, callOf, pagedBy } from './acme.fixture.ts';
import { type ApiClient, createClient } from './client.ts';
import { type LoopbackHandler, type LoopbackServer, sendJson, startLoopback } from './loopback-server.fixture.ts';
import { pages } from './pages.ts';
import { type ClosableTransport, createTransport } from './undici-transport.ts';

const never = new AbortController().signal;
let transport: ClosableTransport;
let server: LoopbackServer | undefined;

beforeAll(() => {
  transport = createTransport({ headersTimeout: 2_000, bodyTimeout: 2_000 });
});
afterAll(() => transport.close());
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(handler: LoopbackHandler): Promise<LoopbackServer> {
  server = await startLoopback(handler);
  return server;
}

function clientOf(origin: string): ApiClient {
  return createClient({
    transport: transport.send,
    provider: acme,
    credential: { scheme: 'apiToken', token: 't', origin, source: 'test' },
  });
}

interface Reading {
  readonly rows: readonly JsonValue[];
  readonly error: QueryError | null;
  /** Path and query of each request. */
  readonly targets: readonly string[];
}

async function read(
  handler: LoopbackHandler,
  method: Partial<MethodDescriptor>,
  values: ReadonlyMap<string, ArgumentValue> = new Map(),
): Promise<Reading> {
  const { url, requests } = await serve(handler);
  const rows: JsonValue[] = [];
  let error: QueryError | null = null;
  try {
    for await (const page of pages(clientOf(url), { ...callOf(url, method), arguments: values }, { signal: never }))
      rows.push(...page.rows);
  } catch (reason) {
    if (!QueryError.is(reason)) throw reason;
    error = reason;
  }
  return { rows, error, targets: requests.map(({ target }) => target) };
}

const byLink = pagedBy({ kind: 'link-header' });
const link = (target: string): string => `<${target}>; rel="next"`;

describe('Link headers', () => {
  test('are followed to the end, through an empty page, with host and credential kept', async () => {
    const { rows, targets } = await read((request, response, count) => {
      expect(request.headers.authorization).toBe('KEY t');
      const headers: Record<string, string | string[]> = {};
      const self = `<http://${request.headers.host}/things>; rel="self"`;
      if (count === 1) headers['link'] = [self, link(`http://${request.headers.host}/things?after=1&limit=2`)];
      if (count === 2) headers['link'] = `${self}, ${link('/things?after=2')}`;
      if (count === 3) headers['link'] = link('?after=3');
      if (count === 4) headers['link'] = self;
      sendJson(response, count === 2 ? [] : [count], { headers });
    }, byLink);
    expect(rows).toEqual([1, 3, 4]);
    expect(targets).toEqual(['/things', '/things?after=1&limit=2', '/things?after=2', '/things?after=3']);
  });

  test.each<[target: string, why: string]>([
    ['https://evil.example/things?after=1', 'another host'],
    ['//evil.example/things', 'another host without scheme'],
    ['https://127.0.0.1@evil.example/', 'another host behind a user name'],
    ['http:\\\\evil.example/x', 'another host behind backslashes'],
    ['https://my-org.acme.com.evil.example/', 'another host that begins like a trusted one'],
    ['javascript:alert(1)', 'no http at all'],
    ['http://[', 'no URL'],
  ])('%s ends with an error, and nothing goes there: %s', async (target) => {
    const { rows, error, targets } = await read(
      (_request, response) => sendJson(response, [1], { headers: { link: link(target) } }),
      byLink,
    );
    expect(error).toMatchObject({ code: 'invalid_response', exitCode: 4 });
    expect([rows, targets]).toEqual([[1], ['/things']]);
  });

  test.each<[target: string, why: string]>([
    ['https://my-org.acme.com/things?after=1', 'the API’s own host behind a gateway'],
    ['http://localhost:1/things?after=1', 'this machine by another name'],
  ])('%s: path and query are taken, the request goes where the others went: %s', async (target) => {
    const { rows, targets } = await read(
      (_request, response, count) => sendJson(response, [count], { headers: count === 1 ? { link: link(target) } : {} }),
      byLink,
    );
    expect([rows, targets]).toEqual([
      [1, 2],
      ['/things', '/things?after=1'],
    ]);
  });

  test.each<[targets: readonly string[], why: string]>([
    [['/things'], 'the page itself'],
    [['/things?after=1', '/things?after=1'], 'the page before'],
    [['/things?after=1', '/things?after=2', '/things?after=1'], 'an earlier page'],
  ])('%j, a circle, ends with incomplete: %s', async (targets) => {
    const { error } = await read(
      (_request, response, count) => sendJson(response, [count], { headers: { link: link(targets[count - 1] ?? '/x') } }),
      byLink,
    );
    expect(error).toMatchObject({ code: 'incomplete', exitCode: 5 });
  });

  test('an error on a later page is an error', async () => {
    const { rows, error } = await read((_request, response, count) => {
      if (count === 1) sendJson(response, [1], { headers: { link: link('/things?after=1') } });
      else sendJson(response, { errorCode: 'E9' }, { status: 500 });
    }, byLink);
    expect([rows, error?.code]).toEqual([[1], 'remote_error']);
  });

  test('a later page that is cut off is an error', async () => {
    const { error } = await read((_request, response, count) => {
      if (count === 1) {
        sendJson(response, [1], { headers: { link: link('/things?after=1') } });
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('[1,');
      setTimeout(() => response.destroy(), 10);
    }, byLink);
    expect(error?.code).toBe('connection_failed');
  });

  test('leaving early asks for nothing more, not even a bad link', async () => {
    const { url, requests } = await serve((_request, response) =>
      sendJson(response, [1], { headers: { link: link('https://evil.example/') } }),
    );
    for await (const page of pages(clientOf(url), callOf(url, byLink), { signal: never })) {
      expect(page.rows).toEqual([1]);
      break;
    }
    expect(requests).toHaveLength(1);
  });

  test('without paging a link is not followed', async () => {
    const { targets } = await read((_request, response) => sendJson(response, [1], { headers: { link: link('/things?after=1') } }), {});
    expect(targets).toEqual(['/things']);
  });
});

describe('links and cursors in the body', () => {
  const envelope = { status: 200, mediaType: 'application/json', shape: 'list', rowsPath: 'data.items', columns: [] } as const;

  test('a link at a path', async () => {
    const method = { response: envelope, ...pagedBy({ kind: 'body-link', path: '_links.next.href' }) };
    const { rows, targets } = await read((request, response, count) => {
      const next = count < 3 ? { next: { href: `http://${request.headers.host}/things?after=${count}` } } : {};
      sendJson(response, { data: { items: [count] }, _links: next });
    }, method);
    expect([rows, targets]).toEqual([
      [1, 2, 3],
      ['/things', '/things?after=1', '/things?after=2'],
    ]);
  });

  test('a link to another host', async () => {
    const method = pagedBy({ kind: 'body-link', path: 'next' });
    const { error, targets } = await read(
      (_request, response) => sendJson(response, { data: { items: [] }, next: 'https://evil.example/' }),
      {
        response: envelope,
        ...method,
      },
    );
    expect([error?.code, targets.length]).toEqual(['invalid_response', 1]);
  });

  test('a cursor, sent back encoded', async () => {
    const method = { response: envelope, ...pagedBy({ kind: 'body-cursor', path: 'data.next', parameter: 'from' }) };
    const cursors = ['a&b=c', 7, '', null];
    const { rows, targets } = await read(
      (_request, response, count) => sendJson(response, { data: { items: [count], next: cursors[count - 1] } }),
      method,
    );
    expect([rows, targets]).toEqual([
      [1, 2, 3],
      ['/things', '/things?from=a%26b%3Dc', '/things?from=7'],
    ]);
  });

  test.each<[next: unknown, code: string, why: string]>([
    [{ a: 1 }, 'invalid_response', 'a cursor that is no text'],
    ['same', 'incomplete', 'a cursor that stays the same'],
  ])('%j is %s: %s', async (next, code) => {
    const method = { response: envelope, ...pagedBy({ kind: 'body-cursor', path: 'next', parameter: 'from' }) };
    const { error } = await read((_request, response) => sendJson(response, { data: { items: [1] }, next }), method);
    expect(error?.code).toBe(code);
  });
});

describe('page numbers', () => {
  const size = { parameter: 'per', preferred: 2, maximum: 3 };
  const parameters = [
    {
      name: 'per',
      sqlName: 'per',
      location: 'query',
      required: false,
      type: 'integer',
      datatype: 'integer',
      title: '',
      column: 'none',
      role: 'option',
    },
  ] as const;
  const items = ['a', 'b', 'c', 'd'];
  const slicing: LoopbackHandler = (request, response) => {
    const query = new URL(request.target, 'http://x').searchParams;
    const per = Math.min(Number(query.get('per') ?? 1), 3);
    const start = Number(query.get('page') ?? 0) * per;
    sendJson(response, items.slice(start, start + per));
  };

  test('count up to a page that is short or empty', async () => {
    const { rows, targets } = await read(slicing, pagedBy({ kind: 'page-number', parameter: 'page', first: 0 }, size));
    expect([rows, targets]).toEqual([items, ['/things?per=2', '/things?per=2&page=1', '/things?per=2&page=2']]);
  });

  test('a size given by the call is kept; one beyond the maximum counts as the maximum', async () => {
    const method = { parameters, ...pagedBy({ kind: 'page-number', parameter: 'page', first: 0 }, size) };
    const { rows, targets } = await read(slicing, method, new Map([['per', 50]]));
    expect([rows, targets]).toEqual([items, ['/things?per=50', '/things?per=50&page=1']]);
  });

  test('without a size only an empty page is the last', async () => {
    const { rows, targets } = await read(slicing, pagedBy({ kind: 'page-number', parameter: 'page', first: 0 }));
    expect([rows, targets.length, targets.at(-1)]).toEqual([items, 5, '/things?page=4']);
  });

  test('a server that ignores the number ends with incomplete', async () => {
    const { error, targets } = await read(
      (_request, response) => sendJson(response, ['a', 'b']),
      pagedBy({ kind: 'page-number', parameter: 'page', first: 1 }, size),
    );
    expect([error?.code, targets.length]).toEqual(['incomplete', 2]);
  });
});

describe('rows', () => {
  const response = { status: 200, mediaType: 'application/json', shape: 'list', rowsPath: null, columns: [] } as const;
  test.each<
    [shape: Partial<MethodDescriptor['response']>, body: unknown, expected: readonly JsonValue[] | 'invalid_response', why: string]
  >([
    [{}, [{ a: 1 }], [{ a: 1 }], 'a list'],
    [{}, [], [], 'an empty list'],
    [{}, { a: 1 }, 'invalid_response', 'an object where a list is promised'],
    [{}, null, 'invalid_response', 'null where a list is promised'],
    [{ rowsPath: 'a.b' }, { a: { b: [1] } }, [1], 'a list in an envelope'],
    [{ rowsPath: 'a.b' }, { a: {} }, 'invalid_response', 'an envelope without the list'],
    [{ shape: 'object' }, { a: 1 }, [{ a: 1 }], 'an object'],
    [{ shape: 'object', rowsPath: 'data' }, { data: { a: 1 } }, [{ a: 1 }], 'an object in an envelope'],
    [{ shape: 'object' }, [1], 'invalid_response', 'a list where an object is promised'],
    [{ shape: 'none' }, { a: 1 }, [], 'nothing is promised'],
  ])('%o of %j are %j: %s', async (shape, body, expected) => {
    const { rows, error } = await read((_request, answer) => sendJson(answer, body), { response: { ...response, ...shape } });
    if (expected === 'invalid_response') expect(error?.code).toBe(expected);
    else expect([rows, error]).toEqual([expected, null]);
  });
});
