import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formatError } from '../../src/errors/caret.ts';
import { failureOf, openOktaOrg, type OktaOrg, runAll, spotOf } from '../okta-org.fixture.ts';
import { createEngine, type ErrorCode } from '../../src/index.ts';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});
afterEach(() => {
  expect(org.sent(), 'nothing may be sent').toEqual([]);
});

const activate = 'EXEC okta.apps.connections.activate_default_provisioning_connection_for_application';
const long = 'a'.repeat(300);

describe('each is a clear error with caret and hint before any request', () => {
  test.each<[sql: string, code: ErrorCode, spot: string, hint: string]>([
    [activate, 'missing_parameter', activate.slice(5), "@appId = '…'"],
    [
      "EXEC okta.apps.connections.verify_provisioning_connection_for_application @subdomain = 'my-org', @code = 'a'",
      'missing_parameter',
      'okta.apps.connections.verify_provisioning_connection_for_application',
      'appName',
    ],
    ["UPDATE okta.apps.connections SET WHERE subdomain = 'my-org'", 'missing_parameter', 'okta.apps.connections', 'appId'],
    ['SELECT statsu FROM okta.apps.connections', 'unknown_column', 'statsu', 'Did you mean `status`?'],
    ['SELECT c.statsu FROM okta.apps.connections c', 'unknown_column', 'statsu', 'Did you mean `status`?'],
    ["SELECT status FROM okta.apps.connections WHERE statsu = 'x'", 'unknown_column', 'statsu', 'Did you mean `status`?'],
    ["UPDATE okta.apps.connections SET baseUri = 'x' WHERE appId = 'x'", 'unknown_column', 'baseUri', 'baseUrl'],
    ['SELECT status FROM okta.apps.connection', 'unknown_resource', 'connection', 'connections'],
    ['SELECT status FROM okta.app.connections', 'unknown_service', 'app', 'Did you mean `apps`?'],
    ['SELECT status FROM octa.apps.connections', 'unknown_provider', 'octa', 'okta'],
    ["UPDATE okta.apps.connections SET WHERE appId = 'x' AND activate = 'maybe'", 'invalid_parameter', "'maybe'", ''],
    ['SELECT label FROM okta.apps.applications WHERE useOptimization = 7', 'invalid_parameter', '7', ''],
    ["UPDATE okta.apps.connections SET profile = 'text' WHERE appId = 'x'", 'invalid_body', "profile = 'text'", 'json_object'],
    ["SELECT 'abc", 'syntax_error', "'", "Close it with '"],
    ["SELECT status FROM okta.apps.connections WHERE appId = 'x AND 1 = 1", 'syntax_error', "'", "Close it with '"],
    [
      "EXEC okta.apps.connections.activate @appId = 'x'",
      'unknown_method',
      'activate',
      'activate_default_provisioning_connection_for_application',
    ],
    [`${activate}s @appId = 'x'`, 'unknown_method', `${activate.slice(27)}s`, 'Did you mean'],
  ])('%s', async (sql, code, spot, hint) => {
    const error = await org.fails(sql);
    expect(error).toMatchObject({ code, exitCode: 1, owner: 'query' });
    expect(spotOf(error)).toBe(spot);
    expect(error.hint ?? '').toContain(hint);
    expect(formatError(error)).toContain('^');
  });
});

