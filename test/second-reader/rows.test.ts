import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';
import { comparable, loadOracle, type Oracle } from '../properties/duckdb-oracle.ts';
import { builtIn } from './reading.ts';

/*
 * Queries that only DuckDB's parser reads give the rows that DuckDB gives over the whole org. The oracle knows these columns:
 * applications (id, appId, label, status, signOnMode, visibility), connections (appId, status, authScheme, profile).
 */

let org: OktaOrg;
let oracle: Oracle;
beforeAll(async () => {
  org = await openOktaOrg();
  oracle = await loadOracle(org);
});
afterAll(() => org[Symbol.asyncDispose]());

const a = 'okta.apps.applications';
const c = 'okta.apps.connections';
const short = `(SELECT id, label, status, signOnMode FROM ${a})`;

const queries: readonly (readonly [string, string])[] = [
  ['QUALIFY', `SELECT id, status FROM ${a} QUALIFY row_number() OVER (PARTITION BY status ORDER BY id) = 1`],
  [
    'QUALIFY with a condition that is bound',
    `SELECT id FROM ${a} WHERE id IN ('${apps.zoom}', '${apps.slack}') QUALIFY rank() OVER (ORDER BY label) = 1`,
  ],
  ['FILTER beside other things', `SELECT status, count(*) FILTER (WHERE label > 'S') FROM ${a} GROUP BY ALL`],
  ['a named window', `SELECT id, row_number() OVER w, sum(1) OVER w FROM ${a} WINDOW w AS (PARTITION BY status ORDER BY label)`],
  [
    'a window built on another',
    `SELECT id, count(*) OVER (w ORDER BY label ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM ${a} WINDOW w AS (PARTITION BY status)`,
  ],
  [
    'a window over a JSON key',
    `SELECT c.appId, row_number() OVER w FROM ${c} c WINDOW w AS (PARTITION BY c.profile->>'authScheme' ORDER BY c.appId)`,
  ],
  ['DISTINCT ON', `SELECT DISTINCT ON (status) status, id FROM ${a} ORDER BY status, id`],
  ['* EXCLUDE', `SELECT * EXCLUDE (label, status) FROM ${short} x`],
  ['* REPLACE', `SELECT * REPLACE (upper(label) AS label) FROM ${short} x`],
  ['* RENAME', `SELECT * RENAME (label AS title) FROM ${short} x`],
  ['t.* EXCLUDE', `SELECT x.* EXCLUDE label FROM ${short} x JOIN ${c} y ON x.id = y.appId`],
  ['* LIKE', `SELECT * LIKE '%a%' FROM ${short} x`],
  ['COLUMNS by a pattern', `SELECT COLUMNS('.*tatus') FROM ${short} x`],
  ['COLUMNS by a lambda', `SELECT COLUMNS(n -> n LIKE 's%') FROM ${short} x`],
  ['COLUMNS of all', `SELECT min(COLUMNS(*)) FROM ${short} x`],
  ['GROUP BY ALL', `SELECT signOnMode, status, count(*) FROM ${a} GROUP BY ALL`],
  ['ORDER BY ALL with LIMIT', `SELECT status, id FROM ${a} ORDER BY ALL LIMIT 3`],
  ['GROUPING SETS', `SELECT status, signOnMode, count(*) FROM ${a} GROUP BY GROUPING SETS ((status), (status, signOnMode), ())`],
  [
    'ROLLUP and CUBE',
    `SELECT status, signOnMode, grouping(status), count(*) FROM ${a} GROUP BY ROLLUP (status), CUBE (signOnMode) QUALIFY row_number() OVER (ORDER BY status, signOnMode) < 9`,
  ],
  ['a lambda whose parameter is also a column', `SELECT id, list_filter(['a', 'b', status], status -> status <> 'a')::VARCHAR FROM ${a}`],
  ['a lambda with an index', `SELECT id, list_transform([1, 2], (x, i) -> x + i)::VARCHAR FROM ${a}`],
  ['a lambda by its word', `SELECT id, list_transform([label], lambda x: upper(x))::VARCHAR FROM ${a}`],
  ['a list comprehension', `SELECT id, [x || label FOR x IN ['a', 'b'] IF x <> 'a']::VARCHAR FROM ${a}`],
  ['a struct', `SELECT id, {'state': status, 'n': 1}::VARCHAR FROM ${a}`],
  ['a key of a struct', `SELECT ({'state': status}).state FROM ${a}`],
  ['a map', `SELECT id, MAP {'state': status}['state'] FROM ${a}`],
  ['slices and subscripts', `SELECT label[1:3], label[-2:], [id, label][2], [1, 2, 3][:2]::VARCHAR FROM ${a}`],
  ['a dotted call', `SELECT label.upper().lower() FROM ${a} WHERE status.lower() = 'active'`],
  ['EXTRACT', `SELECT id, EXTRACT(year FROM DATE '2026-03-01') FROM ${a}`],
  ['TRIM, SUBSTRING, POSITION', `SELECT trim(BOTH 'S' FROM label), substring(label FROM 1 FOR 2), position('a' IN label) FROM ${a}`],
  ['= ANY', `SELECT id FROM ${a} WHERE id = ANY (SELECT appId FROM ${c} WHERE status = 'ENABLED')`],
  ['<> ALL', `SELECT id FROM ${a} WHERE id <> ALL (SELECT appId FROM ${c} WHERE appId IN ('${apps.zoom}', '${apps.slack}'))`],
  ['> ALL', `SELECT id FROM ${a} WHERE label > ALL (SELECT label FROM ${a} WHERE status = 'INACTIVE')`],
  ['= ANY of a list', `SELECT id FROM ${a} WHERE status = ANY (['ACTIVE'])`],
  ['TRY_CAST', `SELECT TRY_CAST(label AS INTEGER), id FROM ${a}`],
  ['unnest with column aliases', `SELECT id, x FROM ${a}, unnest([1, 2]) AS t(x) WHERE id = '${apps.zoom}'`],
  [
    'a relation with column aliases',
    `SELECT y.i FROM (SELECT id, label FROM ${a}) AS z(i, l) JOIN (SELECT appId FROM ${c}) AS y(i) ON y.i = z.i QUALIFY row_number() OVER (ORDER BY l) < 3`,
  ],
  [
    'AS MATERIALIZED',
    `WITH x AS MATERIALIZED (SELECT id, status FROM ${a}), y AS NOT MATERIALIZED (SELECT id FROM x) SELECT count(*) FROM x JOIN y USING (id)`,
  ],
  ['FETCH FIRST', `SELECT id FROM ${a} ORDER BY id FETCH FIRST 2 ROWS ONLY`],
  ['FETCH FIRST ROW', `SELECT id FROM ${a} ORDER BY id OFFSET 1 ROW FETCH NEXT ROW ONLY`],
  ['LIMIT of a share', `SELECT id FROM ${a} ORDER BY id LIMIT 50%`],
  [
    'SEMI JOIN with what only the second reader knows',
    `SELECT x.id FROM ${a} x SEMI JOIN ${c} y ON x.id = y.appId AND y.status[1:2] = 'EN'`,
  ],
  ['ANTI JOIN', `SELECT x.id FROM ${a} x ANTI JOIN ${c} y ON x.id = y.appId AND y.status[1:2] = 'EN'`],
  ['ASOF LEFT JOIN', `SELECT x.id, y.appId FROM ${a} x ASOF LEFT JOIN ${c} y ON x.id >= y.appId`],
  [
    'ASOF LEFT JOIN and a condition on its right',
    `SELECT x.id, y.appId FROM ${a} x ASOF LEFT JOIN ${c} y ON x.id >= y.appId WHERE y.appId = '${apps.zoom}'`,
  ],
  [
    'POSITIONAL JOIN',
    `SELECT x.n, y.n FROM (SELECT row_number() OVER (ORDER BY id) n FROM ${a}) x POSITIONAL JOIN (SELECT row_number() OVER (ORDER BY appId) n FROM ${c}) y`,
  ],
  ['FROM first', `FROM ${a} SELECT id, label WHERE status = 'ACTIVE'`],
  ['FROM alone', `FROM ${short} ORDER BY id`],
  ['FROM first in a sub-query', `SELECT id FROM ${a} WHERE id IN (FROM ${c} SELECT appId WHERE appId = '${apps.zoom}')`],
  ['PIVOT as a statement', `PIVOT (SELECT status, signOnMode FROM ${a}) ON signOnMode IN ('SAML_2_0', 'BOOKMARK') USING count(*)`],
  ['PIVOT of a relation', `PIVOT ${a} ON signOnMode IN ('SAML_2_0', 'BOOKMARK') USING count(*) GROUP BY status`],
  [
    'PIVOT in FROM',
    `SELECT * FROM ${short} x PIVOT (count(*) FOR status IN ('ACTIVE', 'INACTIVE') GROUP BY signOnMode) AS p WHERE p.signOnMode > 'B'`,
  ],
  ['UNPIVOT', `UNPIVOT (SELECT id, label FROM ${a}) ON id, label INTO NAME n VALUE v`],
  ['UNPIVOT in FROM', `SELECT n, v FROM (SELECT id, label FROM ${a}) UNPIVOT (v FOR n IN (id, label))`],
  ['VALUES in FROM', `SELECT x.id, v.k::VARCHAR FROM ${a} x JOIN (VALUES ('${apps.zoom}', {'b': 1})) v(id, k) ON x.id = v.id`],
  ['COLLATE', `SELECT id FROM ${a} WHERE label COLLATE nocase = 'zoom'`],
  ['ESCAPE of NOT ILIKE', `SELECT id FROM ${a} WHERE label NOT ILIKE 'z!%' ESCAPE '!' AND label[1] <> 'x'`],
  [
    'arrows bind as in PostgreSQL',
    `SELECT c.appId FROM ${c} c WHERE c.profile->>'authScheme' = 'TOKEN' AND c.appId[1] = '0' OR c.profile->>'authScheme' IS NULL AND c.status IN ('ENABLED')`,
  ],
  [
    'a set operation by name',
    `SELECT id, label FROM ${a} WHERE id = '${apps.zoom}' UNION ALL BY NAME SELECT appId AS id, status FROM ${c}`,
  ],
  ['an alias before its expression', `SELECT app : id, label FROM ${a}`],
  ['IN a list', `SELECT id FROM ${a} WHERE status IN ['ACTIVE']`],
  ['TRY and if', `SELECT TRY(label::INTEGER), if(status = 'ACTIVE', 1, 2) FROM ${a} WHERE label[1] > 'A'`],
];

