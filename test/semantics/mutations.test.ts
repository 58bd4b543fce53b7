import { beforeEach, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg, spotOf } from '../okta-org.fixture.ts';
import type { RunOptions } from '../../src/index.ts';

let org: OktaOrg;

beforeEach(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

const token = "profile = json_object('authScheme', 'TOKEN', 'token', 't')";
const post = (id: string, query = ''): string => `POST /api/v1/apps/${id}/connections/default${query}`;
const read = (id: string): string => `GET /api/v1/apps/${id}/connections/default`;

describe("WHERE's conjuncts split into parameters and what selects rows", () => {
  test('parameters alone: no read, a call for each value', async () => {
    const [ran] = await org.run(
      `UPDATE okta.apps.connections SET ${token} WHERE appId IN ('${apps.slack}', '${apps.salesforce}', '${apps.slack}') AND activate = true RETURNING appId, status, activate`,
    );
    expect(ran?.rows).toEqual([
      [apps.slack, 'ENABLED', true],
      [apps.salesforce, 'ENABLED', true],
    ]);
    expect(ran?.outcome.affected).toBe(2);
    expect(org.sent()).toEqual([post(apps.slack, '?activate=true'), post(apps.salesforce, '?activate=true')]);
  });

  test('the rest is answered by the read method, before anything changes', async () => {
    const [none] = await org.run(`UPDATE okta.apps.connections SET ${token} WHERE appId = '${apps.slack}' AND status = 'ENABLED'`);
    expect(none?.outcome).toMatchObject({ affected: 0, complete: true });
    expect(org.sent()).toEqual([read(apps.slack)]);
    const [one] = await org.run(`UPDATE okta.apps.connections SET ${token} WHERE appId = '${apps.slack}' AND status = 'DISABLED'`);
    expect(one?.outcome.affected).toBe(1);
    expect(org.sent()).toEqual([read(apps.slack), post(apps.slack)]);
  });

  test('only the rows that fulfil it', async () => {
    const ids = `'${apps.slack}', '${apps.salesforce}', '${apps.google}'`;
    const [ran] = await org.run(
      `UPDATE okta.apps.connections SET ${token} WHERE appId IN (${ids}) AND (status = 'ENABLED' OR baseUrl IS NULL AND authScheme = 'x') RETURNING appId`,
    );
    expect(ran?.rows).toEqual([[apps.salesforce]]);
    expect(org.sent().filter((request) => request.startsWith('POST'))).toEqual([post(apps.salesforce)]);
  });

  test("the item's identifier may be left out when the rest selects", async () => {
    const [ran] = await org.run("DELETE FROM okta.apps.applications WHERE status = 'INACTIVE' AND label LIKE 'P%' RETURNING id, label");
    expect(ran?.rows).toEqual([[apps.payroll, 'Payroll']]);
    expect(ran?.outcome.affected).toBe(1);
    expect(org.sent().filter((request) => !request.startsWith('GET'))).toEqual([`DELETE /api/v1/apps/${apps.payroll}`]);
    expect(await org.rows("SELECT label FROM okta.apps.applications WHERE status = 'INACTIVE'")).toEqual([['Old wiki']]);
  });

  test("parents' identifiers never", async () => {
    const error = await org.fails(`UPDATE okta.apps.connections SET ${token} WHERE status = 'ENABLED'`);
    expect(error).toMatchObject({ code: 'missing_parameter', message: expect.stringContaining('path parameter appId') });
    expect(org.sent()).toEqual([]);
  });

  test('but they may come from IN (SELECT …)', async () => {
    const [ran] = await org.run(
      `UPDATE okta.apps.connections SET ${token} WHERE appId IN (SELECT id FROM okta.apps.applications WHERE label LIKE 'S%') RETURNING appId`,
    );
    expect(ran?.rows).toEqual([[apps.slack], [apps.salesforce]]);
    expect(org.sent().filter((request) => request.startsWith('POST'))).toEqual([post(apps.slack), post(apps.salesforce)]);
  });

  test('an option selects no rows and does not read', async () => {
    await org.run(`UPDATE okta.apps.connections SET WHERE appId = '${apps.slack}' AND activate = true`);
    expect(org.sent()).toEqual([post(apps.slack, '?activate=true')]);
    expect(await org.fails('UPDATE okta.apps.connections SET WHERE activate = true')).toMatchObject({ code: 'missing_parameter' });
  });

  test('an option takes one value', async () => {
    await org.fails(`UPDATE okta.apps.connections SET ${token} WHERE appId = '${apps.slack}' AND activate IN (true, false)`);
    expect(org.sent()).toEqual([]);
  });

  test('a condition of a sub-query is its own', async () => {
    const [ran] = await org.run(
      `DELETE FROM okta.apps.applications WHERE status = 'INACTIVE' AND NOT EXISTS (SELECT 1 FROM okta.apps.connections c WHERE c.appId = applications.id)
       AND label IN (SELECT b.label FROM okta.apps.applications b WHERE b.id = '${apps.wiki}')`,
    );
    expect(ran?.outcome.affected).toBe(1);
    expect(org.sent().filter((request) => request.startsWith('DELETE'))).toEqual([`DELETE /api/v1/apps/${apps.wiki}`]);
  });
});

describe('refused before any request', () => {
  test.each<[sql: string, code: string, spot: string | undefined]>([
    [`UPDATE okta.apps.connections SET ${token}`, 'refused', 'okta.apps.connections'],
    ['DELETE FROM okta.apps.applications', 'refused', 'okta.apps.applications'],
    [`UPDATE okta.apps.connections SET ${token} WHERE NOT appId = 'x'`, 'refused', 'appId'],
    [`UPDATE okta.apps.connections SET ${token} WHERE appId = 'x' OR appId = 'y' OR status = 'ENABLED'`, 'refused', 'appId'],
    [`UPDATE okta.apps.connections SET ${token} WHERE appId = 'x' OR activate = true`, 'refused', 'appId'],
    [`UPDATE okta.apps.connections SET ${token} WHERE appId LIKE 'x%'`, 'refused', 'appId'],
    [`UPDATE okta.apps.connections SET ${token} WHERE appId <> 'x'`, 'refused', 'appId'],
    [`UPDATE okta.apps.connections SET ${token} WHERE appId IS NOT NULL`, 'refused', 'appId'],
    [`UPDATE okta.apps.connections SET ${token} WHERE appId = 'x' AND NOT activate = true`, 'refused', 'activate'],
    [`UPDATE okta.apps.connections SET ${token} WHERE appId = ''`, 'invalid_parameter', "''"],
    [`UPDATE okta.apps.connections SET ${token} WHERE appId = '.'`, 'invalid_parameter', "'.'"],
    ["DELETE FROM okta.apps.applications WHERE id = '..'", 'invalid_parameter', "'..'"],
    ["DELETE FROM okta.apps.applications WHERE id = ''", 'invalid_parameter', "''"],
    ["DELETE FROM okta.apps.applications WHERE id IN ('a', '')", 'invalid_parameter', "''"],
    ["DELETE FROM okta.apps.applications WHERE id = 'a/../../users/b'", 'invalid_parameter', "'a/../../users/b'"],
    [`UPDATE okta.apps.connections SET status = 'ENABLED' WHERE appId = 'x'`, 'unknown_column', 'status'],
    [`UPDATE okta.apps.connections SET activate = true WHERE appId = 'x'`, 'unknown_column', 'activate'],
    [`UPDATE okta.apps.connections SET nope = 1 WHERE appId = 'x'`, 'unknown_column', 'nope'],
    [`UPDATE okta.apps.connections SET ${token} WHERE appId = 'x' RETURNING nope`, 'unknown_column', 'nope'],
    ["INSERT INTO okta.apps.connections (appId) VALUES ('x')", 'no_method', 'okta.apps.connections'],
    ["DELETE FROM okta.apps.connections WHERE appId = 'x'", 'no_method', 'okta.apps.connections'],
    ["INSERT INTO okta.apps.applications (label) VALUES ('x')", 'missing_parameter', 'okta.apps.applications'],
    ["INSERT INTO okta.apps.applications (label, nope) VALUES ('x', 1)", 'unknown_column', 'nope'],
    ["INSERT INTO okta.apps.applications (label, LABEL) VALUES ('x', 'y')", 'duplicate_parameter', 'LABEL'],
    ["INSERT INTO okta.apps.applications (label, signOnMode) VALUES ('x')", 'syntax_error', "'x'"],
    ["REPLACE okta.apps.applications SET label = 'x' WHERE id = 'x'", 'missing_parameter', 'okta.apps.applications'],
  ])('%s', async (sql, code, spot) => {
    const error = await org.fails(`SELECT label FROM okta.apps.applications; ${sql}`);
    expect(error).toMatchObject({ code, exitCode: 1 });
    expect(spotOf(error)).toBe(spot);
    expect(org.sent()).toEqual([]);
  });

  test.each(['TRUE', '1 = 1', "'a' = 'a'", "subdomain = 'my-org'", "subdomain = 'my-org' AND TRUE"])(
    'WHERE %s says nothing of which objects are meant',
    async (where) => {
      for (const sql of ['DELETE FROM okta.apps.applications', "UPDATE okta.apps.applications SET label = 'x'"])
        await org.fails(`${sql} WHERE ${where}`);
      expect(org.sent().filter((request) => !request.startsWith('GET'))).toEqual([]);
    },
  );

  test.each<[where: string, spot: string]>([
    ["id <> 'x'", "id <> 'x'"],
    ["NOT id = 'x'", "NOT id = 'x'"],
    ["appId NOT IN ('x')", "appId NOT IN ('x')"],
    ['id NOT IN (SELECT id FROM okta.groups.groups)', 'id NOT IN (SELECT id FROM okta.groups.groups)'],
    ["id = 'x' OR status = 'ACTIVE'", "id = 'x' OR status = 'ACTIVE'"],
    ["1 = 1 OR id = 'x'", "1 = 1 OR id = 'x'"],
    ["TRUE AND id LIKE '0oa%'", "id LIKE '0oa%'"],
    ['id IS NOT NULL', 'id IS NOT NULL'],
    ["id = id || ''", "id = id || ''"],
    ['id = appId', 'id = appId'],
  ])('the identifier under OR or NOT says by itself not which objects are meant: %s', async (where, spot) => {
    for (const sql of ['DELETE FROM okta.apps.applications', "UPDATE okta.apps.applications SET label = 'x'"]) {
      const error = await org.fails(`${sql} WHERE ${where}`);
      expect(error).toMatchObject({ code: 'refused', hint: expect.stringContaining('IN (…)') });
      expect(spotOf(error)).toBe(spot);
    }
    expect(org.sent()).toEqual([]);
  });

  test.each([
    ["DELETE FROM okta.apps.applications WHERE status = 'INACTIVE' AND id <> 'x'", 'another condition picks, it narrows'],
    ["DELETE FROM okta.apps.applications WHERE (id = 'a' AND status = 'INACTIVE') OR id IN ('b', 'c')", 'every branch names objects'],
    ["DELETE FROM okta.apps.applications WHERE (id, status) IN (('a', 'INACTIVE'))", 'a tuple names them too'],
    [
      'DELETE FROM okta.apps.applications WHERE NOT EXISTS (SELECT 1 FROM okta.groups.groups g WHERE g.id = applications.id)',
      'of other rows',
    ],
    ["DELETE FROM okta.groups.users WHERE groupId = 'g' AND id NOT IN (SELECT id FROM okta.users.users)", 'within a parent that is named'],
  ])('but not %s', async (sql) => {
    await org.run('SET oktaql.probes = off');
    await org.run(`EXPLAIN ${sql}`);
    await org.run('SET oktaql.probes = NULL');
  });

  test('more changes than allowed, and says how many', async () => {
    await using big = await openOktaOrg({ sandbox: { apps: 130 } });
    const sql =
      "UPDATE okta.apps.applications SET label = upper(label) WHERE signOnMode IN ('OPENID_CONNECT', 'BOOKMARK', 'SAML_2_0', 'BASIC_AUTH')";
    const error = await big.fails(sql);
    expect(error).toMatchObject({ code: 'refused', message: expect.stringMatching(/1\d\d objects/) });
    expect(error.hint).toContain('--max-affected');
    expect(big.sent().every((request) => request.startsWith('GET'))).toBe(true);
    expect(await big.fails("DELETE FROM okta.apps.applications WHERE label LIKE 'Application 1%'", { maxAffected: 2 })).toMatchObject({
      code: 'refused',
    });
  });

  test.each(["EXEC okta.users.users.suspend_user @id = 'u'", "UPDATE okta.users.users SET profile.city = 'X' WHERE id = 'u'"])(
    'a single object where none may be changed: %s',
    async (sql) => {
      const error = await org.fails(sql, { maxAffected: 0 });
      expect(error).toMatchObject({
        code: 'refused',
        message: expect.stringContaining('1 object, and none is allowed: nothing was changed'),
      });
      expect(org.sent()).toEqual([]);
      await org.run(`EXEC okta.apps.applications.get_application @appId = '${apps.zoom}'`, { maxAffected: 0 });
      expect(org.sent()).toHaveLength(1);
    },
  );

  test.each([
    ["DELETE FROM okta.users.grants WHERE userId = 'u'", "EXEC okta.users.grants.revoke_user_grants @userId = '…'."],
    [
      'DELETE FROM okta.users.grants WHERE userId IN (SELECT id FROM okta.users.users)',
      "EXEC okta.users.grants.revoke_user_grants @userId = '…'.",
    ],
  ])('a DELETE never ends a whole collection, and the error names the EXEC that does: %s', async (sql, exec) => {
    const error = await org.fails(sql);
    expect(error).toMatchObject({ code: 'missing_parameter', hint: expect.stringContaining(exec) });
    expect(org.sent()).toEqual([]);
  });

  test('a sub-query of two columns', async () => {
    await org.fails('EXEC okta.apps.applications.activate_application @appId IN (SELECT id, label FROM okta.apps.applications)');
    expect(org.sent()).toEqual([]);
  });
});

describe('bodies', () => {
  const bodyOf = (index = -1): unknown => JSON.parse(org.sandbox.requests.at(index)?.body ?? 'null');

  test.each<[set: string, body: unknown]>([
    [token, { profile: { authScheme: 'TOKEN', token: 't' } }],
    [`profile = '{"authScheme": "TOKEN", "token": "t"}'`, { profile: { authScheme: 'TOKEN', token: 't' } }],
    ["profile.authScheme = 'TOKEN', profile.token = 't'", { profile: { authScheme: 'TOKEN', token: 't' } }],
    [`baseUrl = 'https://' || 'a.example', ${token}`, { baseUrl: 'https://a.example', profile: { authScheme: 'TOKEN', token: 't' } }],
    [`${token}, baseUrl = lower(baseUrl)`, { profile: { authScheme: 'TOKEN', token: 't' }, baseUrl: 'https://api.slack.example/scim/v2' }],
    [
      "profile = json_object('authScheme', 'TOKEN', 'token', (SELECT max(label) FROM okta.apps.applications))",
      { profile: { authScheme: 'TOKEN', token: 'Zoom' } },
    ],
    [
      "baseUrl = (SELECT 'https://a.example'), profile.authScheme = 'TOKEN', profile.token = 't'",
      { baseUrl: 'https://a.example', profile: { authScheme: 'TOKEN', token: 't' } },
    ],
  ])('SET %s', async (set, body) => {
    const [ran] = await org.run(`UPDATE okta.apps.connections SET ${set} WHERE appId = '${apps.slack}'`);
    expect(ran?.outcome.affected).toBe(1);
    expect(bodyOf()).toEqual(body);
  });

  test('an empty SET sends {} and says so', async () => {
    const [ran] = await org.run(`UPDATE okta.apps.connections SET WHERE appId = '${apps.slack}' AND activate = true RETURNING status`);
    expect(org.sandbox.requests.at(-1)?.body).toBe('{}');
    expect(ran?.rows).toEqual([['ENABLED']]);
    expect(ran?.outcome.notices.map(({ message }) => message).join()).toContain('empty body');
  });

  test('NULL sends null, what is not listed is not sent', async () => {
    await org.fails(`UPDATE okta.apps.connections SET baseUrl = NULL, profile.authScheme = 'TOKEN' WHERE appId = '${apps.google}'`);
    expect(bodyOf()).toEqual({ baseUrl: null, profile: { authScheme: 'TOKEN' } });
  });

  test('numbers and booleans stay what they are', async () => {
    await org.run(
      `INSERT INTO okta.apps.applications (label, name, signOnMode, settings, visibility) VALUES ('B', 'bookmark', 'BOOKMARK',
        json_object('app', json_object('url', 'https://b.example', 'requestIntegration', false)), '{"autoLaunch": true}')`,
    );
    expect(bodyOf()).toMatchObject({ settings: { app: { requestIntegration: false } }, visibility: { autoLaunch: true } });
  });

  test('a resource with only PUT is read, merged, written; one key changes', async () => {
    const [before] = await org.rows(
      `SELECT label, status, settings, visibility, name FROM okta.apps.applications WHERE id = '${apps.menu}'`,
    );
    org.sent();
    const [ran] = await org.run(
      `UPDATE okta.apps.applications SET visibility.autoLaunch = true WHERE id = '${apps.menu}' RETURNING visibility->>'autoLaunch' AS launch`,
    );
    expect(org.sent()).toEqual([`GET /api/v1/apps/${apps.menu}`, `PUT /api/v1/apps/${apps.menu}`]);
    expect(ran?.rows).toEqual([['true']]);
    const [after] = await org.rows(
      `SELECT label, status, settings, visibility, name FROM okta.apps.applications WHERE id = '${apps.menu}'`,
    );
    expect(after?.slice(0, 3)).toEqual(before?.slice(0, 3));
    expect(after?.[3]).toEqual({ ...(before?.[3] as object), autoLaunch: true });
  });

  test('what the server sets itself is not written back', async () => {
    await org.run(`UPDATE okta.apps.applications SET label = 'Canteen' WHERE id = '${apps.menu}'`);
    const body = bodyOf() as Record<string, unknown>;
    for (const name of ['id', 'created', 'lastUpdated', 'status', '_links', 'orn']) expect(body).not.toHaveProperty(name);
    expect(body['label']).toBe('Canteen');
  });

  test('SET reads the row that is changed', async () => {
    const [ran] = await org.run(
      "UPDATE okta.apps.applications SET label = upper(label) || '!' WHERE signOnMode = 'BOOKMARK' AND status = 'ACTIVE' RETURNING label",
    );
    expect(ran?.rows).toEqual([['CAFETERIA MENU!']]);
  });

  test('EXEC takes the body by fields or whole', async () => {
    const exec = `EXEC okta.apps.connections.update_default_provisioning_connection_for_application @appId = '${apps.slack}'`;
    for (const arguments_ of [
      `@profile = '{"authScheme":"TOKEN","token":"t"}'`,
      `@@json = '{"profile":{"authScheme":"TOKEN","token":"t"}}'`,
      `@profile = json_object('authScheme', 'TOKEN', 'token', 't')`,
    ]) {
      await org.run(`${exec}, ${arguments_}`);
      expect(bodyOf()).toEqual({ profile: { authScheme: 'TOKEN', token: 't' } });
    }
    expect(await org.fails(`${exec}, @@json = '{"profile":'`)).toMatchObject({ code: 'invalid_body' });
    expect(await org.fails(`${exec}, @activate = true`)).toMatchObject({ code: 'missing_parameter' });
    expect(await org.fails(`${exec}, @@json = '{}', @baseUrl = 'x'`)).toMatchObject({ code: 'duplicate_parameter' });
  });
});

describe('RETURNING', () => {
  test('is the response, with parameters and expressions', async () => {
    const [ran] = await org.run(
      `UPDATE okta.apps.connections SET ${token} WHERE appId = '${apps.slack}' RETURNING lower(status) AS s, appId, subdomain, profile->>'authScheme' = 'TOKEN' AS t, profile.token`,
    );
    expect(ran?.columns).toEqual(['s', 'appId', 'subdomain', 't', 'token']);
    expect(ran?.rows).toEqual([['disabled', apps.slack, 'my-org', true, null]]);
  });

  test('* leaves parameters out', async () => {
    const [ran] = await org.run(`UPDATE okta.apps.connections SET ${token} WHERE appId = '${apps.slack}' RETURNING *, appId`);
    expect(ran?.columns.filter((name) => name === 'appId')).toHaveLength(1);
    expect(ran?.columns).not.toContain('subdomain');
    expect([...(ran?.columns ?? [])].sort()).toEqual(['_links', 'appId', 'authScheme', 'baseUrl', 'profile', 'status']);
  });

  test('of a DELETE is the row read before', async () => {
    const [ran] = await org.run(`DELETE FROM okta.apps.applications WHERE id = '${apps.wiki}' RETURNING label, status, upper(name) AS n`);
    expect(ran?.rows).toEqual([['Old wiki', 'INACTIVE', 'BOOKMARK']]);
    expect(org.sent()).toEqual([`GET /api/v1/apps/${apps.wiki}`, `DELETE /api/v1/apps/${apps.wiki}`]);
    expect(await org.rows(`SELECT label FROM okta.apps.applications WHERE id = '${apps.wiki}'`)).toEqual([]);
  });

  test('of an EXEC with an empty answer reads again', async () => {
    const exec = `EXEC okta.apps.connections.activate_default_provisioning_connection_for_application @appId = '${apps.slack}'`;
    const [plain] = await org.run(exec);
    expect(plain).toMatchObject({ kind: 'change', columns: [], rows: [] });
  });

  test('without it nothing is returned and nothing more is read', async () => {
    const [ran] = await org.run(`DELETE FROM okta.apps.applications WHERE id = '${apps.wiki}'`);
    expect(ran).toMatchObject({ columns: [], rows: [], outcome: { affected: 1 } });
    expect(org.sent()).toEqual([`DELETE /api/v1/apps/${apps.wiki}`]);
  });
});

describe('INSERT', () => {
  const columns = '(label, signOnMode, name, settings, activate)';
  test('a call for each row, RETURNING the created objects', async () => {
    const settings = `'{"app":{"url":"https://a.example","requestIntegration":false}}'`;
    const [ran] = await org.run(
      `INSERT INTO okta.apps.applications ${columns} VALUES ('A', 'BOOKMARK', 'bookmark', ${settings}, true), ('B', 'BOOKMARK', 'bookmark', ${settings}, false), ('B', 'BOOKMARK', 'bookmark', ${settings}, false) RETURNING label, status`,
    );
    expect(ran?.rows).toEqual([
      ['A', 'ACTIVE'],
      ['B', 'INACTIVE'],
      ['B', 'INACTIVE'],
    ]);
    expect(org.sent()).toEqual(['POST /api/v1/apps?activate=true', 'POST /api/v1/apps?activate=false', 'POST /api/v1/apps?activate=false']);
    expect(await org.rows('SELECT count(*) FROM okta.apps.applications')).toEqual([[17]]);
  });

  test('INSERT … SELECT makes one call a row, all rows before the first call', async () => {
    const [ran] = await org.run(
      `INSERT INTO okta.apps.applications ${columns} SELECT 'Copy of ' || label, signOnMode, name, settings, false FROM okta.apps.applications
       WHERE signOnMode = 'BOOKMARK' ORDER BY label RETURNING label, status`,
    );
    expect(ran?.rows).toEqual([
      ['Copy of Cafeteria menu', 'INACTIVE'],
      ['Copy of Old wiki', 'INACTIVE'],
    ]);
    expect(org.sent()[0]).toBe('GET /api/v1/apps?limit=200');
  });

  test('the organization may come with the rows', async () => {
    const [ran] = await org.run(
      `INSERT INTO okta.apps.applications (label, signOnMode, name, settings, subdomain)
       SELECT 'Copy', signOnMode, name, settings, 'my-org' FROM okta.apps.applications WHERE id = '${apps.menu}' RETURNING label, subdomain`,
    );
    expect(ran?.rows).toEqual([['Copy', 'my-org']]);
  });
});

describe('a failure among many calls', () => {
  test('ends the statement, says how far it got', async () => {
    const error = await org.fails(
      `EXEC okta.apps.connections.activate_default_provisioning_connection_for_application @appId IN (SELECT id FROM (VALUES ('${apps.slack}'), ('nope'), ('${apps.google}')) v(id))`,
    );
    expect(error).toMatchObject({ code: 'not_found', exitCode: 4, message: expect.stringContaining('2 of 3') });
    expect(org.sent()).toHaveLength(2);
  });
});

test('an identifier that no read takes is compared with the rows, by the column that holds it', async () => {
  const sql =
    "DELETE FROM okta.users.admin_app_targets WHERE userId = 'u' AND roleAssignmentId = 'r' AND appName = 'a' AND status = 'ACTIVE'";
  const plan = (await org.session.explain(sql)).join('\n');
  expect(plan).toContain("(appName = 'a') AND (status = 'ACTIVE')");
  expect(org.sent()).toEqual([]);
});

describe('me and current have to stand literally in the statement', () => {
  const parameters = { id: 'me' };
  test.each<[sql: string, options: RunOptions, why: string]>([
    ["UPDATE okta.users.users SET profile.city = 'X' WHERE id IN (SELECT 'me')", {}, 'a sub-query'],
    ["UPDATE okta.users.users SET profile.city = 'X' WHERE id = :id", { parameters }, 'a bind'],
    ["UPDATE okta.users.users SET profile.city = 'X' WHERE id IN ('a', ?)", { parameters: ['me'] }, 'a bind of a list'],
    ["UPDATE okta.users.users SET profile.city = uuid() WHERE id IN ('a', $1)", { parameters: ['me'] }, 'a bind beside computed values'],
    ["UPDATE okta.users.users SET profile.city = 'X' WHERE id = '{{ id }}'", { variables: { id: 'me' } }, 'a template'],
    ["UPDATE okta.users.users SET profile.city = 'X' WHERE id = {{ me }}", { variables: { me: 'me' } }, 'a template of that name'],
    ["DELETE FROM okta.users.grants WHERE userId = :id AND status = 'ACTIVE'", { parameters }, 'a bind beside conditions on rows'],
    ["SET okta.userId = 'me'; DELETE FROM okta.users.grants WHERE status = 'ACTIVE'", {}, 'a session default'],
    ["INSERT INTO okta.groups.users (groupId, userId) VALUES ('00g', :id)", { parameters }, 'a bind in VALUES'],
    ["INSERT INTO okta.groups.users (groupId, userId) SELECT '00g', 'me'", {}, 'rows'],
    ["EXEC okta.users.users.suspend_user @id IN (SELECT 'ME')", {}, 'a sub-query of EXEC'],
    ['EXEC okta.users.users.suspend_user @id = :id', { parameters }, 'a bind of EXEC'],
    ['EXEC okta.users.users.suspend_user @id = {{ id }}', { variables: { id: 'Me' } }, 'a template of EXEC'],
    ["SELECT id FROM okta.users.user_groups WHERE userId IN (SELECT 'me')", {}, 'rows of a sub-query that a read asks for'],
  ])('%s %j is refused: it comes from %s', async (sql, options) => {
    await using own = await openOktaOrg();
    expect((await own.fails(sql, options)).code).toBe('refused');
    expect(own.sent()).toEqual([]);
  });

  test.each([
    ["UPDATE okta.users.users SET profile.city = 'X' WHERE id = 'me'", 'POST /api/v1/users/me'],
    ["UPDATE okta.users.users SET profile.city = upper('x') WHERE id IN ('me')", 'POST /api/v1/users/me'],
  ])('written out it is taken: %s', async (sql, call) => {
    await using own = await openOktaOrg();
    await own.run(sql);
    expect(own.sent()).toEqual([call]);
  });

  test('what only reads takes it from a bind too', async () => {
    await using own = await openOktaOrg();
    expect(await own.rows('SELECT count(*) FROM okta.users.users WHERE id = :id', { parameters })).toEqual([[1]]);
    expect(await own.rows('EXEC okta.users.users.get_user @id = :id RETURNING status', { parameters })).toEqual([['ACTIVE']]);
  });
});

describe('a session default never chooses what EXEC changes', () => {
  test.each([
    [
      "SET okta.id = '00u1'; EXEC okta.users.users.suspend_user",
      "Add @id = '…'. No session default chooses which object is changed: the one of id is not used.",
    ],
    [
      "SET okta.userId = '00u1'; EXEC okta.users.users.revoke_user_sessions",
      "Add @userId = '…'. No session default chooses which object is changed: the one of userId is not used.",
    ],
    ["SET okta.id = '00u1'; UPDATE okta.users.users SET profile.city = 'X' WHERE subdomain = 'my-org'", "Add id = '…' to WHERE."],
  ])('%s', async (sql, hint) => {
    await using own = await openOktaOrg();
    expect(await own.fails(sql)).toMatchObject({ code: 'missing_parameter', hint });
    expect(own.sent()).toEqual([]);
  });

  test('what EXEC only reads takes it, and so does the parent of what it changes', async () => {
    await using own = await openOktaOrg();
    await own.run("SET okta.id = 'me'; EXEC okta.users.users.get_user");
    expect(own.sent()).toEqual(['GET /api/v1/users/me']);
  });
});

describe('EXPLAIN and a dry run show every default that has an effect, and what cannot be undone', () => {
  const person = '{"login":"new@example.com","email":"new@example.com","firstName":"N","lastName":"W"}';
  test.each<[sql: string, effect: RegExp]>([
    [`INSERT INTO okta.users.users (profile) VALUES ('${person}')`, /^effect: activates the user unless activate = false/],
    ["DELETE FROM okta.users.users WHERE status = 'DEPROVISIONED'", /^effect: .*cannot be undone/],
    [
      "EXEC okta.users.users.reset_password @id IN (SELECT id FROM okta.users.users WHERE status = 'SUSPENDED'), @sendEmail = false",
      /^effect: .*not shown again/,
    ],
    ["EXEC okta.users.users.revoke_user_sessions @userId = 'uma.okafor@example.com'", /^effect: .*forgetDevices/],
  ])('%s', async (sql, effect) => {
    const lines = async (script: string, options?: RunOptions): Promise<readonly string[]> =>
      (await org.rows(script, options)).map(([line]) => String(line).trim());
    expect(await lines(`EXPLAIN ${sql}`)).toContainEqual(expect.stringMatching(effect));
    expect(await lines(sql, { dryRun: true })).toContainEqual(expect.stringMatching(effect));
    expect(org.sent().filter((request) => !request.startsWith('GET'))).toEqual([]);
  });
});
