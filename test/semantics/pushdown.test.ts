import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { planned } from '../../src/planner/planning.fixture.ts';
import { openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;
beforeEach(async () => {
  org = await openOktaOrg({ sandbox: { now: Date.now() - 60_000 } });
});
afterEach(() => org[Symbol.asyncDispose]());

const sent = (): readonly string[] => org.sent().map((line) => decodeURIComponent(line));

/** Rows of a statement, and those of the same without pushdown; what the first has sent. */
async function bothWays(sql: string): Promise<{ readonly rows: unknown; readonly plain: unknown; readonly requests: readonly string[] }> {
  org.sent();
  const rows = await org.rows(sql);
  const requests = sent();
  const results = await org.run(`SET oktaql.pushdown = off; ${sql}; SET oktaql.pushdown = on`);
  org.sent();
  return { rows, plain: results[1]?.rows, requests };
}

/** Rows without an order. */
function bag(rows: unknown): readonly string[] {
  return Array.isArray(rows) ? rows.map((row) => JSON.stringify(row)).toSorted() : [];
}

describe('only a superset of the rows is pushed', () => {
  test('DEPROVISIONED users are there, filtered or not', async () => {
    const all = await org.rows('SELECT count(*) FROM okta.users.users');
    const some = await org.rows("SELECT count(*) FROM okta.users.users WHERE created > '1990-01-01'");
    expect(some).toEqual(all);
    expect(await org.rows("SELECT DISTINCT status FROM okta.users.users WHERE status IN ('DEPROVISIONED')")).toEqual([['DEPROVISIONED']]);
  });

  test('what a search compares without case is evaluated again', async () => {
    const { rows, requests } = await bothWays("SELECT id FROM okta.users.users WHERE profile.department = 'sales'");
    expect(requests[0]).toContain('search=profile.department eq "sales"');
    expect(rows).toEqual([]);
  });
});

describe('lists of values', () => {
  test('are parted below the longest URL, each value once', async () => {
    const values = Array.from({ length: 900 }, (_, index) => `'name ${index % 450}'`).join(', ');
    const { rows, plain, requests } = await bothWays(`SELECT id FROM okta.users.users WHERE profile.lastName IN (${values}, 'Rossi')`);
    expect(rows).toEqual(plain);
    expect(requests.length).toBeGreaterThan(1);
    expect(org.requests.every(({ url }) => url.length <= 8_192)).toBe(true);
    expect(requests.join('\n').match(/"name 7"/g)).toHaveLength(1);
  });

  test('beside other conditions, which every part has', async () => {
    const values = Array.from({ length: 400 }, (_, index) => `'name ${index}'`).join(', ');
    const { rows, plain, requests } = await bothWays(
      `SELECT id FROM okta.users.users WHERE status = 'ACTIVE' AND profile.lastName IN ('Rossi', ${values})`,
    );
    expect(rows).toEqual(plain);
    expect(requests.every((line) => line.includes('and status eq "ACTIVE"'))).toBe(true);
  });

  test('what is too long and no list is left to the database', async () => {
    const { rows, plain, requests } = await bothWays(
      `SELECT id FROM okta.users.users WHERE status = 'STAGED' AND profile.email = '${'é'.repeat(3_000)}'`,
    );
    expect(rows).toEqual(plain);
    expect(requests[0]).toContain('filter=status eq "STAGED"');
    expect(requests[0]).not.toContain('éé');
  });
});

describe('conditions of the queries around', () => {
  const view = 'SELECT id, status AS state, profile, profile.department AS department FROM okta.users.users';

  test.each([
    [`SELECT id FROM (${view}) v WHERE v.state = 'ACTIVE'`, 'filter=status eq "ACTIVE"', 'a derived table'],
    [`SELECT id FROM (${view}) v WHERE department = 'Sales'`, 'search=profile.department eq "Sales"', 'a path that it names'],
    [`SELECT id FROM (${view}) v WHERE v.profile->>'city' = 'Oslo'`, 'search=profile.city eq "Oslo"', 'a path into what it hands on'],
    ["SELECT id FROM (SELECT * FROM okta.users.users) WHERE status = 'ACTIVE'", 'filter=status eq "ACTIVE"', 'a star'],
    [`WITH v AS (${view}) SELECT id FROM v WHERE state = 'ACTIVE'`, 'filter=status eq "ACTIVE"', 'a common table'],
    [
      `WITH v(a, b) AS (SELECT id, status FROM okta.users.users) SELECT a FROM v WHERE b = 'ACTIVE'`,
      'filter=status eq "ACTIVE"',
      'new names',
    ],
    [`SELECT id FROM (SELECT id, state FROM (${view}) w) v WHERE state = 'ACTIVE'`, 'filter=status eq "ACTIVE"', 'one in another'],
    [
      `SELECT v.id, g.id FROM (${view}) v LEFT JOIN okta.groups.groups g ON g.profile.name = v.department WHERE v.state = 'STAGED'`,
      'filter=status eq "STAGED"',
      'beside others',
    ],
    [
      "SELECT n FROM (SELECT status, count(*) AS n FROM okta.users.users GROUP BY status) v WHERE status = 'ACTIVE'",
      'filter=status eq "ACTIVE"',
      "a group's key",
    ],
    [
      "SELECT id FROM (SELECT DISTINCT id, status FROM okta.users.users) v WHERE status = 'ACTIVE'",
      'filter=status eq "ACTIVE"',
      'DISTINCT',
    ],
    [
      "SELECT * FROM (SELECT id, type AS kind FROM okta.groups.groups UNION ALL SELECT id, status FROM okta.users.users) v WHERE kind = 'ACTIVE'",
      'filter=status eq "ACTIVE"',
      'each side of a set operation',
    ],
  ])('%s sends %s: %s', async (sql, part) => {
    const { rows, plain, requests } = await bothWays(sql);
    expect(bag(rows)).toEqual(bag(plain));
    expect(requests.join('\n')).toContain(part);
  });

  test.each([
    [`SELECT id FROM (${view} ORDER BY created LIMIT 5) v WHERE state = 'ACTIVE'`, 'LIMIT counts before'],
    ['SELECT n FROM (SELECT status, count(*) AS n FROM okta.users.users GROUP BY status) v WHERE n > 3', 'what groups count'],
    [
      "SELECT n FROM (SELECT status, row_number() OVER (ORDER BY created) AS n FROM okta.users.users) v WHERE status = 'ACTIVE'",
      'a window looks at other rows',
    ],
    [`WITH v AS (${view}) SELECT a.id FROM v a JOIN v b ON a.id = b.id WHERE a.state = 'ACTIVE'`, 'a common table that is used twice'],
    [
      `SELECT g.id FROM okta.groups.groups g LEFT JOIN (${view}) v ON v.department = g.profile.name AND g.type = 'x' WHERE v.state IS NULL`,
      'NULL rows of a join',
    ],
    ["SELECT id FROM (SELECT DISTINCT ON (status) id, status FROM okta.users.users ORDER BY id) v WHERE id > 'a'", 'DISTINCT ON'],
    ["SELECT count(*) >= 0 FROM okta.users.users TABLESAMPLE 50 PERCENT WHERE status = 'ACTIVE'", 'a sample'],
  ])('%s sends nothing: %s', async (sql) => {
    const { rows, plain, requests } = await bothWays(sql);
    expect(bag(rows)).toEqual(bag(plain));
    expect(requests.filter((line) => /[?&](filter|search)=(?!status eq "DEPROVISIONED")/.test(line))).toEqual([]);
  });
});

describe('a window of the log in which nothing can be sends nothing', () => {
  test.each([
    ["published < '2020-01-01'", 'it is older than what is kept'],
    ["published >= '2026-06-02' AND published < '2026-06-01'", 'it ends before it begins'],
    ["since = '2026-06-02T00:00:00Z' AND until = '2026-06-01T00:00:00Z'", 'the same, by parameters'],
    ["since = '2026-06-02T00:00:00Z' AND published < '2026-06-01'", 'the same, by one of each'],
  ])('%s: %s', async (where) => {
    org.sent();
    expect(await org.rows(`SELECT count(*) FROM okta.logs.system_log_events WHERE ${where}`)).toEqual([[0]]);
    expect(org.sent()).toEqual([]);
  });

  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  test.each([`published = '${yesterday}'`, `since = '${yesterday}'`])('%s asks', async (where) => {
    org.sent();
    await org.rows(`SELECT count(*) FROM okta.logs.system_log_events WHERE ${where}`);
    expect(org.sent()).toHaveLength(1);
  });
});

describe('LIMIT and ORDER BY', () => {
  test.each([
    ['SELECT id, created FROM okta.users.users ORDER BY created DESC LIMIT 3', 'sortBy=created&sortOrder=desc', 4],
    ["SELECT id, created FROM okta.users.users WHERE status = 'ACTIVE' ORDER BY created, id LIMIT 2 OFFSET 3", 'sortOrder=asc', 6],
    ['SELECT published FROM okta.logs.system_log_events ORDER BY published DESC LIMIT 5', 'sortOrder=DESCENDING', 6],
  ])('%s reads no further than it has to', async (sql, part, size) => {
    const { rows, plain, requests } = await bothWays(sql);
    expect(rows).toEqual(plain);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toContain(part);
    expect(requests[0]).toMatch(new RegExp(`limit=${size}(&|$)`));
  });

  test.each([
    [
      "SELECT id FROM okta.users.users WHERE profile.department = 'Sales' ORDER BY created LIMIT 2",
      'a condition that is not exact drops rows',
    ],
    ['SELECT status, count(*) FROM okta.users.users GROUP BY status ORDER BY 2 LIMIT 1', 'groups count all rows'],
    ['SELECT DISTINCT status FROM okta.users.users ORDER BY status LIMIT 2', 'DISTINCT drops rows'],
    ['SELECT id, lastLogin AS created FROM okta.users.users ORDER BY created DESC LIMIT 2', 'another thing has the name'],
    ['SELECT id FROM okta.users.users ORDER BY profile.lastName, id LIMIT 2', 'texts are sorted by rules of the server'],
    ['SELECT id, activated FROM okta.users.users ORDER BY activated DESC NULLS FIRST, id LIMIT 9', 'a column with NULLs'],
  ])('%s is sorted by the database: %s', async (sql) => {
    const { rows, plain, requests } = await bothWays(sql);
    expect(rows).toEqual(plain);
    expect(requests.join('\n')).not.toContain('sortBy');
  });

  test('rows of equal rank at the end are all read', async () => {
    const { requests } = await bothWays('SELECT id FROM okta.groups.groups ORDER BY lastUpdated, profile.name LIMIT 1');
    expect(requests[0]).toContain('sortBy=lastUpdated');
    expect((await org.rows('SELECT id FROM okta.groups.groups ORDER BY lastUpdated, id DESC LIMIT 1'))[0]).toEqual(
      (
        await org.run(
          'SET oktaql.pushdown = off; SELECT id FROM okta.groups.groups ORDER BY lastUpdated, id DESC LIMIT 1; SET oktaql.pushdown = on',
        )
      )[1]?.rows[0],
    );
  });

  test('LIMIT sets the size of the page where every condition is exact', async () => {
    const { requests } = await bothWays("SELECT id FROM okta.users.users WHERE status = 'ACTIVE' LIMIT 2");
    expect(requests).toEqual(['GET /api/v1/users?filter=status eq "ACTIVE"&limit=2&fields=id,status']);
  });
});

describe('choice of columns', () => {
  test.each([
    ['SELECT id, profile.email FROM okta.users.users', 'fields=id,profile:(email)', 'keys that are read'],
    ["SELECT id FROM okta.users.users WHERE profile->>'city' LIKE '%o'", 'fields=id,profile:(city)', 'conditions read too'],
    ['SELECT profile FROM okta.users.users', 'fields=id,profile', 'a column as a whole'],
  ])('%s sends %s: %s', async (sql, part) => {
    const { rows, plain, requests } = await bothWays(sql);
    expect(rows).toEqual(plain);
    expect(requests[0]?.endsWith(part)).toBe(true);
  });

  test.each([
    ['SELECT * FROM okta.users.users', 'all columns'],
    ['SELECT _links FROM okta.users.users', 'a column that cannot be asked for'],
    ['SELECT a.id FROM okta.users.users a JOIN okta.users.users b ON a.id = b.id', 'one list for both references'],
  ])('%s sends none: %s', async (sql) => {
    const { rows, plain, requests } = await bothWays(sql);
    expect(rows).toEqual(plain);
    expect(requests.join('\n')).not.toContain('fields=');
  });

  test('what is there on demand alone is asked for where it is read, by a list even for one object', async () => {
    const [first] = await org.rows('SELECT id, _embedded.stats.usersCount FROM okta.groups.groups');
    expect(sent()).toEqual(['GET /api/v1/groups?limit=200&expand=stats']);
    expect(Number(first?.[1])).toBeGreaterThan(0);
    const sql = `SELECT id, _embedded->'stats'->>'usersCount' FROM okta.groups.groups WHERE id = '${String(first?.[0])}'`;
    const { rows, plain, requests } = await bothWays(sql);
    expect(rows).toEqual([first]);
    expect(plain).toEqual([first]);
    expect(requests[0]).toContain('expand=stats');
  });
});

describe('search is eventually consistent', () => {
  const move = "UPDATE okta.users.users SET profile.department = 'Moved' WHERE profile.login = 'marco.wagner@example.com'";

  test('rows touched in this session are read back by id', async () => {
    const found = "SELECT profile.login FROM okta.users.users WHERE profile.department = 'Moved'";
    expect(await org.rows(found)).toEqual([]);
    await org.run(move);
    expect(await org.rows(found)).toEqual([['marco.wagner@example.com']]);
    expect(await org.rows("SELECT profile.login FROM okta.users.users WHERE profile.department = 'Moved' AND status = 'STAGED'")).toEqual(
      [],
    );
    await org.run("UPDATE okta.users.users SET profile.department = 'Back' WHERE profile.login = 'marco.wagner@example.com'");
    expect(await org.rows(found)).toEqual([]);
  });

  test('in an order too', async () => {
    await org.run(move);
    const { rows, plain } = await bothWays('SELECT profile.login, lastUpdated FROM okta.users.users ORDER BY lastUpdated DESC LIMIT 2');
    expect(rows).toEqual(plain);
  });

  test('SET okta.consistency = strong avoids it', async () => {
    await org.run(
      "SET okta.consistency = 'strong'; SELECT id FROM okta.users.users WHERE profile.department = 'Sales' AND status = 'ACTIVE'",
    );
    expect(sent()).toEqual(['GET /api/v1/users?filter=status eq "ACTIVE"&limit=200&fields=id,status,profile:(department)']);
  });

  test.each([
    ["DELETE FROM okta.groups.groups WHERE profile.name = 'Legal'", true],
    ["DELETE FROM okta.groups.groups WHERE type = 'OKTA_GROUP' AND id = '00g1'", undefined],
    ["UPDATE okta.users.users SET profile.city = 'x' WHERE profile.city = 'y'", true],
    ["UPDATE okta.users.users SET profile.city = 'x' WHERE status = 'ACTIVE'", undefined],
  ])('a change by way of it has its objects read again: %s', async (sql, recheck) => {
    const { plan } = await planned(sql);
    expect(plan.kind === 'change' && plan.recheck).toBe(recheck);
  });
});

describe('q', () => {
  test('is used only when the statement has it, and a list at its cap is incomplete', async () => {
    const some = await org.run("SELECT id FROM okta.users.users WHERE q = 'marco.wagner'");
    expect(some[0]?.outcome).toMatchObject({ complete: true, notices: [] });
    await using large = await openOktaOrg({ sandbox: { users: 3_000 } });
    const [cut] = await large.run("SELECT id FROM okta.users.users WHERE q = 'a'");
    expect(cut?.rows).toHaveLength(200);
    expect(cut?.outcome).toMatchObject({ complete: false, notices: [{ code: 'incomplete' }] });
  });
});

describe('settings', () => {
  test.each([
    ['SET oktaql.pushdown = maybe', 'It takes on or off.'],
    ["SET okta.consistency = 'weak'", 'It takes eventual or strong.'],
  ])('%s is refused', async (sql, hint) => {
    expect(await org.fails(sql)).toMatchObject({ code: 'unsupported', hint });
  });

  test('NULL takes a setting back', async () => {
    await org.run("SET oktaql.pushdown = off; SET oktaql.pushdown = NULL; SELECT id FROM okta.apps.applications WHERE status = 'INACTIVE'");
    expect(sent()).toEqual(['GET /api/v1/apps?limit=200&filter=status eq "INACTIVE"']);
  });
});