test.each(queries)('%s', async (_name, sql) => {
  expect(await builtIn(sql), 'the built-in grammar refuses it').toBeNull();
  const rows = comparable(await org.rows(sql));
  expect(rows).toEqual(await oracle.answer(sql));
  expect(rows.length).toBeGreaterThan(0);
});

describe('stars and parameters', () => {
  const one = `appId = '${apps.zoom}' AND appId[1:3] = '0oa'`;
  const fields = ['_links', 'authScheme', 'baseUrl', 'profile', 'status'];

  test.each<readonly [string, readonly string[], string]>([
    [`FROM ${c} WHERE ${one}`, fields, 'a star that is not written lists fields only'],
    [`TABLE ${c} LIMIT 1`, fields, 'TABLE lists fields'],
    [
      `SELECT * EXCLUDE (_links) FROM ${c} WHERE ${one}`,
      ['authScheme', 'baseUrl', 'profile', 'status'],
      'a staged parameter is excluded too',
    ],
    [`SELECT * EXCLUDE _links FROM ${c} WHERE ${one}`, ['authScheme', 'baseUrl', 'profile', 'status'], 'without brackets'],
    [`SELECT * EXCLUDE (_links, appId) FROM ${c} WHERE ${one}`, ['authScheme', 'baseUrl', 'profile', 'status'], 'and not twice'],
    [`SELECT c.* REPLACE (1 AS status) FROM ${c} c WHERE ${one}`, fields, 'behind a qualifier'],
    [`SELECT COLUMNS(*) FROM ${c} WHERE ${one}`, fields, 'inside COLUMNS'],
    [
      `SELECT x.* EXCLUDE (_links, profile), y.id FROM ${c} x JOIN ${a} y ON y.id = x.appId[1:30]`,
      ['authScheme', 'baseUrl', 'status', 'id'],
      'beside another relation',
    ],
    [`SELECT z, authScheme FROM ${c} AS q(l, z) WHERE z IS NOT NULL LIMIT 1`, ['z', 'baseUrl'], 'renamed columns are those that * lists'],
  ])('%s', async (sql, columns, _why) => {
    const [ran] = await org.run(sql.replace('SELECT z, authScheme', 'SELECT z, baseUrl'));
    expect(ran?.columns).toEqual(columns);
    expect(ran?.rows.length).toBeGreaterThan(0);
  });

  test('a pattern cannot tell fields from parameters', async () => {
    expect(await org.fails(`SELECT COLUMNS('.*') FROM ${c} WHERE ${one}`)).toMatchObject({ code: 'unsupported' });
  });
});

