import { afterAll, describe, expect, test } from 'vitest';
import { createEngine, type EngineOptions } from '../../src/index.ts';
import { runAll } from '../okta-org.fixture.ts';
import { apiOperations } from './api-document.fixture.ts';
import { ownExchanges, runProblems } from './check-exchange.fixture.ts';
import { recordingApi } from './recording-api.fixture.ts';
import type { Extent } from './sample-body.fixture.ts';
import { sites } from './sites.fixture.ts';
import { statementFor } from './statement.fixture.ts';

const api = recordingApi();
const options: EngineOptions = {
  serverUrl: 'http://127.0.0.1:1',
  environment: {},
  pacing: false,
  transport: api.transport,
  readFile: async () => Buffer.from('\x89PNG\r\n\x1a\n\0--form-part-boundary-0\r\n', 'latin1'),
};
const byToken = createEngine({ ...options, credentials: { token: 'token' } });
const byAccessToken = createEngine({ ...options, credentials: { token: 'token', scheme: 'oauth2' } });
afterAll(async () => {
  await byToken.close();
  await byAccessToken.close();
});

const walked = new Set<string>();

describe.each<Extent>(['least', 'most'])('each operation is sent as the document has it, with its parameters and fields: %s', (extent) => {
  test.each(sites.map((site) => [`${site.service.name}.${site.resource.name}.${site.method.name}`, site] as const))(
    '%s',
    async (_, site) => {
      const { credentials } = site.method;
      const engine = credentials.length === 0 || credentials.includes('apiToken') ? byToken : byAccessToken;
      const statement = statementFor(site, extent);
      const [ran] = await runAll(engine.connect({ defaults: { subdomain: 'my-org' } }), statement.sql);
      const exchanges = api.exchanges();
      expect([statement.sql, ...runProblems({ site, statement, ran, exchanges })]).toEqual([statement.sql]);
      for (const { operation } of ownExchanges({ site, exchanges })) walked.add(operation?.id ?? '');
    },
  );
});

test('none is left out', () => {
  const operations = apiOperations();
  expect(operations.map(({ id }) => id).filter((id) => !walked.has(id))).toEqual([]);
  expect(sites.length).toBe(operations.length);
  expect(walked.size).toBe(732);
  process.stdout.write(`${walked.size} operations\n`);
});
