import { describe, expect, test } from 'vitest';
import { createEngine, type EngineOptions, type HttpRequest } from '../../src/index.ts';
import { failureOf, runAll } from '../okta-org.fixture.ts';

/** Runs a statement on an engine whose network answers every request with an empty list. */
async function attempt(
  options: EngineOptions,
  sql: string,
): Promise<{ readonly requests: readonly HttpRequest[]; readonly run: () => Promise<unknown> }> {
  const requests: HttpRequest[] = [];
  const engine = createEngine({
    environment: { HOME: '/nonexistent' },
    ...options,
    transport: async (request) => {
      requests.push(request);
      return {
        status: 200,
        headers: [['content-type', 'application/json']],
        body: (async function* () {
          yield Buffer.from('[]');
        })(),
      };
    },
  });
  return { requests, run: () => runAll(engine.connect(), sql) };
}

const list = (subdomain: string): string => `SELECT label FROM okta.apps.applications WHERE subdomain = '${subdomain}'`;
const bare: EngineOptions = { credentials: { token: 'abc' } };

describe('where calls go', () => {
  test.each<[subdomain: string, origin: string]>([
    ['my-org', 'https://my-org.okta.com'],
    ['My-Org', 'https://my-org.okta.com'],
    ['my-org.okta.com', 'https://my-org.okta.com'],
    ['my-org.oktapreview.com', 'https://my-org.oktapreview.com'],
    ['my-org.okta-emea.com', 'https://my-org.okta-emea.com'],
    ['my-org.okta-gov.com', 'https://my-org.okta-gov.com'],
    ['my-org.okta.mil', 'https://my-org.okta.mil'],
  ])('a bare token goes to %s', async (subdomain, origin) => {
    const { requests, run } = await attempt(bare, list(subdomain));
    await run();
    expect(requests.map(({ url }) => new URL(url).origin)).toEqual([origin]);
    expect(requests[0]?.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1]).toBe('SSWS abc');
  });

  test.each(['evil.example', 'id.example.com', 'my-org.okta.com.evil.example', 'a.my-org.okta.com', 'okta.com', 'xokta.com', 'localhost'])(
    'and not to %s',
    async (subdomain) => {
      const { requests, run } = await attempt(bare, list(subdomain));
      expect(await failureOf(run)).toMatchObject({ code: expect.stringMatching(/^(untrusted|invalid)_host$/) });
      expect(requests).toEqual([]);
    },
  );

  test('an allowed host is one, and no other', async () => {
    const options = { ...bare, allowHosts: ['ID.example.com'] };
    const { requests, run } = await attempt(options, list('id.example.com'));
    await run();
    expect(requests.map(({ url }) => new URL(url).host)).toEqual(['id.example.com']);
    const other = await attempt(options, list('jd.example.com'));
    expect(await failureOf(other.run)).toMatchObject({ code: 'untrusted_host', exitCode: 3 });
    expect(other.requests).toEqual([]);
  });

  test('a configured token goes to its own organization alone', async () => {
    const options = { environment: { HOME: '/nonexistent', OKTA_CLIENT_ORGURL: 'https://my-org.okta.com', OKTA_CLIENT_TOKEN: 'abc' } };
    const home = await attempt(options, 'SELECT label FROM okta.apps.applications');
    await home.run();
    expect(home.requests.map(({ url }) => new URL(url).origin)).toEqual(['https://my-org.okta.com']);
    const other = await attempt(options, list('other-org'));
    expect(await failureOf(other.run)).toMatchObject({ code: 'untrusted_host', exitCode: 3 });
    expect(other.requests).toEqual([]);
  });

  test('a server URL takes all calls, but no stranger in the statement', async () => {
    const options = { ...bare, serverUrl: 'http://127.0.0.1:8080' };
    const { requests, run } = await attempt(options, list('my-org'));
    await run();
    expect(requests.map(({ url }) => url)).toEqual(['http://127.0.0.1:8080/api/v1/apps?limit=200']);
    const other = await attempt(options, list('evil.example'));
    expect(await failureOf(other.run)).toMatchObject({ code: 'untrusted_host' });
  });

  test.each(['http://example.com', 'ftp://127.0.0.1', 'https://user:pass@my-org.okta.com', 'nonsense', 'http://127.0.0.1.evil.example'])(
    'a server URL of %s is refused',
    (serverUrl) => {
      expect(() => createEngine({ ...bare, serverUrl })).toThrow(expect.objectContaining({ code: 'usage', exitCode: 2 }));
    },
  );
});

describe('corrections are the hint', () => {
  test.each([
    ['https://my-org.okta.com', "'my-org'"],
    ['https://my-org.okta.com/', "'my-org'"],
    ['my-org-admin', "'my-org'"],
    ['my-org-admin.okta.com', "'my-org'"],
    ['my-org-admin.oktapreview.com', "'my-org.oktapreview.com'"],
    ['https://my-org-admin.okta.com/admin/dashboard', "'my-org'"],
  ])('%s', async (subdomain, proposal) => {
    const { run } = await attempt(bare, list(subdomain));
    const error = await failureOf(run);
    expect(error).toMatchObject({ code: 'invalid_host', exitCode: 1 });
    expect(error.hint).toContain(proposal);
  });
});

describe('what is missing', () => {
  test('no credential: the places looked at, --sandbox named, no request', async () => {
    const start = performance.now();
    const { requests, run } = await attempt({}, list('my-org'));
    const error = await failureOf(run);
    expect(error).toMatchObject({ code: 'no_credentials', exitCode: 3, owner: 'credentials' });
    for (const place of ['OKTA_API_TOKEN', 'OKTA_CLIENT_TOKEN', '.okta/okta.yaml', '--sandbox'])
      expect(`${error.message}\n${error.hint ?? ''}`).toContain(place);
    expect(requests).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('no organization', async () => {
    const { requests, run } = await attempt(bare, 'SELECT label FROM okta.apps.applications');
    const error = await failureOf(run);
    expect(error).toMatchObject({ code: 'no_server', exitCode: 3 });
    for (const place of ['subdomain', 'OKTA_CLIENT_ORGURL', '--sandbox']) expect(`${error.message}\n${error.hint ?? ''}`).toContain(place);
    expect(requests).toEqual([]);
  });

  test('EXPLAIN needs no credential', async () => {
    const { requests, run } = await attempt({}, `EXPLAIN ${list('my-org')}`);
    await run();
    expect(requests).toEqual([]);
  });
});
