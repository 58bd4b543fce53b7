import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOktaOrg, type OktaOrg, spotOf } from '../okta-org.fixture.ts';

let org: OktaOrg;
beforeAll(async () => {
  org = await openOktaOrg();
});
afterAll(() => org[Symbol.asyncDispose]());

/** Runs what goes before, then gives a query's rows and the requests that it alone has sent. */
async function asked(before: string, query: string): Promise<{ readonly rows: unknown; readonly requests: string }> {
  await org.run(before);
  org.sent();
  const rows = sorted(await org.rows(query));
  return { rows, requests: org.sent().map(decodeURIComponent).join('\n') };
}

function sorted(rows: readonly (readonly unknown[])[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

describe('a view gets pushdown from the query that uses it', () => {
  const views = `
    CREATE OR REPLACE VIEW active AS SELECT id, status AS state, profile, created FROM okta.users.users WHERE status <> 'STAGED';
    CREATE OR REPLACE VIEW everyone AS SELECT * FROM okta.users.users;
    CREATE OR REPLACE VIEW people (key, mail) AS SELECT id, profile.email FROM active;
    CREATE OR REPLACE VIEW members AS SELECT groupId, id, status FROM okta.groups.users;
    CREATE OR REPLACE VIEW both AS SELECT id, status AS kind FROM okta.users.users UNION ALL SELECT id, type FROM okta.groups.groups;
    CREATE OR REPLACE VIEW counted AS SELECT status, count(*) AS n FROM okta.users.users GROUP BY status`;
  const group = "(SELECT id FROM okta.groups.groups WHERE profile.name = 'Sales')";

  test.each([
    [
      "SELECT id FROM active WHERE state = 'ACTIVE'",
      'SELECT id FROM (SELECT id, status AS state FROM okta.users.users) u',
      'status eq "ACTIVE"',
    ],
    [
      "SELECT id FROM everyone e WHERE e.status = 'ACTIVE'",
      "SELECT id FROM okta.users.users WHERE status = 'ACTIVE'",
      'status eq "ACTIVE"',
    ],
    [
      "SELECT key FROM people WHERE mail = 'uma.okafor@example.com'",
      "SELECT id FROM okta.users.users WHERE profile.email = 'uma.okafor@example.com'",
      'profile.email eq "uma.okafor@example.com"',
    ],
    [`SELECT id FROM members WHERE groupId IN ${group}`, `SELECT id FROM okta.groups.users WHERE groupId IN ${group}`, '/users?limit=200'],
    ["SELECT kind FROM both WHERE kind = 'ACTIVE'", "SELECT status FROM okta.users.users WHERE status = 'ACTIVE'", 'status eq "ACTIVE"'],
    [
      "SELECT n FROM counted WHERE status = 'ACTIVE'",
      "SELECT count(*) FROM okta.users.users WHERE status = 'ACTIVE'",
      'status eq "ACTIVE"',
    ],
  ])('%s', async (query, plain, part) => {
    const found = await asked(views, query);
    const state = plain.includes(' u') && !plain.includes('WHERE') ? `${plain} WHERE state = 'ACTIVE'` : plain;
    expect(found.rows).toEqual(sorted(await org.rows(state)));
    expect(found.requests).toContain(part);
  });

  test('a join binds the parameters of what the view reads: one call for the group, one for its members', async () => {
    const found = await asked(
      views,
      "SELECT m.id FROM members m JOIN okta.groups.groups g ON g.id = m.groupId WHERE g.profile.name = 'Sales'",
    );
    expect(found.requests.split('\n')).toHaveLength(2);
  });

  test('the order of names in a view is that of its query, whatever it is called', async () => {
    const ran = (await org.run(`${views}; SELECT p.* FROM people AS p LIMIT 1`)).at(-1);
    expect(ran?.columns).toEqual(['key', 'mail']);
  });
});

describe('the text of a view', () => {
  test('keeps the values of its templates', async () => {
    await org.run("CREATE OR REPLACE VIEW chosen AS SELECT id FROM okta.users.users WHERE status = '{{ wanted }}'", {
      variables: { wanted: 'SUSPENDED' },
    });
    expect(await org.rows('SELECT count(*) FROM chosen', { variables: { wanted: 'ACTIVE' } })).toEqual(
      await org.rows("SELECT count(*) FROM okta.users.users WHERE status = 'SUSPENDED'"),
    );
  });

  test('means the local tables that it was made with, whatever common tables are around it', async () => {
    await org.run('CREATE OR REPLACE TABLE base AS SELECT 1 AS a; CREATE OR REPLACE VIEW on_base AS SELECT a FROM base');
    expect(await org.rows('WITH base AS (SELECT 2 AS a) SELECT a FROM on_base')).toEqual([[1]]);
  });

  test('may hold common tables, brackets, comments and a semicolon in quotes', async () => {
    await org.run("CREATE OR REPLACE VIEW odd AS WITH x AS (SELECT ';)' AS t) SELECT t /* ) */ FROM x -- the end");
    expect(await org.rows('SELECT odd.t FROM odd')).toEqual([[';)']]);
  });

  test('may use what only DuckDB reads', async () => {
    await org.run(
      'CREATE OR REPLACE VIEW fancy AS SELECT * EXCLUDE (b) FROM (VALUES (1, 2), (3, 4)) v(a, b) QUALIFY row_number() OVER (ORDER BY a DESC) = 1',
    );
    expect(await org.rows('SELECT * FROM fancy')).toEqual([[3]]);
    expect(await org.rows('FROM fancy')).toEqual([[3]]);
  });

  test('cannot hold a bind', async () => {
    const error = await org.fails('CREATE VIEW bound AS SELECT $1 AS a', { parameters: [1] });
    expect([error.code, spotOf(error)]).toEqual(['unsupported', '$1']);
  });
});

describe('errors inside a view name it', () => {
  test('a table that was dropped', async () => {
    await org.run('CREATE OR REPLACE TABLE soon AS SELECT 1 AS a; CREATE OR REPLACE VIEW stale AS SELECT a FROM soon; DROP TABLE soon');
    const error = await org.fails('SELECT x.a FROM okta.groups.groups g, stale x');
    expect([error.message, spotOf(error), error.source]).toEqual([
      'in the view stale: there is no table or view soon',
      'main.soon',
      'SELECT a FROM main.soon',
    ]);
  });

  test('a column that is gone, in a view of a view', async () => {
    await org.run(`CREATE OR REPLACE TABLE cols AS SELECT 1 AS a; CREATE OR REPLACE VIEW v1 AS SELECT a FROM cols;
      CREATE OR REPLACE VIEW v2 AS SELECT a FROM v1; CREATE OR REPLACE TABLE cols AS SELECT 1 AS b`);
    const error = await org.fails('SELECT * FROM v2');
    expect([error.code, error.message.startsWith('in the view v1: '), spotOf(error) === undefined]).toEqual([
      'unknown_column',
      true,
      false,
    ]);
  });

  test('a value that only its rows have', async () => {
    await org.run("CREATE OR REPLACE VIEW bad AS SELECT CAST(status AS INTEGER) AS n FROM okta.users.users WHERE status = 'ACTIVE'");
    expect((await org.fails('SELECT * FROM bad')).message).toMatch(/^in the view bad: Could not convert string 'ACTIVE'/);
  });

  test('what is wrong around it is told in the script', async () => {
    await org.run('CREATE OR REPLACE VIEW fine AS SELECT 1 AS a');
    const script = 'SELECT 1;\nSELECT nope FROM fine, (SELECT 2 AS b) t';
    const error = await org.fails(script);
    expect([error.message.includes('in the view'), spotOf(error), error.source]).toEqual([false, 'nope', script]);
  });

  test('a view made of itself is refused', async () => {
    await org.run(
      'CREATE OR REPLACE VIEW a1 AS SELECT 1 AS x; CREATE OR REPLACE VIEW a2 AS SELECT x FROM a1; CREATE OR REPLACE VIEW a1 AS SELECT x FROM a2',
    );
    const error = await org.fails('SELECT * FROM a1');
    expect([error.code, error.message]).toEqual(['refused', 'in the view a2: the view a1 is made of itself']);
  });
});

describe('materialized views', () => {
  test('keep their rows until they are refreshed', async () => {
    await using other = await openOktaOrg();
    await other.run(
      "CREATE MATERIALIZED VIEW m (state, n) AS SELECT status, count(*) FROM okta.groups.users WHERE groupId IN (SELECT id FROM okta.groups.groups WHERE profile.name = 'Sales') GROUP BY status",
    );
    other.sent();
    const before = await other.rows('SELECT * FROM m ORDER BY ALL');
    expect(other.sent()).toEqual([]);
    const ran = await other.run('REFRESH MATERIALIZED VIEW m; SELECT * FROM m ORDER BY ALL');
    expect(other.sent().length).toBeGreaterThan(0);
    expect([ran[1]?.columns, ran[1]?.rows]).toEqual([['state', 'n'], before]);
  });

  test('a refresh that fails leaves the old rows', async () => {
    await org.run(
      "CREATE OR REPLACE TABLE src AS SELECT '1' AS a; CREATE OR REPLACE MATERIALIZED VIEW mv AS SELECT CAST(a AS INTEGER) AS a FROM src",
    );
    await org.run("INSERT INTO src VALUES ('x')");
    expect((await org.fails('REFRESH MATERIALIZED VIEW mv')).message).toMatch(/^in the view mv: Could not convert/);
    expect(await org.rows('SELECT * FROM mv')).toEqual([[1]]);
  });

  test.each([
    ['REFRESH MATERIALIZED VIEW plain', 'plain is a view: only materialized views are refreshed'],
    ['REFRESH MATERIALIZED VIEW table1', 'table1 is a table: only materialized views are refreshed'],
    ['DROP TABLE mat', 'mat is a materialized view'],
    ['DROP VIEW mat', 'mat is a materialized view'],
    ['DROP VIEW table1', 'table1 is a table'],
    ['DROP VIEW nothing', 'there is no table or view nothing'],
  ])('%s: %s', async (sql, message) => {
    await org.run(`CREATE OR REPLACE VIEW plain AS SELECT 1 AS a; CREATE OR REPLACE TABLE table1 AS SELECT 1 AS a;
      CREATE OR REPLACE MATERIALIZED VIEW mat AS SELECT 1 AS a`);
    expect((await org.fails(sql)).message).toBe(message);
  });

  test('IF EXISTS says what was not there', async () => {
    const [ran] = await org.run('DROP MATERIALIZED VIEW IF EXISTS never');
    expect(ran?.outcome.notices.map(({ message }) => message)).toEqual(['there is no materialized view never']);
  });
});
