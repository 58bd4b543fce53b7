import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});
beforeEach(() => {
  org.sent();
});

describe('every arrow chain binds as in PostgreSQL', () => {
  test.each<[where: string, expected: unknown[]]>([
    ["status = 'ENABLED' AND profile->>'authScheme' = 'TOKEN'", [apps.salesforce]],
    ["profile->>'authScheme' = 'TOKEN' AND status = 'ENABLED'", [apps.salesforce]],
    ["NOT profile->>'authScheme' = 'OAUTH2' AND status = 'ENABLED'", [apps.salesforce]],
    ["'TOKEN' = profile->>'authScheme' AND 'ENABLED' = status", [apps.salesforce]],
    ["profile->'authScheme'->>'$' = 'TOKEN' AND status = 'ENABLED'", [apps.salesforce]],
    [
      "_links->'self'->>'href' LIKE '%' || appId || '%' AND status = 'ENABLED' AND profile->>'authScheme' IN ('TOKEN', 'x')",
      [apps.salesforce],
    ],
    ["profile->>'authScheme' IS NOT NULL AND profile->>'nope' IS NULL AND status = 'ENABLED' AND baseUrl IS NOT NULL", [apps.salesforce]],
    ["profile->>'authScheme' || '!' = 'TOKEN!' AND status = 'ENABLED'", [apps.salesforce]],
    ["profile.authScheme = 'TOKEN' AND status = 'ENABLED'", [apps.salesforce]],
    ["connections.profile.authScheme = 'TOKEN' AND connections.status = 'ENABLED'", [apps.salesforce]],
    ["json_extract_string(profile, '$.authScheme') = 'TOKEN' AND status = 'ENABLED'", [apps.salesforce]],
  ])('%s', async (where, expected) => {
    expect((await org.rows(`SELECT appId FROM okta.apps.connections WHERE ${where}`)).map(([id]) => id)).toEqual(expected);
  });

  test('a dotted path gives text, without quotes, under the key as name', async () => {
    const [ran] = await org.run(
      `SELECT profile.authScheme, c.profile.authScheme AS b FROM okta.apps.connections c WHERE appId = '${apps.slack}'`,
    );
    expect(ran).toMatchObject({ columns: ['authScheme', 'b'], types: ['string', 'string'], rows: [['TOKEN', 'TOKEN']] });
  });

  test('a deeper path, and one into a list', async () => {
    expect(
      await org.rows(
        `SELECT settings.app.domain, settings->'app'->>'domain', features->>0, features->>'$[1]' FROM okta.apps.applications WHERE id = '${apps.google}'`,
      ),
    ).toEqual([['example.com', 'example.com', 'PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES']]);
  });
});

describe('each reference has its own scan and table', () => {
  test('two references with different bindings', async () => {
    const rows = await org.rows(
      `SELECT a.appId, b.appId FROM okta.apps.connections a, okta.apps.connections b WHERE a.appId = '${apps.slack}' AND b.appId = '${apps.zoom}'`,
    );
    expect(rows).toEqual([[apps.slack, apps.zoom]]);
    expect(org.sent()).toEqual([`GET /api/v1/apps/${apps.slack}/connections/default`, `GET /api/v1/apps/${apps.zoom}/connections/default`]);
  });

  test('the same in a UNION, in CTEs, in sub-queries', async () => {
    const one = (id: string): string => `SELECT label FROM okta.apps.applications WHERE id = '${id}'`;
    expect(await org.rows(`${one(apps.slack)} UNION ALL ${one(apps.zoom)} UNION ALL ${one(apps.slack)}`)).toEqual([
      ['Slack'],
      ['Zoom'],
      ['Slack'],
    ]);
    expect(await org.rows(`WITH a AS (${one(apps.slack)}), b AS (${one(apps.zoom)}) SELECT * FROM b, a`)).toEqual([['Zoom', 'Slack']]);
    expect(await org.rows(`SELECT (${one(apps.slack)}) AS a, (${one(apps.zoom)}) AS b`)).toEqual([['Slack', 'Zoom']]);
  });

  test('one side bound, the other listed', async () => {
    const [row] = await org.rows(
      `SELECT count(*), count(DISTINCT a.id), count(DISTINCT b.id) FROM okta.apps.applications a, okta.apps.applications b WHERE a.id = '${apps.slack}'`,
    );
    expect(row).toEqual([14, 1, 14]);
  });

  test('a CTE that shadows nothing, named twice', async () => {
    expect(
      await org.rows(
        `WITH c AS (SELECT appId, status FROM okta.apps.connections WHERE status = 'DISABLED')
         SELECT x.appId, y.appId FROM c x JOIN c y ON x.appId < y.appId`,
      ),
    ).toEqual([[apps.google, apps.slack]]);
  });

  test('a CTE named like a column or a resource', async () => {
    expect(
      await org.rows(
        `WITH connections AS (SELECT appId AS status FROM okta.apps.connections WHERE appId = '${apps.slack}') SELECT status FROM connections`,
      ),
    ).toEqual([[apps.slack]]);
  });
});

