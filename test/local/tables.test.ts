import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, openOktaOrg, type OktaOrg, runAll, spotOf } from '../okta-org.fixture.ts';

let org: OktaOrg;
beforeAll(async () => {
  org = await openOktaOrg();
});
afterAll(() => org[Symbol.asyncDispose]());

/** Rows of the last statement of a script. */
async function last(script: string): Promise<readonly (readonly unknown[])[]> {
  return (await org.run(script)).at(-1)?.rows ?? [];
}

describe('CREATE TABLE … AS', () => {
  test('keeps the values and types of the direct query', async () => {
    const query = 'SELECT id, status, profile, created, lastLogin, created < lastLogin AS used FROM okta.users.users';
    const [direct] = await org.run(`${query} ORDER BY id`);
    const ran = await org.run(`CREATE TABLE kept AS ${query}; SELECT * FROM kept ORDER BY id`);
    expect(ran[1]?.rows).toEqual(direct?.rows);
    expect(ran[1]?.types).toEqual(direct?.types);
    expect(ran[0]).toMatchObject({ kind: 'local', outcome: { affected: direct?.rows.length, complete: true } });
  });

  test('keeps integers beyond what a number holds, exact decimals, JSON and lists', async () => {
    const query = `SELECT 9007199254740993 AS big, 170141183460469231731687303715884105727::HUGEINT AS huge, 1.10::DECIMAL(4, 2) AS price,
      '{"a": [1, null]}'::JSON AS j, [1, 2] AS list, {'x': DATE '2026-01-01'} AS s, NULL AS nothing`;
    const [direct] = await org.run(query);
    const [, kept] = await org.run(`CREATE TABLE exact AS ${query}; SELECT * FROM exact`);
    expect(kept?.rows).toEqual(direct?.rows);
    expect(kept?.rows[0]?.[0]).toBe(9007199254740993n);
  });

  test('of a LIMIT asks for no more than that', async () => {
    org.sent();
    expect(await last('CREATE TABLE few AS SELECT id FROM okta.users.users LIMIT 3; SELECT count(*) FROM few')).toEqual([[3]]);
    expect(org.sent()).toHaveLength(1);
  });

  test('two columns of one name are told apart', async () => {
    const [, ran] = await org.run('CREATE TABLE twice AS SELECT id, id FROM okta.groups.groups LIMIT 1; SELECT * FROM twice');
    expect(new Set(ran?.columns).size).toBe(2);
  });

  test.each([
    ['CREATE TABLE twins AS SELECT 1', 'there is a table twins already', 'twins'],
    ['CREATE VIEW twins AS SELECT 1', 'there is a table twins already', 'twins'],
    ['CREATE OR REPLACE VIEW twins AS SELECT 1', 'twins is a table', 'twins'],
    ['CREATE TABLE okta.users.users AS SELECT 1', 'okta.users.users would be the provider’s'.replace('’', "'"), 'okta.users.users'],
    ['CREATE TABLE nowhere.t AS SELECT 1', 'there is no database nowhere', 'nowhere.t'],
  ])('%s is refused: %s', async (sql, message, spot) => {
    await org.run('CREATE TABLE IF NOT EXISTS twins AS SELECT 1 AS a');
    const error = await org.fails(sql);
    expect([error.message, spotOf(error)]).toEqual([message, spot]);
  });

  test('OR REPLACE takes the place, IF NOT EXISTS keeps, both under any case', async () => {
    await org.run('CREATE OR REPLACE TABLE Mine AS SELECT 1 AS a');
    const [kept] = await org.run('CREATE TABLE IF NOT EXISTS mine AS SELECT 2 AS a');
    expect(kept?.outcome.notices.map(({ message }) => message)).toEqual(['there is a table Mine already']);
    expect(await org.rows('SELECT a FROM MINE')).toEqual([[1]]);
    expect(await last('CREATE OR REPLACE TABLE mine AS SELECT 3 AS b; SELECT * FROM main.mine')).toEqual([[3]]);
  });
});

