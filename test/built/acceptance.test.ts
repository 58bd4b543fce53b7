import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { apps } from '../okta-org.fixture.ts';
import { type Ended, runCli, serve } from './run-cli.fixture.ts';

const seed = resolve('test/fixtures/seed.sql');
const variables = ['--var', 'subdomain=my-org', '--var', 'code=abc', '--var', 'state=xyz', '--var', 'activate=true'];
const settings = ['--set', `appId=${apps.google}`, '--set', 'appName=google'];
const activate = 'EXEC okta.apps.connections.activate_default_provisioning_connection_for_application';

let org: Sandbox;

beforeAll(async () => {
  org = await startSandbox({ seed: 1 });
  return () => org.close();
});
afterAll(() => {
  expect(org.requests.length).toBeGreaterThan(0);
});

/** Runs `oktaql exec` on the org of this file. */
function exec(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runCli(['exec', '--server-url', org.url, ...words], { environment: { OKTA_API_TOKEN: org.token, ...environment } });
}

/** Requests that a command makes. */
async function wireOf(run: () => Promise<Ended>): Promise<{ readonly ended: Ended; readonly wire: readonly string[] }> {
  const before = org.requests.length;
  const ended = await run();
  return { ended, wire: org.requests.slice(before).map(({ method, path }) => `${method} ${path}`) };
}

describe('the seed page', () => {
  const connection = `/api/v1/apps/${apps.google}/connections/default`;

  test('runs as one script', async () => {
    const { ended, wire } = await wireOf(() => exec(['-i', seed, '-o', 'jsonl', ...variables, ...settings]));
    expect(ended.stderr).not.toContain('error');
    expect(ended.exitCode).toBe(0);
    expect(
      ended.stdout
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      expect.objectContaining({ status: 'DISABLED', authScheme: null, profile: { authScheme: 'OAUTH2' } }),
      expect.objectContaining({ status: 'ENABLED' }),
    ]);
    expect(wire).toEqual([
      `GET ${connection}`,
      `POST ${connection}?activate=true`,
      `POST ${connection}/lifecycle/activate`,
      `POST ${connection}/lifecycle/deactivate`,
      `POST /api/v1/apps/google/${apps.google}/oauth2/callback?code=abc&state=xyz`,
    ]);
    for (const { headers, method, body } of org.requests.slice(-3))
      expect({ method, body, length: headers['content-length'] }).toEqual({ method: 'POST', body: '', length: '0' });
  });

  test('keys of a JSON row keep the order of the SELECT', async () => {
    const sql = `SELECT status, appId, profile, baseUrl FROM okta.apps.connections WHERE appId = '${apps.slack}'`;
    const { stdout } = await exec(['-o', 'json', '--set', 'subdomain=my-org', sql]);
    expect(Object.keys((JSON.parse(stdout) as Record<string, unknown>[])[0] ?? {})).toEqual(['status', 'appId', 'profile', 'baseUrl']);
  });
});

test('an UPDATE returns its row on standard output, says what it did on standard error', async () => {
  const sql = `UPDATE okta.apps.connections SET profile = json_object('authScheme','TOKEN','token','sesame')
    WHERE subdomain = 'my-org' AND appId = '${apps.salesforce}' RETURNING status`;
  const ended = await exec(['-o', 'csv', sql]);
  expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^status\r?\nENABLED\r?\n$/) });
  expect(ended.stderr).not.toContain('sesame');
});

test("a wrong body gets Okta's validation error, exit code 4, nothing printed as a row", async () => {
  const sql = `UPDATE okta.apps.connections SET profile = json_object('authScheme','NOPE')
    WHERE subdomain = 'my-org' AND appId = '${apps.google}' RETURNING status`;
  for (const format of ['table', 'json', 'csv', 'jsonl']) {
    const ended = await exec(['-o', format, sql]);
    expect(ended.exitCode).toBe(4);
    expect(ended.stdout.replaceAll(/[\s[\]]|status/g, '')).toBe('');
    expect(ended.stderr).toMatch(/^error: .*400 E0000001.*profile\.authScheme/m);
  }
});

