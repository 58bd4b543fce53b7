import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTransport } from '../../src/http/undici-transport.ts';
import { createEngine, type Engine, type EngineOptions, QueryError } from '../../src/index.ts';
import type { HttpResponse } from '../../src/request/http-message.ts';
import { deactivate, liveRequest, type LiveRequest, operationsInOrder } from '../../src/sandbox/live-request.fixture.ts';
import { startTestOrg, type TestOrg } from '../../src/sandbox/test-org.ts';
import type { JsonValue } from '../../src/values/value.ts';
import { type Ran, runAll } from '../okta-org.fixture.ts';
import { apiOperations } from './api-document.fixture.ts';
import { ownExchanges, runProblems } from './check-exchange.fixture.ts';
import { operationOf, pathValues } from './check-request.fixture.ts';
import type { Exchange } from './recording-api.fixture.ts';
import { sites } from './sites.fixture.ts';
import { type Sample, type SampleStatement, type Site, statementWith, withKeys } from './statement.fixture.ts';

const operations = apiOperations();
const transport = createTransport();
let exchanges: Exchange[] = [];
let org: TestOrg;
let byToken: Engine;
let byAccessToken: Engine;
beforeAll(async () => {
  org = await startTestOrg({ users: 120, groups: 12 });
  const options: EngineOptions = {
    serverUrl: org.sandbox.url,
    environment: {},
    pacing: false,
    readFile: async () => Buffer.from('PNG'),
    transport: async (request, signal) => {
      const response = await transport.send(request, signal);
      const bytes = await collected(response);
      exchanges.push({ request, operation: operationOf(operations, request), answer: answerOf(response, bytes) });
      return { ...response, body: inOnePiece(bytes) };
    },
  };
  byToken = createEngine({ ...options, credentials: { token: org.sandbox.token } });
  byAccessToken = createEngine({ ...options, credentials: { token: org.sandbox.token, scheme: 'oauth2' } });
});
afterAll(async () => {
  await byToken.close();
  await byAccessToken.close();
  await transport.close();
  await org.sandbox.close();
});

const walked = new Set<string>();
const pairs = operationsInOrder.map((operation) => {
  const site = sites.find(({ method }) => method.httpMethod === operation.method && method.path === operation.path);
  if (site === undefined) throw new Error(`no method for ${operation.operationId}`);
  return [operation.operationId ?? '', operation, site] as const;
});

describe('each operation, called in SQL, does what the sandbox has for it', () => {
  test.each(pairs)('%s', async (id, operation, site) => {
    const request = await liveRequest(org, operation);
    const statement = statementWith(site, sampleOf(request, site));
    const ran = await runReady(statement, request, site);
    expect([statement.sql, ...runProblems({ site, statement, ran, exchanges, strangers: 'let be' })]).toEqual([statement.sql]);
    if (ownExchanges({ site, exchanges }).length > 0) walked.add(id);
  });
});

test('none is left out', () => {
  expect(operations.map(({ id }) => id).filter((id) => !walked.has(id))).toEqual([]);
  expect(walked.size).toBe(732);
  process.stdout.write(`${walked.size} operations on the sandbox\n`);
});

/** What has to be inactive before it is deleted is deactivated when the first try says so. */
async function runReady({ sql }: SampleStatement, request: LiveRequest, { method }: Site): Promise<Ran | undefined> {
  const engine = method.credentials.length === 0 || method.credentials.includes('apiToken') ? byToken : byAccessToken;
  const run = async (): Promise<Ran | undefined> => {
    exchanges = [];
    return (await runAll(engine.connect({ defaults: { subdomain: 'my-org' } }), sql))[0];
  };
  try {
    return await run();
  } catch (error) {
    const inUse = QueryError.is(error) && (error.code === 'refused' || [400, 403].includes(error.remote?.status ?? 0));
    if (method.httpMethod !== 'DELETE' || !inUse) throw error;
    await deactivate(org, request);
    return run();
  }
}

/** The values of a request, by the document's templates and names. */
function sampleOf({ method, path, body, headers }: LiveRequest, site: Site): Sample {
  const request = { method, url: `${org.sandbox.url}${path}`, headers: [], body: null };
  const operation = operations.find((candidate) => candidate.method === method && candidate.path === site.method.path);
  const query = [...new URL(request.url).searchParams];
  const values = new Map([...(operation === undefined ? [] : pathValues(operation, request)), ...query]);
  const isJson = headers?.['content-type']?.endsWith('json') === true;
  return { values, ...(isJson && body !== undefined ? { body: withKeys(body, site.method, values) } : {}) };
}

async function collected({ body }: HttpResponse): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* inOnePiece(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function answerOf({ headers }: HttpResponse, bytes: Buffer): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  const isJson = headers.some(([name, value]) => name.toLowerCase() === 'content-type' && value.includes('json'));
  return isJson ? JSON.parse(bytes.toString('utf8')) : bytes.toString('utf8');
}