describe('a staged row occurs once per binding', () => {
  test.each([
    `appId IN ('${apps.slack}', '${apps.slack}', '${apps.google}')`,
    `appId = '${apps.slack}' OR appId = '${apps.google}' OR appId = '${apps.slack}'`,
    `(appId = '${apps.slack}' OR appId IN ('${apps.google}', '${apps.slack}')) AND appId IN ('${apps.google}', '${apps.slack}', 'other')`,
  ])('%s', async (where) => {
    const rows = await org.rows(`SELECT appId FROM okta.apps.connections WHERE ${where} ORDER BY 1`);
    expect(rows).toEqual([[apps.google], [apps.slack]]);
    expect(org.sent()).toHaveLength(2);
    expect(await org.rows(`SELECT count(*) FROM okta.apps.connections WHERE ${where}`)).toEqual([[2]]);
  });

  test('NULL in a list is no value', async () => {
    expect(await org.rows(`SELECT status FROM okta.apps.connections WHERE appId IN ('${apps.slack}', NULL)`)).toEqual([['DISABLED']]);
    expect(org.sent()).toHaveLength(1);
    expect(await org.rows('SELECT status FROM okta.apps.connections WHERE appId = NULL')).toEqual([]);
    expect(await org.rows('SELECT count(*) FROM okta.apps.connections WHERE appId IN (NULL)')).toEqual([[0]]);
    expect(org.sent()).toEqual([]);
  });
});

test('everything is prepared before the first request', async () => {
  for (const sql of [
    'SELECT no_such(label) FROM okta.apps.applications',
    'SELECT label + 1 FROM okta.apps.applications',
    'SELECT label, count(*) FROM okta.apps.applications',
    'SELECT label FROM okta.apps.applications WHERE created > 7',
    'SELECT label FROM okta.apps.applications UNION SELECT label, id FROM okta.apps.applications',
    'SELECT x.label FROM (SELECT id FROM okta.apps.applications) x',
  ])
    expect(await org.fails(`SELECT label FROM okta.apps.applications; ${sql}`)).toMatchObject({ exitCode: 1 });
  expect(org.sent()).toEqual([]);
});

describe('one order and shape of rows in every way of running', () => {
  const columns = 'id, label, created, features, visibility, expressConfiguration, appId, subdomain';
  test('a stream and a staged query give deeply equal rows', async () => {
    const [streamed] = await org.run(`SELECT ${columns} FROM okta.apps.applications`);
    const [staged] = await org.run(`SELECT ${columns} FROM okta.apps.applications WHERE 1 = 1 ORDER BY created, id`);
    const sorted = [...(streamed?.rows ?? [])].sort((a, b) =>
      `${String(a[2])}${String(a[0])}` < `${String(b[2])}${String(b[0])}` ? -1 : 1,
    );
    expect(staged?.rows).toEqual(sorted);
    expect(staged?.columns).toEqual(streamed?.columns);
    expect(staged?.types).toEqual(streamed?.types);
    expect(streamed?.types).toEqual(['string', 'string', 'timestamp', 'json', 'json', 'json', 'string', 'string']);
    expect(streamed?.rows[0]?.[2]).toBe('2024-01-08T09:00:11.000Z');
  });

  test('* gives the fields in the order of DESCRIBE', async () => {
    const described = (await org.rows('DESCRIBE okta.apps.applications')).map(([name]) => name);
    const [streamed] = await org.run('SELECT * FROM okta.apps.applications LIMIT 1');
    const [staged] = await org.run('SELECT * FROM okta.apps.applications ORDER BY label LIMIT 1');
    expect(streamed?.columns).toEqual(described);
    expect(staged?.columns).toEqual(described);
  });
});