describe('refused with a caret and a hint, without a request', () => {
  test.each<[sql: string, exitCode: number, text: RegExp]>([
    [activate, 1, /needs path parameter appId/],
    ['SELECT statsu FROM okta.apps.connections', 1, /no column statsu[^]*\^{6}[^]*Did you mean `status`/],
    ['SELECT status FROM okta.apps.conections', 1, /no resource conections[^]*\^[^]*Did you mean/],
    ["SELECT 'abc", 1, /never closed/],
    [`${activate}s @appId = 'x'`, 1, /no method/],
    [`${activate} @appId = 'x', @nope = 1`, 1, /no parameter nope/],
    [`${activate} @appId = 'x', @appId = 'y'`, 1, /given twice/],
    [`SELECT label FROM okta.apps.applications; SELEC`, 1, /expected a statement/],
    ["SELECT '{{ nope }}'", 1, /template/],
    ["SELECT label FROM okta.apps.applications WHERE subdomain = 'evil.com/#'", 1, /not a host name/],
    ["SELECT label FROM okta.apps.applications WHERE subdomain = 'evil.example'", 3, /not a host that the credential may be sent to/],
  ])('%s', async (sql, exitCode, text) => {
    const { ended, wire } = await wireOf(() => exec(['--set', 'subdomain=my-org', sql]));
    expect(ended).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(text) });
    expect(ended.stderr).toMatch(/^error: [^]*\^[^]*\nhint: /);
    expect(wire).toEqual([]);
  });
});

describe('credentials, organization, server', () => {
  const sql = "SELECT label FROM okta.apps.applications WHERE subdomain = 'my-org'";

  async function timed(run: Promise<Ended>): Promise<Ended> {
    const start = performance.now();
    const ended = await run;
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(ended.stdout).toBe('');
    expect(ended.stderr.split('\n').filter((line) => line.startsWith('error: '))).toHaveLength(1);
    return ended;
  }

  test('a wrong token: exit 3', async () => {
    const ended = await timed(exec([sql], { OKTA_API_TOKEN: 'wrong-token-value' }));
    expect(ended).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('E0000011') });
    expect(ended.stderr).not.toContain('wrong-token-value');
  });

  test('no token: exit 3, no request, the places looked at, --sandbox named', async () => {
    const { ended, wire } = await wireOf(() => timed(runCli(['exec', '--server-url', org.url, sql])));
    expect(ended.exitCode).toBe(3);
    for (const place of ['OKTA_API_TOKEN', 'OKTA_CLIENT_TOKEN', 'okta.yaml', '--sandbox']) expect(ended.stderr).toContain(place);
    expect(wire).toEqual([]);
  });

  test('no organization: exit 3', async () => {
    const ended = await timed(runCli(['exec', 'SELECT label FROM okta.apps.applications'], { environment: { OKTA_API_TOKEN: 'x' } }));
    expect(ended).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('--sandbox') });
    expect(ended.stderr).toContain('subdomain');
  });

  test('a server that is not there: exit 4', async () => {
    const ended = await timed(runCli(['exec', '--server-url', 'http://127.0.0.1:1', sql], { environment: { OKTA_API_TOKEN: 'x' } }));
    expect(ended).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('127.0.0.1:1') });
  });

  test('a name that is not there: exit 4', async () => {
    const ended = await timed(runCli(['exec', '--server-url', 'https://nowhere.invalid', sql], { environment: { OKTA_API_TOKEN: 'x' } }));
    expect(ended.exitCode).toBe(4);
    expect(ended.stderr).toContain('nowhere.invalid');
  });

  test('a server that hangs up: exit 4, not an empty result', async () => {
    await using server = await serve((request) => request.socket.destroy());
    const ended = await timed(
      runCli(['exec', '--server-url', server.url, '--timeout', '2', sql], { environment: { OKTA_API_TOKEN: 'x' } }),
    );
    expect(ended.exitCode).toBe(4);
  });
});

test('an UPDATE of one row of many: the org changes, the others stay', async () => {
  const before = await exec(['-o', 'csv', '--set', 'subdomain=my-org', 'SELECT appId, status FROM okta.apps.connections ORDER BY 1']);
  const ended = await exec(['--set', 'subdomain=my-org', `${activate} @appId = '${apps.slack}'`]);
  expect(ended).toMatchObject({ exitCode: 0, stdout: '' });
  const after = await exec(['-o', 'csv', '--set', 'subdomain=my-org', 'SELECT appId, status FROM okta.apps.connections ORDER BY 1']);
  expect(after.stdout).toBe(before.stdout.replace(`${apps.slack},DISABLED`, `${apps.slack},ENABLED`));
});
