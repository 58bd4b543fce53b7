import { beforeEach, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg, spotOf } from '../okta-org.fixture.ts';

let org: OktaOrg;
beforeEach(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

const bookmark = "'BOOKMARK', 'bookmark', 'Intranet'";
const into = 'INSERT INTO okta.apps.applications (signOnMode, name, label, settings) VALUES';

describe('a body is checked before the first request of the script', () => {
  test.each<[sql: string, message: string, spot: string, why: string]>([
    [
      `${into} (${bookmark}, '{"app": {"requestIntegration": true}}')`,
      'settings.app.url is required',
      `'{"app": {"requestIntegration": true}}'`,
      'a field of the variant',
    ],
    [
      `${into} (${bookmark}, '{"app": {"url": 5}}')`,
      'settings.app.url is an integer, expected a string',
      `'{"app": {"url": 5}}'`,
      'a type',
    ],
    [
      `${into} (${bookmark}, '{"app": {"url": "https://a.example"}}'), (${bookmark}, '{"app": []}')`,
      'settings.app is an array, expected an object',
      `'{"app": []}'`,
      'in the row that has it',
    ],
    [
      `EXEC okta.apps.applications.create_application @@json = '{"signOnMode": "BOOKMARK", "name": "bookmark", "label": "x", "settings": {"app": {}}}'`,
      'settings.app.url is required',
      `'{"signOnMode": "BOOKMARK", "name": "bookmark", "label": "x", "settings": {"app": {}}}'`,
      'a body that is given whole',
    ],
    [
      `REPLACE INTO okta.zones.network_zones (zoneId, type, name, gateways) VALUES ('x', 'IP', 'z', '[{"type": "CIDR", "value": 1}]')`,
      'gateways[0].value is an integer, expected a string',
      `'[{"type": "CIDR", "value": 1}]'`,
      'inside a list',
    ],
    [
      `UPDATE okta.apps.connections SET profile = '{"authScheme": "TOKEN", "token": 5}' WHERE appId = '${apps.google}'`,
      'profile.token is an integer, expected a string',
      `profile = '{"authScheme": "TOKEN", "token": 5}'`,
      'UPDATE too has types',
    ],
    [
      `EXEC okta.policies.policies.create_policy_simulation @@json = '{"appInstance": "x"}'`,
      'the body is an object, expected an array',
      `'{"appInstance": "x"}'`,
      'the root',
    ],
  ])('%s: %s', async (sql, message, spot) => {
    const error = await org.fails(`SELECT label FROM okta.apps.applications LIMIT 1; ${sql}`);
    expect(error).toMatchObject({ code: 'invalid_body', exitCode: 1, message: expect.stringContaining(message) });
    expect(error.hint).toMatch(/^DESCRIBE METHOD okta\./);
    expect(spotOf(error)).toBe(spot);
    expect(org.sent()).toEqual([]);
  });

  test('values that are computed are checked before the first call of their statement', async () => {
    const error = await org.fails(
      `${into} ('BOOKMARK', 'bookmark', 'a', json_object('app', json_object('url', 'https://a.example'))), ('BOOKMARK', 'bookmark', 'b', json_object('app', json_object('url', 1 + 1)))`,
    );
    expect(error).toMatchObject({ code: 'invalid_body', message: expect.stringContaining('settings.app.url is an integer') });
    expect(org.sent()).toEqual([]);
  });
});

describe('what the document does not know is told and sent', () => {
  test('a value that it does not list', async () => {
    const error = await org.fails(`${into} ('NEW_MODE', 'bookmark', 'Intranet', '{}')`);
    expect(error.code).toBe('remote_error');
    expect(org.sent()).toEqual(['POST /api/v1/apps']);
    const lines = await org.session.explain(`${into} ('NEW_MODE', 'bookmark', 'Intranet', '{}')`);
    expect(lines.join('\n')).toMatch(/notice: body field signOnMode is "NEW_MODE", which the API's document does not list/);
  });

  test.each<[set: string, why: string]>([
    [`profile = '{"authScheme": "NOPE"}'`, 'a variant that is not known'],
    [`profile = '{"authScheme": "TOKEN"}'`, 'an UPDATE may leave out what does not change'],
    [`profile.authScheme = 'TOKEN'`, 'one key'],
  ])('UPDATE … SET %s is for the server to judge: %s', async (set) => {
    const error = await org.fails(`UPDATE okta.apps.connections SET ${set} WHERE appId = '${apps.google}'`);
    expect(error).toMatchObject({ code: 'remote_error', exitCode: 4 });
    expect(org.sent()).toEqual([`POST /api/v1/apps/${apps.google}/connections/default`]);
  });

  test('an empty SET is not checked', async () => {
    await org.run(`UPDATE okta.apps.connections SET WHERE appId = '${apps.google}' AND activate = true`);
    expect(org.sent()).toEqual([`POST /api/v1/apps/${apps.google}/connections/default?activate=true`]);
  });
});

describe('INSERT where a PUT assigns', () => {
  async function ids(): Promise<{ readonly group: string; readonly user: string }> {
    const [[group] = []] = await org.rows("SELECT id FROM okta.groups.groups WHERE type = 'OKTA_GROUP' LIMIT 1");
    const [[user] = []] = await org.rows(
      `SELECT id FROM okta.users.users WHERE status = 'ACTIVE' AND id NOT IN (SELECT id FROM okta.groups.users WHERE groupId = '${String(group)}') LIMIT 1`,
    );
    org.sent();
    return { group: String(group), user: String(user) };
  }

  test.each(['INSERT', 'REPLACE'])('%s INTO … VALUES', async (verb) => {
    const { group, user } = await ids();
    const [ran] = await org.run(`${verb} INTO okta.groups.users (groupId, userId) VALUES ('${group}', '${user}')`);
    expect(ran?.outcome.affected).toBe(1);
    expect(org.sent()).toEqual([`PUT /api/v1/groups/${group}/users/${user}`]);
    expect(org.requests.at(-1)?.headers).toContainEqual(['content-length', '0']);
    expect(await org.rows(`SELECT count(*) FROM okta.groups.users WHERE groupId = '${group}' AND id = '${user}'`)).toEqual([[1]]);
  });

  test.each(['INSERT', 'REPLACE'])('%s INTO … SELECT: a call for each row', async (verb) => {
    const { group } = await ids();
    const [ran] = await org.run(
      `${verb} INTO okta.groups.users (groupId, userId) SELECT '${group}', id FROM okta.users.users WHERE status = 'SUSPENDED'`,
    );
    const puts = org.sent().filter((request) => request.startsWith('PUT'));
    expect(puts.length).toBeGreaterThan(0);
    expect(ran?.outcome.affected).toBe(puts.length);
  });

  test('but not where a PUT overwrites settings', async () => {
    const error = await org.fails(
      "INSERT INTO okta.brands.email_settings (brandId, templateName, recipients) VALUES ('b', 't', 'ALL_USERS')",
    );
    expect(error.code).toBe('no_method');
    expect(org.sent()).toEqual([]);
  });
});

describe('one name, two places', () => {
  test('a field that is called like a path variable gets its value too', async () => {
    await org.fails(`REPLACE INTO okta.idps.keys (kid, kty, "use") VALUES ('key-1', 'RSA', 'sig')`);
    expect(org.sent().filter((line) => !line.includes('well-known'))).toEqual([
      'GET /api/v1/idps/credentials/keys/key-1',
      'PUT /api/v1/idps/credentials/keys/key-1',
    ]);
    expect(JSON.parse(Buffer.from(org.requests.at(-1)?.body ?? []).toString())).toMatchObject({ kid: 'key-1' });
  });

  test('a field that is called like the server variable has another name', async () => {
    await org.run(
      `INSERT INTO okta.orgs.child_orgs (name, orgSubdomain, edition, admin) VALUES ('Child', 'child-org', 'SKU', '{"profile": {"firstName": "A", "lastName": "B", "email": "a@example.com", "login": "a@example.com"}, "credentials": {"password": {"value": "x"}}}')`,
    );
    expect(org.sent()).toEqual(['POST /api/v1/orgs']);
    expect(JSON.parse(Buffer.from(org.requests.at(-1)?.body ?? []).toString())).toMatchObject({ subdomain: 'child-org' });
  });
});

test('a DELETE whose call needs a body says by it which row is meant', async () => {
  const [[accountId] = []] = await org.rows('SELECT accountId FROM okta.org.support_aerial_consent');
  await org.run(`DELETE FROM okta.org.support_aerial_consent WHERE accountId = 'another'`);
  org.sent();
  await org.run(`DELETE FROM okta.org.support_aerial_consent WHERE accountId = '${String(accountId)}'`);
  expect(org.sent()).toEqual(['GET /api/v1/org/privacy/aerial', 'POST /api/v1/org/privacy/aerial/revoke']);
  expect(JSON.parse(Buffer.from(org.requests.at(-1)?.body ?? []).toString())).toEqual({ accountId });
});
