import { describe, expect, test } from 'vitest';
import { planned, scansOf, scanText } from '../planning.fixture.ts';

const scanned = async (sql: string, defaults: Readonly<Record<string, string>> = {}): Promise<readonly string[]> =>
  scansOf((await planned(sql, defaults)).plan).map(scanText);

const list = 'list_applications';
const get = 'get_application';
const connection = 'get_default_provisioning_connection_for_application';

describe('the method that is chosen', () => {
  test.each<[where: string, expected: string, why: string]>([
    ['', list, 'nothing is given'],
    ["WHERE id = 'a'", `${get} appId=a`, 'the key gets'],
    ["WHERE appId = 'a'", `${get} appId=a`, 'under its other name too'],
    ["WHERE id = 'a' AND status = 'ACTIVE'", `${get} appId=a`, 'what is no parameter stays out'],
    ["WHERE id = 'a' AND expand = 'x'", `${get} appId=a expand=x`, 'both have expand'],
    ["WHERE id = 'a' AND q = 'x'", `${list} q=x`, 'only the list takes q'],
    ["WHERE id IN ('a', 'b', 'a')", `${get} appId=a|b`, 'each value once'],
    ["WHERE id = 'a' OR id = 'b'", `${get} appId=a|b`, 'OR of equalities is IN'],
    [
      "WHERE id = 'a' OR status = 'ACTIVE'",
      `${list} filter=id eq "a" or status eq "ACTIVE"`,
      'one branch says nothing of the key: the list is filtered',
    ],
    ["WHERE NOT id = 'a'", list, 'NOT is no equality'],
    ["WHERE id <> 'a'", list, 'nor is <>'],
    ["WHERE id NOT IN ('a')", list, 'nor NOT IN'],
    ["WHERE id = 'a' AND id = 'b'", `${get} appId=`, 'a contradiction has no value'],
    ["WHERE id = 'a' AND appId = 'b'", `${get} appId=`, 'also under two names'],
    ["WHERE id IN ('a', 'b') AND id IN ('b', 'c')", `${get} appId=b`, 'two lists meet'],
    ['WHERE id = NULL', `${get} appId=`, 'nothing equals NULL'],
    ["WHERE id = 'a' || 'b'", list, 'an expression is no constant'],
    ['WHERE id = label', list, 'nor is a column'],
    ["WHERE upper(id) = 'A'", list, 'nor a function of it'],
    ["WHERE (id = 'a')", `${get} appId=a`, 'brackets say nothing'],
    ["WHERE 'a' = id", `${get} appId=a`, 'either side'],
    ['WHERE useOptimization = TRUE', `${list} useOptimization=true`, 'booleans'],
    ["WHERE useOptimization = 'true'", `${list} useOptimization=true`, 'text that is one'],
  ])('%s', async (where, expected) => {
    expect(await scanned(`SELECT label FROM okta.apps.applications ${where}`)).toEqual([expected]);
  });
});

describe('parents and defaults', () => {
  test.each<[sql: string, defaults: Readonly<Record<string, string>>, expected: readonly string[], why: string]>([
    ['SELECT status FROM okta.apps.connections', {}, [`${connection} <applications`], 'each application is asked'],
    ['SELECT status FROM okta.apps.connections', { appId: 'a' }, [`${connection} appId=a`], 'a default fills it'],
    ['SELECT status FROM okta.apps.connections', { APPID: 'a' }, [`${connection} appId=a`], 'whatever its case'],
    ["SELECT status FROM okta.apps.connections WHERE appId = 'b'", { appId: 'a' }, [`${connection} appId=b`], 'the statement wins'],
    [
      "SELECT status FROM okta.apps.connections WHERE appId <> 'b'",
      { appId: 'a' },
      [`${connection} <applications`],
      'a predicate keeps it out',
    ],
    ['SELECT label FROM okta.apps.applications', { appId: 'a' }, [list], 'it does not narrow a relation to one of its rows'],
  ])('%s with %j', async (sql, defaults, expected) => {
    expect(await scanned(sql, defaults)).toEqual(expected);
  });

  test('each reference by itself', async () => {
    expect(
      await scanned(
        "SELECT 1 FROM okta.apps.connections a LEFT JOIN okta.apps.connections b ON b.appId = 'b' AND a.appId = 'x' WHERE a.appId = 'a' AND a.status = b.status",
      ),
    ).toEqual([`${connection} appId=a`, `${connection} appId=b`]);
  });
});