describe('changes of local tables', () => {
  test('INSERT, UPDATE and DELETE, with rows of the provider in sub-queries, and RETURNING', async () => {
    const ran = await org.run(`
      CREATE TABLE p (id VARCHAR PRIMARY KEY, n INTEGER DEFAULT 7);
      INSERT INTO p (id) SELECT id FROM okta.groups.groups WHERE type = 'BUILT_IN' RETURNING n, id IS NOT NULL AS found;
      INSERT INTO p VALUES ('a', 1), ('b', 2);
      UPDATE p SET n = n + (SELECT count(*) FROM okta.groups.groups g WHERE g.type = 'BUILT_IN') WHERE p.id IN ('a', 'b') RETURNING p.id, n;
      DELETE FROM p AS x USING (VALUES ('a')) AS gone(id) WHERE x.id = gone.id RETURNING x.id;
      SELECT count(*), max(n) FROM p;
      TRUNCATE p;
      SELECT count(*) FROM p`);
    const built = ran[1]?.rows.length ?? 0;
    expect(ran[1]?.rows).toEqual(Array.from({ length: built }, () => [7, true]));
    expect(ran[2]?.outcome.affected).toBe(2);
    expect(ran[3]?.rows).toEqual([
      ['a', 1 + built],
      ['b', 2 + built],
    ]);
    expect(ran[4]?.rows).toEqual([['a']]);
    expect(ran[5]?.rows).toEqual([[built + 1, Math.max(7, 2 + built)]]);
    expect(ran[6]?.outcome.affected).toBe(built + 1);
    expect(ran[7]?.rows).toEqual([[0]]);
  });

  test('a constraint that fails leaves the table as it was', async () => {
    await org.run('CREATE TABLE strict (a INTEGER PRIMARY KEY); INSERT INTO strict VALUES (1)');
    expect((await org.fails('INSERT INTO strict VALUES (2), (1)')).code).toBe('relational_error');
    expect(await org.rows('SELECT * FROM strict')).toEqual([[1]]);
  });

  test.each([
    ['INSERT INTO nobody VALUES (1)', 'there is no table or view nobody'],
    ['UPDATE seen SET a.b = 1', 'SET takes whole columns of a local table'],
    ['INSERT INTO v VALUES (1)', 'v is a view: its rows cannot be changed'],
    ['DELETE FROM m', 'm is a materialized view: its rows cannot be changed'],
    ['REPLACE seen SET a = 1', 'REPLACE … SET is for relations of the provider'],
    ['INSERT INTO seen (b) VALUES (1)', 'Table "seen" does not have a column with name "b"'],
  ])('%s is refused: %s', async (sql, message) => {
    await org.run(
      'CREATE TABLE IF NOT EXISTS seen (a INTEGER); CREATE OR REPLACE VIEW v AS SELECT 1 AS a; CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 1 AS a',
    );
    expect((await org.fails(sql)).message).toBe(message);
  });

  test('rows of a local table change the provider', async () => {
    const ran = await org.run(`
      CREATE TABLE fresh AS SELECT 'Local ' || i AS name FROM range(2) r(i);
      INSERT INTO okta.groups.groups (profile) SELECT json_object('name', name) FROM fresh;
      SELECT count(*) FROM okta.groups.groups g JOIN fresh ON g.profile.name = fresh.name`);
    expect(ran[1]?.outcome.affected).toBe(2);
    expect(ran[2]?.rows).toEqual([[2]]);
  });
});