describe('LATERAL sees what stands to its left', () => {
  test('a lateral sub-query', async () => {
    const rows = await org.rows(
      `SELECT c.appId, x.label FROM okta.apps.connections c, LATERAL (SELECT label FROM okta.apps.applications a WHERE a.id = c.appId) x
       WHERE c.appId = '${apps.slack}'`,
    );
    expect(rows).toEqual([[apps.slack, 'Slack']]);
  });

  test('a table function', async () => {
    const rows = await org.rows(
      `SELECT a.label, f.value->>'$' FROM okta.apps.applications a, json_each(a.features) f WHERE a.id = '${apps.google}' ORDER BY f.key`,
    );
    expect(rows.map(([, feature]) => feature)).toEqual(['PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES', 'PUSH_USER_DEACTIVATION']);
  });
});

test('now() and its like are one instant in a statement, wherever they stand', async () => {
  const sql = `WITH t AS (SELECT now() AS n, a.id FROM okta.apps.applications a)
    SELECT count(DISTINCT t.n), count(*) FILTER (WHERE t.n = now() AND current_timestamp = (SELECT max(now()) FROM okta.apps.connections)) FROM t`;
  expect(await org.rows(sql)).toEqual([[1, 14]]);
});

test('a relation inside a recursive query is listed once, however deep it goes', async () => {
  org.sent();
  const rows = await org.rows(`WITH RECURSIVE chain AS (
      SELECT u.id, u.profile->>'managerId' AS above, 1 AS depth FROM okta.users.users u
      UNION ALL SELECT c.id, m.profile->>'managerId', c.depth + 1 FROM chain c JOIN okta.users.users m ON m.id = c.above WHERE c.depth < 9
    ) SELECT count(DISTINCT id), max(depth) > 2 FROM chain`);
  expect(rows).toEqual([[60, true]]);
  const sent = org.sent();
  expect(sent).toHaveLength(2);
  expect(sent.filter((line) => line.includes('id%20eq'))).toEqual([]);
});

describe('a sub-query names what stands around it', () => {
  const outside = 'SELECT count(*) FROM okta.apps.applications a WHERE EXISTS (SELECT 1 FROM {item} s WHERE {condition})';
  const item = '(SELECT * FROM (SELECT status AS s1 FROM okta.apps.applications) z)';

  test.each([
    ['by qualifier, beside a star', item, "a.name = 'slack'", 1],
    ['without one', item, "label = 'Slack'", 1],
    ['where its own column hides it', '(SELECT * FROM (SELECT label FROM okta.apps.applications) z)', "label = 'Slack'", 14],
    ['beside rows of VALUES', '(VALUES (1), (2))', "name = 'slack' AND col0 = 2", 1],
    ['by qualifier, beside columns that nobody knows', 'unnest([1, 2])', "a.name = 'slack'", 1],
  ])('%s', async (_, from, condition, expected) => {
    expect(await org.rows(outside.replace('{item}', from).replace('{condition}', condition))).toEqual([[expected]]);
  });

  test('a star has the names of what it stands for, under other names too', async () => {
    const sql = "SELECT s.b FROM (SELECT * FROM (SELECT id, name FROM okta.apps.applications) z) s(a, b) WHERE s.a = '{id}'";
    expect(await org.rows(sql.replace('{id}', apps.slack))).toEqual([['slack']]);
  });
});

test('names of unnamed columns show nothing of the splices', async () => {
  const [ran] = await org.run(
    `SELECT (SELECT max(label) FROM okta.apps.applications), upper(c.profile.authScheme), c.profile->>'authScheme', count(*)
     FROM okta.apps.connections c GROUP BY ALL`.replace('GROUP BY ALL', 'GROUP BY 2, 3'),
  );
  expect(ran?.columns.join(' ')).not.toMatch(/scan \d/);
});