describe('what joins bind', () => {
  const from = (type: string, on: string, where = ''): string =>
    `SELECT 1 FROM okta.apps.applications a ${type} JOIN okta.apps.applications b ON a.label = b.label AND ${on} ${where}`;
  test.each<[type: string, on: string, expected: readonly string[]]>([
    ['INNER', "a.id = 'x'", [`${get} appId=x`, list]],
    ['INNER', "b.id = 'x'", [list, `${get} appId=x`]],
    ['LEFT', "a.id = 'x'", [list, list]],
    ['LEFT', "b.id = 'x'", [list, `${get} appId=x`]],
    ['RIGHT', "a.id = 'x'", [`${get} appId=x`, list]],
    ['RIGHT', "b.id = 'x'", [list, list]],
    ['FULL', "a.id = 'x'", [list, list]],
    ['FULL', "b.id = 'x'", [list, list]],
    ['SEMI', "b.id = 'x'", [list, `${get} appId=x`]],
    ['ANTI', "b.id = 'x'", [list, `${get} appId=x`]],
    ['ANTI', "a.id = 'x'", [list, list]],
  ])('%s JOIN ON %s', async (type, on, expected) => {
    expect(await scanned(from(type, on))).toEqual(expected);
  });

  test('a condition of an inner join inside the kept side of an outer one holds for its rows', async () => {
    const sql = `SELECT 1 FROM (okta.apps.applications a JOIN okta.apps.applications b ON a.id = 'x' AND a.label = b.label)
      LEFT JOIN okta.apps.applications c ON c.label = a.label AND c.id = 'y' AND b.id = 'z'`;
    expect(await scanned(sql)).toEqual([`${get} appId=x`, list, `${get} appId=y`]);
  });
});

describe('facts', () => {
  test('only the services that a statement names are read', async () => {
    expect((await planned('SELECT label FROM okta.apps.applications')).services).toEqual(['apps']);
    expect((await planned('SHOW METHODS IN okta.apps.connections')).services).toEqual(['apps']);
    expect((await planned('SHOW SERVICES')).services).toEqual([]);
    expect((await planned('SELECT 1')).services).toEqual([]);
  });

  test('the same text and facts give the same plan', async () => {
    const sql = "SELECT a.label, c.status FROM okta.apps.applications a JOIN okta.apps.connections c ON c.appId = a.id WHERE c.appId = 'x'";
    const [one, two] = [(await planned(sql)).plan, (await planned(sql)).plan];
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
  });
});

test('a keyed read streams, a condition on a field runs page by page, a limit reaches the scan only where nothing can drop rows', async () => {
  const limits: readonly (readonly [string, string, number | null])[] = [
    ['SELECT label FROM okta.apps.applications LIMIT 3', 'stream', 3],
    ['SELECT label FROM okta.apps.applications LIMIT 3 OFFSET 2', 'stream', 5],
    ["SELECT label FROM okta.apps.applications WHERE q = 'x' LIMIT 3", 'stream', 3],
    ["SELECT label FROM okta.apps.applications WHERE status = 'x' LIMIT 3", 'paged', null],
    ['SELECT upper(label) FROM okta.apps.applications LIMIT 3 OFFSET 1', 'paged', 4],
    ['SELECT random(), label FROM okta.apps.applications LIMIT 3', 'staged', null],
    ['SELECT max(label) OVER () FROM okta.apps.applications LIMIT 3', 'staged', null],
    ['SELECT unnest([label]) FROM okta.apps.applications LIMIT 3', 'staged', null],
    ['SELECT label FROM okta.apps.applications ORDER BY 1 LIMIT 3', 'staged', null],
    ['SELECT DISTINCT label FROM okta.apps.applications LIMIT 3', 'staged', null],
    ['SELECT count(*) FROM okta.apps.applications LIMIT 3', 'staged', null],
    ['SELECT a.label FROM okta.apps.applications a, okta.apps.applications b LIMIT 3', 'staged', null],
    ['SELECT label FROM okta.apps.applications UNION ALL SELECT label FROM okta.apps.applications LIMIT 3', 'staged', 3],
    ['SELECT x.label FROM (SELECT label FROM okta.apps.applications) x LIMIT 3', 'staged', 3],
  ];
  for (const [sql, kind, limit] of limits) {
    const { plan } = await planned(sql);
    expect([sql, plan.kind, scansOf(plan)[0]?.limit]).toEqual([sql, kind, limit]);
  }
});

test('only the columns that are used are staged', async () => {
  const columns = async (sql: string): Promise<unknown> =>
    scansOf((await planned(sql)).plan).map((scan) => scan.columns.map(({ name }) => name));
  expect(await columns("SELECT upper(label) FROM okta.apps.applications WHERE status = 'x' AND id = 'y' ORDER BY created")).toEqual([
    ['created', 'label', 'status'],
  ]);
  expect(await columns('SELECT count(*) FROM okta.apps.applications')).toEqual([['subdomain']]);
  expect(await columns('SELECT x.n FROM (SELECT label AS n, name FROM okta.apps.applications) x')).toEqual([['label', 'name']]);
});
