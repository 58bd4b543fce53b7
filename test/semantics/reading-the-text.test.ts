import { beforeAll, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg, spotOf } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

const labels = async (where: string): Promise<unknown[]> =>
  (await org.rows(`SELECT label FROM okta.apps.applications WHERE ${where}`)).map(([label]) => label);

describe('precedence is NOT > AND > OR', () => {
  test.each<[where: string, same: string]>([
    ["name = 'zoomus' OR name = 'slack' AND status = 'INACTIVE'", "name = 'zoomus' OR (name = 'slack' AND status = 'INACTIVE')"],
    ["status = 'INACTIVE' AND name = 'zoomus' OR name = 'slack'", "(status = 'INACTIVE' AND name = 'zoomus') OR name = 'slack'"],
    ["NOT name = 'zoomus' AND status = 'INACTIVE'", "(NOT (name = 'zoomus')) AND status = 'INACTIVE'"],
    [
      "name = 'a' OR name = 'slack' AND status = 'ACTIVE' OR name = 'google' AND NOT status = 'ACTIVE'",
      "name = 'a' OR ((name = 'slack') AND (status = 'ACTIVE')) OR ((name = 'google') AND (NOT (status = 'ACTIVE')))",
    ],
    ["NOT name LIKE '%o%' AND NOT status = 'INACTIVE'", "(name NOT LIKE '%o%') AND (status <> 'INACTIVE')"],
  ])('%s', async (where, same) => {
    const rows = await labels(where);
    expect(rows).toEqual(await labels(same));
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe('what the grammar library misreads', () => {
  test.each<[where: string, expected: unknown[], why: string]>([
    ["name IS DISTINCT FROM label AND label = 'Slack'", ['Slack'], 'the right side of IS DISTINCT FROM is a column'],
    ['label IS NOT DISTINCT FROM label AND name = $1', ['Slack'], 'and of its negation'],
    ["label || '''s' = 'Slack''s'", ['Slack'], 'a doubled quote is one'],
    ["label = 'Sl' || 'ack'", ['Slack'], 'concatenation'],
    ["label IN ('Slack', 'Zoom') AND NOT label IN ('Zoom')", ['Slack'], 'IN binds tighter than NOT'],
    ["label BETWEEN 'Sk' AND 'Sm' AND status = 'ACTIVE'", ['Slack'], "BETWEEN's AND is its own"],
    ["length(label) = 2 + 3 AND label LIKE 'S%'", ['Slack'], 'arithmetic before comparison'],
    ["CASE WHEN label = 'Slack' OR label = 'x' AND 1 = 0 THEN TRUE ELSE FALSE END", ['Slack'], 'inside CASE as outside'],
  ])('%s', async (where, expected) => {
    const parameters = where.includes('$1') ? { parameters: ['slack'] } : {};
    const rows = await org.rows(`SELECT label FROM okta.apps.applications WHERE ${where}`, parameters);
    expect(rows.map(([label]) => label)).toEqual(expected);
  });
});

describe('comments', () => {
  test('only a comment of the form "required" gives its separator back', async () => {
    const ran = await org.run(`SELECT 1 AS a -- required;
      SELECT 2 AS b /* required; */ WHERE 1 = 1 -- ; not a separator
      ; SELECT 3 AS c --required;`);
    expect(ran.map(({ rows }) => rows)).toEqual([[[1]], [[2]], [[3]]]);
  });

  test('every other comment hides what is in it', async () => {
    expect(await org.rows("SELECT label -- , nope FROM nowhere; SELEC\n FROM /* WHERE '; */ okta.apps.applications LIMIT 1")).toEqual([
      ['Microsoft Office 365'],
    ]);
  });

  test('a comment within text is text', async () => {
    expect(await org.rows("SELECT '-- required;' AS a, '/* b */' AS b")).toEqual([['-- required;', '/* b */']]);
  });
});

describe('templates are lexed, not pasted', () => {
  const nasty = "x' OR '1'='1";
  test.each<[sql: string, value: string | number | boolean | null | bigint, expected: unknown]>([
    ["SELECT '{{ v }}' AS v", nasty, nasty],
    ['SELECT {{ v }} AS v', nasty, nasty],
    ["SELECT 'a{{ v }}b' AS v", "it's", "ait'sb"],
    ["SELECT 'a{{ v }}b' AS v", '{{ v }}', 'a{{ v }}b'],
    ['SELECT {{ v }} AS v', 7, 7],
    ['SELECT {{v}} + 1 AS v', -7, -6],
    ['SELECT {{ v }} AS v', true, true],
    ['SELECT {{ v }} AS v', null, null],
    ["SELECT '{{ v }}' AS v", 7, '7'],
    ['SELECT {{ v }} AS v', '-- x', '-- x'],
    ['SELECT {{ v }} AS v', '; DELETE FROM okta.apps.applications', '; DELETE FROM okta.apps.applications'],
  ])('%s with %j', async (sql, value, expected) => {
    expect(await org.rows(sql, { variables: { v: value } })).toEqual([[expected]]);
  });

  test('in a condition it selects, no more', async () => {
    expect(await org.rows("SELECT label FROM okta.apps.applications WHERE label = '{{ v }}'", { variables: { v: nasty } })).toEqual([]);
    org.sent();
    await org.rows("SELECT label FROM okta.apps.applications WHERE q = '{{ v }}'", { variables: { v: 'a&b=c#d' } });
    expect(org.sent()).toEqual(['GET /api/v1/apps?q=a%26b%3Dc%23d&limit=200']);
  });
});

describe('binds', () => {
  const sql = (bind: string): string => `SELECT label FROM okta.apps.applications WHERE label = ${bind} ORDER BY 1`;
  test.each<[bind: string, parameters: readonly string[] | Record<string, string>]>([
    ['$1', ["it's", 'Slack'].slice(1)],
    ['?', ['Slack']],
    [':name', { name: 'Slack' }],
  ])('%s', async (bind, parameters) => {
    expect(await org.rows(sql(bind), { parameters })).toEqual([['Slack']]);
  });

  test.each<[sql: string, parameters: readonly (string | number | boolean | null | bigint)[], rows: unknown[][]]>([
    ['SELECT $1 AS a, $2 AS b, $1 AS c', ['x', 2], [['x', 2, 'x']]],
    ['SELECT $1 + 1 AS a', [1.5], [[2.5]]],
    ['SELECT $1 AS a, $1 IS NULL AS b', [null], [[null, true]]],
    ['SELECT $1 AS a', [false], [[false]]],
    [`SELECT label FROM okta.apps.applications WHERE id = $2 AND status = $1`, ['ACTIVE', apps.slack], [['Slack']]],
    [
      `SELECT label FROM okta.apps.applications WHERE subdomain = $1 AND id = $2 AND status = $3`,
      ['my-org', apps.slack, 'ACTIVE'],
      [['Slack']],
    ],
    [`SELECT label FROM okta.apps.applications WHERE id IN ($1, $2) AND label LIKE $3`, [apps.slack, apps.zoom, 'S%'], [['Slack']]],
    ['SELECT label FROM okta.apps.applications ORDER BY label LIMIT $1 OFFSET $2', [1, 1], [['Expense reports']]],
    ['SELECT label FROM okta.apps.applications LIMIT $1', [1], [['Microsoft Office 365']]],
  ])('%s with %j', async (text, parameters, rows) => {
    expect(await org.rows(text, { parameters })).toEqual(rows);
  });

  test('a bigint stays exact', async () => {
    expect(await org.rows('SELECT $1 AS a', { parameters: [9007199254740993n] })).toEqual([[9007199254740993n]]);
  });

  test('a bind that a call answers and one that DuckDB sees live side by side', async () => {
    const rows = await org.rows(
      `SELECT $3 AS x, c.appId FROM okta.apps.connections c WHERE c.appId = $2 AND c.status = $1 AND subdomain = $4`,
      { parameters: ['DISABLED', apps.slack, 'echo', 'my-org'] },
    );
    expect(rows).toEqual([['echo', apps.slack]]);
  });

  test.each<[parameters: never, why: string]>([
    [[new Date(0)] as never, 'a Date'],
    [[['a']] as never, 'a list'],
    [[{ a: 1 }] as never, 'an object'],
    [[undefined] as never, 'undefined'],
    [['a', 'b'] as never, 'one too many'],
    [{ nme: 'x' } as never, 'another name'],
  ])('refused: %j (%s)', async (parameters) => {
    expect(await org.fails('SELECT $1 AS a', { parameters })).toMatchObject({ code: 'undefined_bind', exitCode: 1 });
  });

  test('a bind without a value is pointed at', async () => {
    const error = await org.fails('SELECT label FROM okta.apps.applications WHERE label = :missing', { parameters: {} });
    expect(error.code).toBe('undefined_bind');
    expect(spotOf(error)).toBe(':missing');
  });
});

describe('names', () => {
  test.each([
    ['SELECT LABEL FROM OKTA.APPS.APPLICATIONS LIMIT 1', 'label'],
    ['SELECT "label" FROM "okta"."apps"."applications" LIMIT 1', 'label'],
    ['SELECT `signonmode` FROM `okta`.apps.`Applications` LIMIT 1', 'signOnMode'],
    ['SELECT SIGNONMODE FROM okta.apps.applications ORDER BY 1 LIMIT 1', 'signOnMode'],
    ['SELECT a.SIGNONMODE FROM okta.apps.applications A LIMIT 1', 'signOnMode'],
    ['SELECT applications.SIGNONMODE FROM okta.apps.applications LIMIT 1', 'signOnMode'],
    ['SELECT okta.apps.applications.SIGNONMODE FROM okta.apps.applications ORDER BY 1 LIMIT 1', 'signOnMode'],
    ['SELECT signonmode AS "My Mode" FROM okta.apps.applications LIMIT 1', 'My Mode'],
  ])('%s', async (sql, name) => {
    const [ran] = await org.run(sql);
    expect(ran?.columns.map((column) => column.toLowerCase())).toEqual([name.toLowerCase()]);
    expect(ran?.rows).toHaveLength(1);
  });
});
