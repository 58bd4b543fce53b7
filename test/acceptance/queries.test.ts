import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});
afterAll(() => {
  expect(org.requests.every(({ method }) => method === 'GET')).toBe(true);
});

test('a row for each application that has a connection, with appId and subdomain', async () => {
  const [ran] = await org.run("SELECT appId, subdomain, status FROM okta.apps.connections WHERE subdomain = 'my-org'");
  expect(ran?.columns).toEqual(['appId', 'subdomain', 'status']);
  expect(ran?.rows).toEqual([
    [apps.office, 'my-org', 'ENABLED'],
    [apps.google, 'my-org', 'DISABLED'],
    [apps.zoom, 'my-org', 'ENABLED'],
    [apps.slack, 'my-org', 'DISABLED'],
    [apps.salesforce, 'my-org', 'ENABLED'],
    [apps.workday, 'my-org', 'UNKNOWN'],
    [apps.intranet, 'my-org', 'UNKNOWN'],
    [apps.print, 'my-org', 'UNKNOWN'],
  ]);
  expect(ran?.outcome).toMatchObject({ complete: true, notices: [], statistics: { calls: 15, rows: 8 } });
});

test('SHOW METHODS gives the five methods', async () => {
  expect(await org.rows('SHOW METHODS IN okta.apps.connections')).toEqual([
    ['get_default_provisioning_connection_for_application', 'SELECT', 'subdomain, appId', ''],
    ['update_default_provisioning_connection_for_application', 'UPDATE', 'subdomain, appId, profile', 'activate, baseUrl'],
    ['activate_default_provisioning_connection_for_application', 'EXEC', 'subdomain, appId', ''],
    ['deactivate_default_provisioning_connection_for_application', 'EXEC', 'subdomain, appId', ''],
    ['verify_provisioning_connection_for_application', 'EXEC', 'subdomain, appName, appId', 'code, state'],
  ]);
});

test('DESCRIBE gives the columns with their types', async () => {
  expect(await org.rows('DESCRIBE okta.apps.connections')).toEqual([
    ['_links', 'object'],
    ['authScheme', 'string'],
    ['baseUrl', 'string'],
    ['profile', 'object'],
    ['status', 'string'],
  ]);
});

test('catalog statements need no organization, no credential and no request', async () => {
  await using bare = await openOktaOrg({ engine: { serverUrl: undefined, credentials: undefined } as never, defaults: {} });
  for (const sql of ['SHOW METHODS IN okta.apps.connections', 'DESCRIBE okta.apps.connections', 'SHOW SERVICES', 'SHOW PROVIDERS'])
    expect((await bare.rows(sql)).length).toBeGreaterThan(0);
  expect(bare.sent()).toEqual([]);
});

test('GROUP BY, HAVING, ORDER BY', async () => {
  const [ran] = await org.run(
    "SELECT status, count(*) FROM okta.apps.connections WHERE subdomain='my-org' GROUP BY status HAVING count(*) > 0 ORDER BY 2 DESC",
  );
  expect(ran?.rows.map(([, count]) => count)).toEqual([3, 3, 2]);
  expect(new Map(ran?.rows.map(([status, count]) => [status, count]))).toEqual(
    new Map([
      ['ENABLED', 3],
      ['UNKNOWN', 3],
      ['DISABLED', 2],
    ]),
  );
  expect(ran?.types).toEqual(['string', 'integer']);
});

test('a self join', async () => {
  const rows = await org.rows(
    `SELECT a.appId, b.appId FROM okta.apps.connections a JOIN okta.apps.connections b ON a.status = b.status AND a.appId < b.appId
     WHERE subdomain = 'my-org' AND a.status = 'DISABLED'`,
  );
  expect(rows).toEqual([[apps.google, apps.slack]]);
});

describe('right rows', () => {
  test.each<[sql: string, rows: unknown[][], why: string]>([
    [
      "WHERE status = 'UNKNOWN' OR status = 'ENABLED' AND profile->>'authScheme' = 'TOKEN'",
      [[apps.salesforce], [apps.workday], [apps.intranet], [apps.print]],
      'AND binds tighter than OR, arrows tighter than both',
    ],
    [
      "WHERE profile->>'authScheme' = 'TOKEN' AND status = 'ENABLED' OR status = 'UNKNOWN'",
      [[apps.salesforce], [apps.workday], [apps.intranet], [apps.print]],
      'the same the other way round',
    ],
    [
      "WHERE NOT profile->>'authScheme' = 'OAUTH2' AND status <> 'UNKNOWN'",
      [[apps.slack], [apps.salesforce]],
      'NOT takes the whole comparison',
    ],
  ])('SELECT appId … %s', async (where, rows) => {
    expect(await org.rows(`SELECT appId FROM okta.apps.connections ${where}`)).toEqual(rows);
  });

  test('a self join with one side bound by appId', async () => {
    const rows = await org.rows(
      `SELECT a.appId, b.appId FROM okta.apps.connections a, okta.apps.connections b
       WHERE a.appId = '${apps.google}' AND a.status = b.status AND subdomain = 'my-org'`,
    );
    expect(rows).toEqual([
      [apps.google, apps.google],
      [apps.google, apps.slack],
    ]);
  });

  test('subdomain without qualifier in a join', async () => {
    const rows = await org.rows(
      `SELECT a.label, subdomain, c.status FROM okta.apps.applications a JOIN okta.apps.connections c ON c.appId = a.id
       WHERE subdomain = 'my-org' AND c.status = 'DISABLED' ORDER BY a.label`,
    );
    expect(rows).toEqual([
      ['Google Workspace', 'my-org', 'DISABLED'],
      ['Slack', 'my-org', 'DISABLED'],
    ]);
  });

  test('an outer join whose server parameter stands in WHERE keeps the rows without partner', async () => {
    const rows = await org.rows(
      `SELECT a.label, c.status FROM okta.apps.applications a LEFT JOIN okta.apps.connections c ON c.appId = a.id
       WHERE a.subdomain = 'my-org' AND c.subdomain = 'my-org' AND a.label LIKE 'P%' ORDER BY 1`,
    );
    expect(rows).toEqual([
      ['Parking permits', null],
      ['Payroll', null],
      ['Print server', 'UNKNOWN'],
    ]);
  });
});

test("id = 'a' AND id = 'b' makes no call and gives no row", async () => {
  org.sent();
  const [ran] = await org.run("SELECT label FROM okta.apps.applications WHERE id = 'a' AND id = 'b'");
  expect(ran).toMatchObject({ rows: [], outcome: { complete: true, statistics: { calls: 0 } } });
  expect(org.sent()).toEqual([]);
});
