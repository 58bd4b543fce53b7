import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apps, type OktaOrg, openOktaOrg } from '../okta-org.fixture.ts';

/*
 * What may stand in a query over provider relations, each with its rows.
 */

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
});
afterAll(() => org[Symbol.asyncDispose]());

const a = 'okta.apps.applications';
const inactive = [['Old wiki'], ['Payroll']];

const queries: readonly (readonly [string, string, readonly (readonly unknown[])[]])[] = [
  [
    'a lambda over a sorted aggregate',
    `SELECT list_filter(list(label ORDER BY label), x -> x LIKE 'P%'), list_transform(array_agg(name ORDER BY name DESC), lambda x: upper(x))[1] FROM ${a}`,
    [[['Parking permits', 'Payroll', 'Print server'], 'ZOOMUS']],
  ],
  ['inner join', `SELECT a.label FROM ${a} a JOIN ${a} b ON a.id = b.id WHERE b.status = 'INACTIVE' ORDER BY 1`, inactive],
  ['left join', `SELECT count(*), count(c.appId) FROM ${a} a LEFT JOIN okta.apps.connections c ON c.appId = a.id`, [[14, 8]]],
  ['right join', `SELECT count(*), count(c.appId) FROM okta.apps.connections c RIGHT JOIN ${a} a ON c.appId = a.id`, [[14, 8]]],
  ['full join', `SELECT count(*) FROM ${a} a FULL JOIN (VALUES ('x')) v(id) ON v.id = a.id`, [[15]]],
  ['cross join', `SELECT count(*) FROM ${a} CROSS JOIN (VALUES (1), (2)) v(x)`, [[28]]],
  ['comma join', `SELECT count(*) FROM ${a} a, ${a} b WHERE a.id = b.id`, [[14]]],
  ['semi join', `SELECT count(*) FROM ${a} a SEMI JOIN okta.apps.connections c ON c.appId = a.id`, [[8]]],
  ['anti join', `SELECT count(*) FROM ${a} a ANTI JOIN okta.apps.connections c ON c.appId = a.id`, [[6]]],
  [
    'ASOF join',
    `SELECT a.label, v.x FROM ${a} a ASOF JOIN (VALUES ('A', 1), ('X', 2)) v(k, x) ON a.label >= v.k WHERE a.label IN ('Zoom', 'Slack') ORDER BY 1`,
    [
      ['Slack', 1],
      ['Zoom', 2],
    ],
  ],
  ['natural join', `SELECT label FROM ${a} NATURAL JOIN (SELECT 'Zoom' AS label) z`, [['Zoom']]],
  ['join USING', `SELECT label FROM ${a} JOIN (VALUES ('${apps.zoom}')) v(id) USING (id)`, [['Zoom']]],
  ['positional join', `SELECT count(*) FROM ${a} POSITIONAL JOIN (VALUES (1)) v(x)`, [[14]]],
  [
    'LATERAL over a parameter',
    `SELECT c.s FROM ${a} a, LATERAL (SELECT profile.authScheme AS s FROM okta.apps.connections c WHERE c.appId = a.id) c WHERE a.label = 'Zoom'`,
    [['OAUTH2']],
  ],
  ['IN a query', `SELECT label FROM ${a} WHERE id IN (SELECT id FROM ${a} WHERE status = 'INACTIVE') ORDER BY 1`, inactive],
  [
    'EXISTS, correlated',
    `SELECT count(*) FROM ${a} a WHERE NOT EXISTS (SELECT 1 FROM okta.apps.connections c WHERE c.appId = a.id)`,
    [[6]],
  ],
  [
    'a scalar query, correlated',
    `SELECT label FROM ${a} a WHERE (SELECT count(*) FROM ${a} b WHERE b.signOnMode = a.signOnMode AND b.status <> a.status) > 5`,
    [['Payroll']],
  ],
  ['rows in a query', `SELECT label FROM ${a} WHERE (status, signOnMode) IN (SELECT 'INACTIVE', 'BOOKMARK')`, [['Old wiki']]],
  ['= ANY', `SELECT label FROM ${a} WHERE status = ANY (SELECT 'INACTIVE') ORDER BY 1`, inactive],
  ['a common table', `WITH x AS (SELECT label, status FROM ${a}) SELECT label FROM x WHERE status = 'INACTIVE' ORDER BY 1`, inactive],
  [
    'a recursive common table',
    `WITH RECURSIVE chain AS (SELECT id, 1 AS depth FROM okta.users.users WHERE profile.managerId IS NULL
     UNION ALL SELECT u.id, depth + 1 FROM okta.users.users u JOIN chain c ON u.profile.managerId = c.id) SELECT count(*) = (SELECT count(*) FROM okta.users.users) FROM chain`,
    [[true]],
  ],
  [
    'UNION, INTERSECT, EXCEPT',
    `SELECT label FROM ${a} EXCEPT (SELECT label FROM ${a} WHERE status = 'ACTIVE') UNION SELECT 'Z' INTERSECT SELECT 'Z' ORDER BY 1`,
    [...inactive, ['Z']],
  ],
  ['UNION ALL BY NAME', `SELECT count(*) FROM (SELECT label FROM ${a} UNION ALL BY NAME SELECT 'x' AS status)`, [[15]]],
  [
    'a window and QUALIFY',
    `SELECT status, label FROM ${a} QUALIFY row_number() OVER (PARTITION BY status ORDER BY label) = 1 ORDER BY 1`,
    [
      ['ACTIVE', 'Cafeteria menu'],
      ['INACTIVE', 'Old wiki'],
    ],
  ],
  [
    'a named window',
    `SELECT DISTINCT first_value(label) OVER w FROM ${a} WHERE status = 'INACTIVE' WINDOW w AS (ORDER BY label)`,
    [['Old wiki']],
  ],
  ['FILTER', `SELECT count(*) FILTER (WHERE status = 'ACTIVE') FROM ${a}`, [[12]]],
  [
    'GROUPING SETS',
    `SELECT status, count(*) FROM ${a} GROUP BY GROUPING SETS ((status), ()) ORDER BY 2`,
    [
      ['INACTIVE', 2],
      ['ACTIVE', 12],
      [null, 14],
    ],
  ],
  [
    'ROLLUP',
    `SELECT status, count(*) FROM ${a} GROUP BY ROLLUP (status) ORDER BY 2`,
    [
      ['INACTIVE', 2],
      ['ACTIVE', 12],
      [null, 14],
    ],
  ],
  ['CUBE', `SELECT count(*) FROM (SELECT status, signOnMode FROM ${a} GROUP BY CUBE (status, signOnMode))`, [[17]]],
  [
    'GROUP BY ALL, ORDER BY ALL',
    `SELECT status, count(*) FROM ${a} GROUP BY ALL ORDER BY ALL`,
    [
      ['ACTIVE', 12],
      ['INACTIVE', 2],
    ],
  ],
  ['DISTINCT ON', `SELECT DISTINCT ON (status) label FROM ${a} ORDER BY status, label`, [['Cafeteria menu'], ['Old wiki']]],
  ['PIVOT with values', `SELECT * FROM (SELECT status FROM ${a}) PIVOT (count(*) FOR status IN ('ACTIVE', 'INACTIVE'))`, [[12, 2]]],
  [
    'UNPIVOT',
    `UNPIVOT (SELECT label, status FROM ${a} WHERE label = 'Zoom') ON label, status INTO NAME n VALUE v`,
    [
      ['label', 'Zoom'],
      ['status', 'ACTIVE'],
    ],
  ],
  [
    '* EXCLUDE and REPLACE',
    `SELECT * EXCLUDE (n) REPLACE (upper(l) AS l) FROM (SELECT label AS l, 1 AS n FROM ${a} WHERE label = 'Zoom')`,
    [['ZOOM']],
  ],
  ['COLUMNS', `SELECT COLUMNS('^(label|status)$') FROM ${a} WHERE label = 'Zoom'`, [['Zoom', 'ACTIVE']]],
  ['a lambda', `SELECT list_filter(features::VARCHAR[], f -> f LIKE '%USERS') FROM ${a} WHERE label = 'Zoom'`, [[['PUSH_NEW_USERS']]]],
  ['a lambda by its word', `SELECT list_transform([label], lambda x: lower(x))[1] FROM ${a} WHERE label = 'Zoom'`, [['zoom']]],
  ['structs and lists', `SELECT x.s.l[1] FROM (SELECT {'l': [label]} AS s FROM ${a} WHERE label = 'Zoom') x`, [['Zoom']]],
  [
    'JSON by arrow, dots and function',
    `SELECT count(*) FROM okta.apps.connections WHERE profile->>'authScheme' = profile.authScheme AND json_extract(profile, '$.authScheme') = profile->'authScheme'->>'$'`,
    [[8]],
  ],
  [
    'JSON by dots through a derived table',
    `SELECT count(*) FROM (SELECT profile, appId FROM okta.apps.connections) c WHERE c.profile.authScheme = 'OAUTH2' AND c.appId = '${apps.zoom}'`,
    [[1]],
  ],
  [
    'JSON by dots through a common table',
    `WITH u(i, p) AS (SELECT id, profile FROM okta.users.users) SELECT p.city IS NOT NULL AND u.p.firstName = 'Marco' AS found FROM u WHERE p.login = 'marco.wagner@example.com'`,
    [[true]],
  ],
  ['VALUES', `SELECT v.x, a.label FROM (VALUES ('Zoom', 1)) v(l, x) JOIN ${a} a ON a.label = v.l`, [[1, 'Zoom']]],
  [
    'LIMIT and OFFSET by expression',
    `SELECT label FROM ${a} WHERE status = 'INACTIVE' ORDER BY label LIMIT (SELECT 1) OFFSET 2 - 1`,
    [['Payroll']],
  ],
  ['FETCH FIRST', `SELECT label FROM ${a} ORDER BY label FETCH FIRST 1 ROW ONLY`, [['Cafeteria menu']]],
  [
    'unnest in FROM',
    `SELECT f FROM ${a} a, unnest(a.features::VARCHAR[]) u(f) WHERE a.label = 'Zoom' ORDER BY 1 LIMIT 1`,
    [['PUSH_NEW_USERS']],
  ],
  ['a function of a row in FROM', `SELECT count(*) FROM ${a} a, generate_series(1, length(a.label)) g(x) WHERE a.label = 'Zoom'`, [[4]]],
  ['FROM first', `FROM ${a} SELECT label WHERE label = 'Zoom'`, [['Zoom']]],
  ['no FROM', 'SELECT 1 + 1', [[2]]],
  ['TABLESAMPLE', `SELECT count(*) FROM ${a} TABLESAMPLE 100 PERCENT`, [[14]]],
];

