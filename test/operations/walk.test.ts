import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openProvider } from '../../src/catalog/provider-store.ts';
import { createEngine, type EngineOptions } from '../../src/index.ts';
import type { JsonValue, Value } from '../../src/values/value.ts';
import { type Ran, runAll } from '../okta-org.fixture.ts';
import { type ApiOperation, apiOperations, asNode, isNode, resolved } from './api-document.fixture.ts';
import { pathValues, requestProblems } from './check-request.fixture.ts';
import { type Exchange, recordingApi } from './recording-api.fixture.ts';
import type { Extent } from './sample-body.fixture.ts';
import { type SampleStatement, type Site, statementFor } from './statement.fixture.ts';

const operations = apiOperations();
const provider = openProvider(fileURLToPath(new URL('../../provider/okta', import.meta.url)));
const sites: readonly Site[] = provider.provider.services.flatMap(({ name }) => {
  const service = provider.service(name);
  return service.resources.flatMap((resource) => resource.methods.map((method) => ({ service, resource, method })));
});

const api = recordingApi();
const options: EngineOptions = {
  serverUrl: 'http://127.0.0.1:1',
  environment: {},
  transport: api.transport,
  readFile: async () => Buffer.from('\x89PNG\r\n\x1a\n\0--form-part-boundary-0\r\n', 'latin1'),
};
const engines = ['apiToken', 'oauth2'].map((scheme) => createEngine({ ...options, credentials: { token: 'token', scheme } }));
const [byToken, byAccessToken] = engines.map((engine) => engine.connect({ defaults: { subdomain: 'my-org' } }));
afterAll(async () => {
  for (const engine of engines) await engine.close();
});

const walked = new Set<string>();

describe.each<Extent>(['least', 'most'])('each operation, with its parameters and fields: %s', (extent) => {
  describe.each(provider.provider.services.map(({ name }) => name))('%s', (service) => {
    test.each(
      sites.filter((site) => site.service.name === service).map((site) => [`${site.resource.name}.${site.method.name}`, site] as const),
    )('%s', async (_, site) => {
      const session = site.method.credentials.includes('apiToken') || site.method.credentials.length === 0 ? byToken : byAccessToken;
      if (session === undefined) throw new Error('no session');
      const statement = statementFor(site, extent);
      const [ran] = await runAll(session, statement.sql);
      const exchanges = api.exchanges();
      const own = exchanges.filter(({ operation }) => reaches(operation, site));
      expect([statement.sql, ...exchangeProblems(exchanges)]).toEqual([statement.sql]);
      expect([statement.sql, own.length > 0]).toEqual([statement.sql, true]);
      expect(exchanges.every((exchange) => own.includes(exchange) || exchange.request.method === 'GET')).toBe(true);
      for (const exchange of own) expect([statement.sql, ...valueProblems(statement, exchange)]).toEqual([statement.sql]);
      expect([statement.sql, ...rowProblems(ran, own, site)]).toEqual([statement.sql]);
      for (const { operation } of own) walked.add(operation?.id ?? '');
    });
  });
});

test('none is left out', () => {
  expect(operations.map(({ id }) => id).filter((id) => !walked.has(id))).toEqual([]);
  expect(sites.length).toBe(operations.length);
  expect(walked.size).toBe(732);
  process.stdout.write(`${walked.size} operations\n`);
});

function reaches(operation: ApiOperation | undefined, { method }: Site): boolean {
  return operation !== undefined && operation.method === method.httpMethod && operation.path === method.path;
}

function exchangeProblems(exchanges: readonly Exchange[]): readonly string[] {
  return exchanges.flatMap(({ operation, request }) =>
    operation === undefined
      ? [`${request.method} ${request.url} is no operation`]
      : requestProblems(operation, request).map((problem) => `${operation.id}: ${problem}`),
  );
}

/** Every value of the statement arrives as it was, under its own name. */
function valueProblems({ values }: SampleStatement, { operation, request }: Exchange): readonly string[] {
  if (operation === undefined) return [];
  const inPath = pathValues(operation, request);
  const query = new URL(request.url).searchParams;
  return operation.parameters.flatMap(({ name, in: place, explode }) => {
    const wanted = values.get(name);
    if (wanted === undefined) return [];
    const expected = typeof wanted === 'string' ? wanted : explode ? wanted : wanted.join(',');
    const headers = request.headers.filter(([header]) => header === name.toLowerCase()).map(([, value]) => value);
    const found = place === 'path' ? [inPath.get(name)] : place === 'query' ? query.getAll(name) : headers;
    const fits = JSON.stringify(found) === JSON.stringify(typeof expected === 'string' ? [expected] : expected);
    return fits ? [] : [`${place} ${name}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`];
  });
}

/** A SELECT and an EXEC give the answer's rows, every column filled from the field of its name. */
function rowProblems(ran: Ran | undefined, own: readonly Exchange[], { method }: Site): readonly string[] {
  if (ran === undefined) return ['no result'];
  if (!ran.outcome.complete) return ['incomplete'];
  if (method.verb !== 'select' && method.verb !== 'exec') return ran.outcome.affected === 1 ? [] : [`${ran.outcome.affected} changed`];
  const expected = own.flatMap(({ operation, answer }) =>
    operation === undefined || answer === undefined ? [] : rowsOf(operation, answer),
  );
  if (ran.rows.length !== expected.length) return [`${ran.rows.length} rows instead of ${expected.length}`];
  return expected.flatMap((row, index) => cellProblems(ran, index, row));
}

/** Rows as the document has them: an array, the list at its extension, or the answer itself. */
function rowsOf(operation: ApiOperation, answer: JsonValue): readonly JsonValue[] {
  if (Array.isArray(answer)) return answer;
  const envelope = operation.rows === null || !isNode(answer) ? undefined : answer[operation.rows];
  return Array.isArray(envelope) ? envelope : [answer];
}

function cellProblems({ columns, rows }: Ran, index: number, row: JsonValue): readonly string[] {
  if (!isNode(row)) return rows[index]?.some((cell) => isSame(cell, row)) === true ? [] : [`row ${index} lacks ${JSON.stringify(row)}`];
  return Object.entries(row).flatMap(([name, value]) => {
    const at = columns.indexOf(name);
    if (at < 0) return value === null || resolved(asNode(value))['writeOnly'] === true ? [] : [`row ${index} lacks column ${name}`];
    const cell = rows[index]?.[at] ?? null;
    return isSame(cell, value) ? [] : [`row ${index}, ${name}: ${JSON.stringify(cell)} instead of ${JSON.stringify(value)}`];
  });
}

/** Times are the same instant, written in one way. */
function isSame(cell: Value | undefined, value: JsonValue): boolean {
  if (JSON.stringify(cell) === JSON.stringify(value)) return true;
  return typeof cell === 'string' && typeof value === 'string' && /T.*Z$/.test(cell) && Date.parse(cell) === Date.parse(value);
}
