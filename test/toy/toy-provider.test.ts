import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findMethod, findResource, optionalParameters, requiredParameters } from '../../src/catalog/lookup.ts';
import { openProvider } from '../../src/catalog/provider-store.ts';
import type { QueryError } from '../../src/errors/query-error.ts';
import { type ApiClient, createClient } from '../../src/http/client.ts';
import { meansAbsent } from '../../src/http/error-answer.ts';
import { pages } from '../../src/http/pages.ts';
import { rowsOf } from '../../src/http/rows.ts';
import { type ClosableTransport, createTransport } from '../../src/http/undici-transport.ts';
import type { ArgumentValue, MethodCall } from '../../src/request/method-call.ts';
import type { JsonValue } from '../../src/values/value.ts';
import { startToyServer, type ToyServer } from './toy-server.ts';

const store = openProvider(fileURLToPath(new URL('provider', import.meta.url)));
const signal = new AbortController().signal;

let transport: ClosableTransport;
let server: ToyServer;
let client: ApiClient;

beforeAll(() => {
  transport = createTransport();
});
afterAll(() => transport.close());
beforeEach(async () => {
  server = await startToyServer();
  const credential = { scheme: 'toyKey', token: server.key, origin: server.url, source: 'test' };
  client = createClient({ transport: transport.send, provider: store.provider, credential });
  return () => server.close();
});

function callOf(name: string, values: Readonly<Record<string, ArgumentValue>> = {}, body: JsonValue | null = null): MethodCall {
  const [service = '', resourceName = '', methodName = ''] = name.split('.');
  const resource = findResource(store.service(service), resourceName);
  const method = resource === undefined ? undefined : findMethod(resource, methodName);
  if (method === undefined) throw new Error(`no method ${name}`);
  return {
    method,
    origin: server.url,
    arguments: new Map(Object.entries(values)),
    body: body === null ? null : { kind: 'json', value: body },
  };
}

async function readAll(call: MethodCall): Promise<readonly JsonValue[]> {
  const rows: JsonValue[] = [];
  for await (const page of pages(client, call, { signal })) rows.push(...page.rows);
  return rows;
}

const targets = (): readonly string[] => server.requests.map(({ method, target }) => `${method} ${target}`);

describe('the toy provider over the wire', () => {
  test('a cursor in the body is followed, rows come out of their envelope', async () => {
    expect(await readAll(callOf('shop.toys.list_toys'))).toHaveLength(8);
    expect(targets()).toEqual(['GET /v2/toys?per=3', 'GET /v2/toys?per=3&from=at-3', 'GET /v2/toys?per=3&from=at-6']);
  });

  test('pages are counted up until one is short', async () => {
    expect(await readAll(callOf('shop.boxes.list_boxes'))).toHaveLength(5);
    expect(targets()).toEqual(['GET /v2/boxes?per=2', 'GET /v2/boxes?per=2&page=2', 'GET /v2/boxes?per=2&page=3']);
  });

  test('a relative link in the body is followed', async () => {
    expect(await readAll(callOf('yard.inspections.list_inspections', { kind: 'fire' }))).toHaveLength(3);
    expect(targets()).toEqual(['GET /v2/inspections?kind=fire', 'GET /v2/inspections?kind=fire&after=2']);
  });

  test('filters go along on every page, lists joined', async () => {
    const rows = await readAll(callOf('shop.toys.list_toys', { colour: 'red', dearer_than: 3, tags: ['a b', 'c'] }));
    expect(rows).toMatchObject([{ id: 'T5' }]);
    expect(targets()).toEqual(['GET /v2/toys?colour=red&dearer_than=3&tags=a%20b,c&per=3']);
  });

  test('text is one row', async () => {
    expect(await readAll(callOf('shop.labels.read_label', { toy_id: 'T1' }))).toEqual(['Bear\nNot for eating.\n']);
  });

  test('scalars are rows, and a method that needs no credential gets none', async () => {
    expect(await readAll(callOf('yard.workers.list_workers'))).toEqual(['Ada', 'Bo', 'Cy']);
    expect(server.requests[0]?.headers['x-toy-key']).toBeUndefined();
  });

  test('a header parameter travels as a header, beside the key', async () => {
    const call = callOf('shop.toys.wind_up', { toy_id: 'T1', 'X-Turns': 3 });
    expect(rowsOf(call.method, await client.send(call, { signal }))).toEqual([{ runs: 30 }]);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      target: '/v2/toys/T1:wind',
      headers: { 'x-turns': '3', 'content-length': '0', 'x-toy-key': server.key },
    });
  });

  test('a body is sent, the created object comes back', async () => {
    const call = callOf('shop.toys.add_toy', { announce: false }, { name: 'Top', price: 9 });
    expect(rowsOf(call.method, await client.send(call, { signal }))).toMatchObject([{ id: 'T9', name: 'Top' }]);
    expect(server.requests[0]).toMatchObject({ target: '/v2/toys?announce=false', body: '{"name":"Top","price":9}' });
  });

  test('its own way of failing is understood', async () => {
    const failed = await client.send(callOf('shop.toys.add_toy', {}, {}), { signal }).catch((error: QueryError) => error);
    expect(failed).toMatchObject({
      code: 'remote_error',
      message: 'POST /v2/toys answered 422 bad_toy: Such a toy cannot be made. (name is missing; price is missing)',
      remote: { status: 422, errorCode: 'bad_toy', requestId: 'trace-1' },
    });
  });

  test('its own way of saying "none here" is understood', async () => {
    const call = callOf('shop.parts.list_parts', { toy_id: 'T2' });
    const failed = await client.send(call, { signal }).catch((error: QueryError) => error);
    expect(failed).toMatchObject({ code: 'not_found', remote: { status: 410 } });
    expect(meansAbsent(call.method, failed)).toBe(true);
  });
});

test('what a method needs and takes', () => {
  const { method } = callOf('shop.toys.wind_up');
  expect(requiredParameters(store.provider, method).map(({ name, location }) => `${name}: ${location}`)).toEqual([
    'region: server',
    'toy_id: path',
    'turns: header',
  ]);
  expect(optionalParameters(callOf('shop.toys.list_toys').method).map(({ name }) => name)).toEqual([
    'where',
    'order_by',
    'way',
    'colour',
    'dearer_than',
    'tags',
  ]);
});