describe('names', () => {
  test('a common table hides a local one, which hides nothing of the provider', async () => {
    await org.run('CREATE OR REPLACE TABLE users AS SELECT 1 AS a');
    expect(await org.rows('WITH users AS (SELECT 2 AS a) SELECT a FROM users')).toEqual([[2]]);
    expect(await org.rows('SELECT a FROM users')).toEqual([[1]]);
    expect((await org.rows('SELECT id FROM okta.users.users LIMIT 1')).length).toBe(1);
  });

  test('a slip gets the name that is near', async () => {
    await org.run('CREATE OR REPLACE TABLE people AS SELECT 1 AS a');
    const error = await org.fails('SELECT * FROM peple');
    expect([error.message, error.hint, spotOf(error)]).toEqual(['there is no table or view peple', 'Did you mean `people`?', 'peple']);
  });

  test('paths into JSON columns are text, as in relations of the provider', async () => {
    await org.run('CREATE OR REPLACE TABLE j AS SELECT id, profile FROM okta.users.users');
    const [direct, kept] = await org.run(
      'SELECT profile.login, u.profile.city FROM okta.users.users u ORDER BY 1; SELECT profile.login, j.profile.city FROM j ORDER BY 1',
    );
    expect([kept?.columns, kept?.rows]).toEqual([direct?.columns, direct?.rows]);
  });

  test.each([
    ['SHOW TABLES IN okta.users', 'SHOW RESOURCES IN okta.users lists its relations.'],
    ['SHOW TABLES IN okta', 'SHOW SERVICES IN okta lists what it has.'],
    ['SHOW TABLES IN other', "ATTACH 'file' AS other opens one."],
  ])('%s is no list of tables, but says what is', async (sql, hint) => {
    expect(await org.fails(sql)).toMatchObject({ code: 'unknown_resource', hint });
  });

  test('SHOW TABLES and DESCRIBE tell what there is', async () => {
    await using other = await openOktaOrg();
    expect(await other.rows('SHOW TABLES')).toEqual([]);
    const ran = await other.run(`
      CREATE TABLE b AS SELECT id, created FROM okta.users.users LIMIT 0;
      CREATE VIEW a AS SELECT id AS x, profile FROM okta.users.users;
      CREATE TEMP TABLE c (n DECIMAL(18, 3));
      SHOW TABLES; SHOW EXTENDED TABLES LIKE 'c'; DESCRIBE b; DESCRIBE a; DESCRIBE SELECT x FROM a`);
    expect(ran.slice(3).map(({ rows }) => rows)).toEqual([
      [
        ['a', 'view'],
        ['b', 'table'],
        ['c', 'table'],
      ],
      [['c', 'table', ['n'], false]],
      [
        ['id', 'VARCHAR'],
        ['created', 'TIMESTAMP WITH TIME ZONE'],
      ],
      [
        ['x', 'VARCHAR'],
        ['profile', 'JSON'],
      ],
      [['x', 'VARCHAR']],
    ]);
    expect(other.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('a script is bound whole before its first request', () => {
  test.each([
    ['SELECT nope FROM s1', 'a column that the new table has not'],
    ['SELECT * FROM s2', 'a table that nobody made'],
    ["SELECT n + DATE '2026-01-01' || 1 - {} FROM s1", 'types that do not go together'],
    ['DROP TABLE s1; SELECT * FROM s1', 'a table that was dropped before'],
    ['CREATE OR REPLACE TABLE s1 AS SELECT 1 AS other; SELECT n FROM s1', 'a column that is gone by then'],
    ["INSERT INTO s1 VALUES ('x', 2, 3)", 'too many values'],
    ['CREATE TABLE s1 AS SELECT 1', 'a name that is taken by then'],
  ])('%s: %s', async (wrong) => {
    await using other = await openOktaOrg();
    const error = await other.fails(`CREATE TABLE s1 AS SELECT id AS n FROM okta.users.users; ${wrong}`);
    expect(error.exitCode).toBe(1);
    expect(other.requests).toEqual([]);
    expect(await other.rows('SHOW TABLES')).toEqual([]);
  });

  test('later statements see what earlier ones will have made', async () => {
    await using other = await openOktaOrg();
    const ran = await other.run(`
      CREATE TABLE t AS SELECT id, status FROM okta.users.users;
      CREATE VIEW v AS SELECT status, count(*) AS n FROM t GROUP BY status;
      CREATE TABLE w AS SELECT * FROM v WHERE status = 'ACTIVE';
      DROP TABLE t;
      CREATE TABLE t AS SELECT n FROM w;
      SELECT * FROM t`);
    expect(ran.at(-1)?.rows).toEqual(await other.rows("SELECT count(*) FROM okta.users.users WHERE status = 'ACTIVE'"));
  });

  test('EXPLAIN and a dry run make nothing', async () => {
    await using other = await openOktaOrg();
    const lines = await other.rows('EXPLAIN CREATE TABLE t AS SELECT id FROM okta.users.users');
    expect(lines.flat().join('\n')).toContain('Create table t');
    expect(lines.flat().join('\n')).toContain('SQL CREATE TABLE "t" AS SELECT');
    const script = "CREATE TABLE t AS SELECT id FROM okta.users.users; INSERT INTO t VALUES ('x'); SELECT * FROM t; DROP TABLE t";
    const ran = await other.run(script, { dryRun: true });
    expect(ran.map(({ columns }) => columns)).toEqual([['plan'], ['plan'], ['plan'], ['plan']]);
    expect(await other.rows('SHOW TABLES')).toEqual([]);
  });
});

describe('sessions', () => {
  test('do not see each other’s tables', async () => {
    const other = org.engine.connect({ defaults: { subdomain: 'my-org' } });
    await org.run('CREATE OR REPLACE TABLE hidden AS SELECT 1 AS a');
    expect((await failureOf(() => runAll(other, 'SELECT * FROM hidden'))).message).toBe('there is no table or view hidden');
    const ran = await runAll(other, 'CREATE TABLE hidden AS SELECT 2 AS a; SELECT * FROM hidden');
    expect([ran[1]?.rows, await org.rows('SELECT * FROM hidden')]).toEqual([[[2]], [[1]]]);
    await other.close();
  });

  test('a query that fails half-way leaves nothing', async () => {
    const failing = `CREATE TABLE half AS SELECT CAST(status AS INTEGER) AS n FROM okta.users.users`;
    expect((await org.fails(failing)).code).toBe('relational_error');
    expect((await org.fails('SELECT * FROM half')).message).toBe('there is no table or view half');
  });

  test('a statement that is cancelled half-way leaves nothing', async () => {
    const stop = new AbortController();
    const script = 'CREATE TABLE endless AS SELECT count(*) AS n FROM range(100000) a, range(10000000) b WHERE a.range <> b.range';
    setTimeout(() => stop.abort(), 300);
    expect((await org.fails(script, { signal: stop.signal })).code).toBe('cancelled');
    expect((await org.fails('SELECT * FROM endless')).message).toBe('there is no table or view endless');
  });

  test('an organization that answers with an error leaves the old table', async () => {
    await org.run('CREATE OR REPLACE TABLE old AS SELECT 1 AS a');
    const error = await org.fails("CREATE OR REPLACE TABLE old AS SELECT id FROM okta.groups.users WHERE groupId = 'nope'");
    expect(error.exitCode).toBe(4);
    expect(await org.rows('SELECT * FROM old')).toEqual([[1]]);
  });
});

test('a DELETE says that its rows are deleted, not written', async () => {
  await using org = await openOktaOrg();
  const ran = await org.run('CREATE TABLE t AS SELECT unnest([1, 2, 3]) AS a; DELETE FROM t WHERE a > 1; DELETE FROM t WHERE a > 1');
  expect(ran.map(({ outcome }) => [outcome.affected, outcome.effects])).toEqual([
    [3, []],
    [2, [{ what: 'deleted', count: 2 }]],
    [0, [{ what: 'deleted', count: 0 }]],
  ]);
});