describe('a bad host in subdomain', () => {
  const statements: readonly (readonly [string, (host: string) => string])[] = [
    ['SELECT', (host) => `SELECT label FROM okta.apps.applications WHERE subdomain = '${host}'`],
    ['SELECT … IN', (host) => `SELECT label FROM okta.apps.applications WHERE subdomain IN ('my-org', '${host}')`],
    ['UPDATE', (host) => `UPDATE okta.apps.connections SET WHERE subdomain = '${host}' AND appId = 'x' AND activate = true`],
    ['DELETE', (host) => `DELETE FROM okta.apps.applications WHERE subdomain = '${host}' AND id = 'x'`],
    ['INSERT', (host) => `INSERT INTO okta.apps.applications (subdomain, label, signOnMode) VALUES ('${host}', 'x', 'BOOKMARK')`],
    ['EXEC', (host) => `${activate} @subdomain = '${host}', @appId = 'x'`],
    ['EXPLAIN', (host) => `EXPLAIN SELECT label FROM okta.apps.applications WHERE subdomain = '${host}'`],
    [
      'a later statement',
      (host) => `SELECT label FROM okta.apps.applications; SELECT label FROM okta.apps.applications WHERE subdomain = '${host}'`,
    ],
  ];
  const hosts: readonly (readonly [string, ErrorCode, number])[] = [
    ['evil.com/#', 'invalid_host', 1],
    ['a.b@c', 'invalid_host', 1],
    ['127.0.0.1:99/#', 'invalid_host', 1],
    ['..', 'invalid_host', 1],
    ['', 'invalid_host', 1],
    [long, 'invalid_host', 1],
    ['evil.example', 'untrusted_host', 3],
    ['my-org.okta.com.evil.example', 'untrusted_host', 3],
    ['my-org.okta.com@evil.example', 'invalid_host', 1],
    ['my-org.okta.com:443', 'invalid_host', 1],
    ['my-org\\.evil.example', 'invalid_host', 1],
    ['my-org.okta.com ', 'invalid_host', 1],
    ['my-org\n', 'invalid_host', 1],
    ['127.0.0.1', 'invalid_host', 1],
    ['a.b.okta.com', 'untrusted_host', 3],
    ['evilokta.com', 'untrusted_host', 3],
    ['okta.com', 'untrusted_host', 3],
    ['мой-орг', 'invalid_host', 1],
  ];
  describe.each(statements)('%s', (_kind, statement) => {
    test.each(hosts)('%j', async (host, code, exitCode) => {
      const error = await org.fails(statement(host));
      expect(error).toMatchObject({ code, exitCode });
      expect(spotOf(error)).toBe(`'${host}'`);
      expect(error.hint).toBeTruthy();
    });
  });

  test('from a template, a bind or a setting it is refused all the same', async () => {
    const sql = 'SELECT label FROM okta.apps.applications WHERE subdomain = ';
    for (const host of ['evil.com/#', 'evil.example']) {
      expect(await org.fails(`${sql}'{{ host }}'`, { variables: { host } })).toMatchObject({
        code: /evil.com/.test(host) ? 'invalid_host' : 'untrusted_host',
      });
      expect(await org.fails(`${sql}$1`, { parameters: [host] })).toMatchObject({
        code: /evil.com/.test(host) ? 'invalid_host' : 'untrusted_host',
      });
      expect(await org.fails(`SET okta.subdomain = '${host}'; SELECT label FROM okta.apps.applications`)).toMatchObject({
        code: /evil.com/.test(host) ? 'invalid_host' : 'untrusted_host',
      });
    }
  });

  test('from a sub-query it is refused before the call', async () => {
    const error = await org.fails(`${activate} @appId = 'x', @subdomain IN (SELECT 'evil.example')`);
    expect(error).toMatchObject({ code: 'untrusted_host', exitCode: 3 });
  });

  test('NULL is no host', async () => {
    expect(await org.fails(`${activate} @appId = 'x', @subdomain = NULL`)).toMatchObject({ exitCode: 1 });
    expect(
      await org.fails(`INSERT INTO okta.apps.applications (subdomain, label, signOnMode) VALUES (NULL, 'x', 'BOOKMARK')`),
    ).toMatchObject({
      exitCode: 1,
    });
  });

  test('a stranger gets no token, with and without a home for it', async () => {
    const asked: string[] = [];
    for (const credentials of [{ token: 'secret' }]) {
      await using engine = createEngine({
        credentials,
        environment: {},
        transport: async ({ url }) => {
          asked.push(url);
          throw new Error('no network here');
        },
      });
      for (const host of ['evil.example', 'my-org.okta.com.evil.example'])
        expect(
          await failureOf(() => runAll(engine.connect(), `SELECT label FROM okta.apps.applications WHERE subdomain = '${host}'`)),
        ).toMatchObject({
          code: 'untrusted_host',
          exitCode: 3,
        });
    }
    expect(asked).toEqual([]);
  });
});

describe('refused before any request', () => {
  test.each<[sql: string, code: ErrorCode, spot: string]>([
    [`${activate} @appId = 'x', @nope = 1`, 'unknown_parameter', '@nope'],
    [`${activate} @appId = 'x', @appId = 'x'`, 'duplicate_parameter', '@appId'],
    [`${activate} @appId = 'x' @APPID = 'y'`, 'duplicate_parameter', '@APPID'],
    [`${activate} @subdomain = 'a', @appId = 'x', @subdomain = 'b'`, 'duplicate_parameter', '@subdomain'],
    [`SELECT label FROM okta.apps.applications; ${activate} @appId = 'x'; SELEC 1`, 'syntax_error', 'SELEC'],
    [`SELEC 1; SELECT label FROM okta.apps.applications`, 'syntax_error', 'SELEC'],
    [
      `SELECT label FROM okta.apps.applications; SELECT nope FROM okta.apps.applications; ${activate} @appId = 'x'`,
      'unknown_column',
      'nope',
    ],
    [`SELECT label FROM okta.apps.applications; SELECT label || FROM okta.apps.applications`, 'syntax_error', 'FROM'],
    [`SELECT label FROM okta.apps.applications; SELECT no_such(label) FROM okta.apps.applications`, 'relational_error', ''],
    [`SELECT label FROM okta.apps.applications; ${activate} @appId = 'a/../../b'`, 'invalid_parameter', "'a/../../b'"],
    ["SELECT label FROM okta.apps.applications WHERE label = '{{ nope }}'", 'undefined_template', '{{ nope }}'],
    ['SELECT label FROM okta.apps.applications WHERE id = {{ nope }}', 'undefined_template', '{{ nope }}'],
    ['SELECT label FROM okta.apps.applications WHERE id = $1', 'undefined_bind', '$1'],
  ])('%s', async (sql, code, spot) => {
    const error = await org.fails(sql);
    expect(error).toMatchObject({ code, exitCode: 1 });
    expect(error.span).toBeDefined();
    if (spot !== '') expect(spotOf(error)).toBe(spot);
  });
});