describe('a query may have', () => {
  test.each(queries)('%s', async (_name, sql, expected) => {
    expect(await org.rows(sql)).toEqual(expected);
  });
});

describe('PIVOT without a list of values', () => {
  test('makes a column of each value that is there', async () => {
    const [ran] = await org.run(`PIVOT ${a} ON status USING count(*) GROUP BY signOnMode ORDER BY signOnMode LIMIT 2`);
    expect(ran?.columns).toEqual(['signOnMode', 'ACTIVE', 'INACTIVE']);
    expect(ran?.rows).toEqual([
      ['BASIC_AUTH', 1, 0],
      ['BOOKMARK', 1, 1],
    ]);
  });

  test.each([
    ['in brackets', `SELECT ACTIVE FROM (PIVOT ${a} ON status USING count(*) GROUP BY signOnMode) WHERE signOnMode = 'BOOKMARK'`],
    ['of a common table', `WITH x AS (SELECT status FROM ${a} WHERE signOnMode = 'BOOKMARK') PIVOT x ON status USING count(*)`],
  ])('%s', async (_name, sql) => {
    expect((await org.rows(sql))[0]?.[0]).toBe(1);
  });

  test('EXPLAIN asks for no values and makes no call for them', async () => {
    org.sent();
    const lines = (await org.rows(`EXPLAIN PIVOT ${a} ON status USING count(*)`)).map(([line]) => String(line));
    expect(lines.join('\n')).toContain(`ON status IN ('…')`);
    expect((await org.session.explain(`PIVOT ${a} ON status USING count(*)`)).join('\n')).toContain(`ON status IN ('…')`);
    expect(org.sent().filter((line) => !line.includes('limit=1'))).toEqual([]);
  });

  test.each([
    [`PIVOT ${a} ON statuss USING count(*)`, 'unknown_column'],
    [`PIVOT (SELECT status FROM ${a} WHERE label = 'none') ON status USING count(*)`, 'refused'],
    [`EXEC okta.apps.applications.deactivate_application @appId = 'x'; PIVOT ${a} ON status USING count(*)`, 'unsupported'],
  ])('%s is refused at its expression', async (sql, code) => {
    const error = await org.fails(sql);
    expect(error.code).toBe(code);
    expect(sql.slice(error.span?.start, error.span?.end)).toMatch(/^statuss?$/);
  });
});

test('SUMMARIZE tells what the columns are like', async () => {
  const rows = await org.rows(`SUMMARIZE SELECT status FROM ${a} WHERE status = 'INACTIVE'`);
  expect(rows.map((row) => row.slice(0, 5))).toEqual([['status', 'VARCHAR', 'INACTIVE', 'INACTIVE', 1]]);
  expect((await org.rows(`SUMMARIZE ${a}`)).map(([name]) => name)).toContain('label');
});

describe('what no reader reads is a syntax error with its place', () => {
  test.each([
    ['SELECT FROM WHERE', 'FROM'],
    [`SELECT label FROM ${a} WHERE label = = 'x'`, '='],
    [`SELECT label FROM ${a} ORDER label`, 'label'],
    [`SELECT (label FROM ${a}`, '('],
    [`SELECT label FROM ${a} QUALIFY`, 'QUALIFY'],
  ])('%s', async (sql, place) => {
    const error = await org.fails(sql);
    expect(error.code).toBe('syntax_error');
    expect(sql.slice(error.span?.start).startsWith(place), `${error.message} at ${sql.slice(error.span?.start)}`).toBe(true);
  });
});