describe('what may stream, and what must not', () => {
  test('FROM first pages no further than its limit', async () => {
    org.sent();
    await org.rows(`FROM ${a} LIMIT 1`);
    expect(org.sent()).toEqual(['GET /api/v1/apps?limit=1']);
  });

  test.each([
    ['a sample', `SELECT id FROM ${a} USING SAMPLE 3 ROWS`, 3],
    ['a sampled relation', `SELECT id FROM ${a} TABLESAMPLE reservoir(2 ROWS) WHERE id IS NOT NULL`, 2],
  ])('%s', async (_name, sql, count) => {
    expect(await org.rows(sql)).toHaveLength(count);
  });

  test('positions are those of whole relations, whatever is asked outside', async () => {
    const [first] = await org.rows(`SELECT x.id, y.id FROM ${a} x POSITIONAL JOIN ${a} y WHERE y.id = '${apps.zoom}'`);
    expect(first).toEqual([apps.zoom, apps.zoom]);
  });
});

describe('errors', () => {
  test.each([
    [`SELECT id[1] FROM ${a} WHERE AND b`, 'syntax_error', 'AND', 'DuckDB knows where, as the built-in grammar only lacks subscripts'],
    [`SELECT id FROM ${a} WERE b = 1`, 'syntax_error', 'b', "the built-in grammar's error stands"],
    [`SELECT id[1] FROM 'a.csv'`, 'unsupported', 'id[', 'what neither reads keeps its place'],
    [`SELECT nope[1] FROM ${a}`, 'unknown_column', 'nope', 'names have their places'],
    [`SELECT list_filter([1], x -> y > x) FROM ${a}`, 'unknown_column', 'y', 'and in a lambda too'],
    [`SELECT 'é', nope[1] FROM ${a}`, 'unknown_column', 'nope', 'counted in characters'],
  ])('%s', async (sql, code, text, _why) => {
    const error = await org.fails(sql);
    const { start, end } = error.span ?? { start: 0, end: 0 };
    expect([error.code, sql.slice(start, end)]).toEqual([code, text]);
  });
});

describe('parts of changes', () => {
  const g = 'okta.groups.groups';
  const legal = "profile.name = 'Legal'";

  test.each<readonly [string, string, string]>([
    [`UPDATE ${g} SET profile.description = ['x', profile.name][2] WHERE ${legal}`, 'Legal', 'a value'],
    [`UPDATE ${g} SET profile.description = 'a' WHERE profile.name[1:3] = 'Leg' AND EXTRACT(year FROM created) > 2000`, 'a', 'a condition'],
    [`UPDATE ${g} SET profile.description = 'b' WHERE id IN (FROM ${g} SELECT id WHERE ${legal})`, 'b', 'a sub-query'],
  ])('%s', async (sql, expected, _why) => {
    const [ran] = await org.run(sql);
    expect(ran?.outcome.affected).toBe(1);
    expect(await org.rows(`SELECT profile.description FROM ${g} WHERE ${legal}`)).toEqual([[expected]]);
  });

  test('RETURNING', async () => {
    const sql = `UPDATE ${g} SET profile.description = 'd' WHERE ${legal} RETURNING {'n': profile.name[1:2]} AS s`;
    expect(await org.rows(sql)).toEqual([[{ n: 'Le' }]]);
  });

  test('INSERT … SELECT', async () => {
    const [ran] = await org.run(`INSERT INTO ${g} (profile) SELECT {'name': 'Z' || x}::JSON FROM unnest([1, 2]) AS t(x)`);
    expect(ran?.outcome.affected).toBe(2);
  });

  test('a part that is wrong has its place', async () => {
    const sql = `UPDATE ${g} SET profile.description = 'a'[1] AND OR b WHERE ${legal}`;
    expect(await org.fails(sql)).toMatchObject({ code: 'syntax_error' });
  });
});

test('binds and templates keep their values', async () => {
  const sql = `SELECT id, {'a': :x, 'b': '{{ name }}', 'c': {{ n }}} FROM ${a} WHERE id = :id QUALIFY row_number() OVER (ORDER BY id) = $1`;
  const run = { parameters: { x: "it's", id: apps.zoom, 1: 1 }, variables: { name: "o'é", n: -3 } };
  expect(await org.rows(sql, run)).toEqual([[apps.zoom, { a: "it's", b: "o'é", c: -3 }]]);
});
