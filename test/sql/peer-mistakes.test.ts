import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OktaOrg, openOktaOrg } from '../okta-org.fixture.ts';

/*
 * Mistakes that were measured in the tool that oktaql takes the place of: one test for each that is about queries.
 */

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
});
afterAll(() => org[Symbol.asyncDispose]());

async function column(sql: string): Promise<readonly unknown[]> {
  return (await org.rows(sql)).map(([value]) => value);
}

const users = 'okta.users.users';

describe('LIMIT', () => {
  test('is not pushed below a sort', async () => {
    const all = await column(`SELECT created FROM ${users} ORDER BY created DESC`);
    expect(all.length).toBeGreaterThan(2);
    expect(await column(`SELECT created FROM ${users} ORDER BY created DESC LIMIT 2`)).toEqual(all.slice(0, 2));
  });

  test('is not pushed below a filter', async () => {
    const found = await column(`SELECT id FROM ${users} WHERE profile.city LIKE '%o%'`);
    expect(found.length).toBeGreaterThan(1);
    expect(await column(`SELECT id FROM ${users} WHERE profile.city LIKE '%o%' LIMIT ${found.length}`)).toHaveLength(found.length);
  });

  test('ends paging: three rows take one request', async () => {
    org.sent();
    expect(await column(`SELECT id FROM ${users} LIMIT 3`)).toHaveLength(3);
    expect(org.sent()).toHaveLength(1);
  });
});

describe('counts', () => {
  test('are of whole lists, however many pages those have', async () => {
    await using large = await openOktaOrg({ sandbox: { users: 700 } });
    const [[count] = []] = await large.rows(`SELECT count(*) FROM ${users}`);
    expect(large.sent().length).toBeGreaterThan(3);
    expect(count).toBe((await large.rows(`SELECT id FROM ${users}`)).length);
    expect(count).toBeGreaterThanOrEqual(700);
  });
});

describe('errors', () => {
  test('a misspelt column is told before any request', async () => {
    org.sent();
    const error = await org.fails(`SELECT statuss FROM ${users}`);
    expect([error.code, error.hint]).toEqual(['unknown_column', expect.stringContaining('status')]);
    expect(org.sent()).toEqual([]);
  });

  test('a script whose second statement does not parse sends nothing', async () => {
    org.sent();
    expect((await org.fails(`SELECT id FROM ${users}; SELECT FROM WHERE`)).code).toBe('syntax_error');
    expect(org.sent()).toEqual([]);
  });

  test('an unknown parameter of EXEC is no word to be passed over', async () => {
    org.sent();
    expect((await org.fails("EXEC okta.users.users.suspend_user @id = 'x', @nonsense = 1")).code).toBe('unknown_parameter');
    expect(org.sent()).toEqual([]);
  });
});

describe('EXPLAIN', () => {
  test('does not run the query', async () => {
    const lines = (await column(`EXPLAIN SELECT * FROM ${users} WHERE id = 'x'`)).join('\n');
    expect(lines).toContain('Scan okta.users.users');
    expect(lines).not.toContain('@example.com');
  });
});

describe('conditions', () => {
  test('that contradict each other give no row and need no request', async () => {
    const [id] = await column(`SELECT id FROM ${users} LIMIT 1`);
    org.sent();
    expect(await column(`SELECT id FROM ${users} WHERE id = '${String(id)}' AND id = 'b'`)).toEqual([]);
    expect(org.sent()).toEqual([]);
  });

  test("IN ('a', 'a') gives a row once", async () => {
    const [id] = await column(`SELECT id FROM ${users} LIMIT 1`);
    org.sent();
    expect(await column(`SELECT id FROM ${users} WHERE id IN ('${String(id)}', '${String(id)}')`)).toEqual([id]);
    expect(org.sent()).toHaveLength(1);
  });

  test('dates are compared as dates: a column of times with the text of one', async () => {
    const all = await column(`SELECT created FROM ${users}`);
    const after = all.filter((created) => Date.parse(String(created)) > Date.UTC(2023, 0, 1));
    expect(after.length).toBeGreaterThan(0);
    for (const text of [
      "'2023-01-01'",
      "'2023-01-01T00:00:00Z'",
      "'2023-01-01 01:00:00+01'",
      "DATE '2023-01-01'",
      "TIMESTAMP '2023-01-01 00:00:00'",
    ])
      expect(await column(`SELECT created FROM ${users} WHERE created > ${text}`), text).toHaveLength(after.length);
  });

  test.each([
    "v->>'at' > now() - INTERVAL 1 DAY",
    "v->>'at' > datetime('now', '-1 day')",
    "v->>'at' > date('now', '-1 day')",
    "json_extract(v, '$.at') > current_timestamp - INTERVAL 1 DAY",
    "v->>'at' BETWEEN now() - INTERVAL 1 DAY AND now() + INTERVAL 1 DAY",
  ])('dates are compared as dates: text in JSON with a time (%s)', async (condition) => {
    const near = new Date(Date.now()).toISOString();
    const rows = `(VALUES ('{"at":"${near}"}'::JSON), ('{"at":"1999-01-01T00:00:00.000Z"}'), ('{"at":"never"}'), ('{}')) t(v)`;
    expect(await column(`SELECT count(*) FROM ${rows} WHERE ${condition}`)).toEqual([1]);
  });

  test('numbers in JSON are compared as numbers, booleans as booleans', async () => {
    const rows = `(VALUES ('{"n":9,"b":true}'::JSON), ('{"n":10,"b":false}')) t(v)`;
    expect(await column(`SELECT count(*) FROM ${rows} WHERE json_extract(v, '$.n') > 9`)).toEqual([1]);
    expect(await column(`SELECT count(*) FROM ${rows} WHERE json_extract(v, '$.b') = 1`)).toEqual([1]);
    expect(await column(`SELECT count(*) FROM ${rows} WHERE json_extract(v, '$.b') = true`)).toEqual([1]);
  });
});

describe('JSON values', () => {
  const apps = 'okta.apps.applications';

  test('DISTINCT and GROUP BY put equal ones together', async () => {
    const all = await column(`SELECT visibility FROM ${apps}`);
    const distinct = new Set(all.map((value) => JSON.stringify(value))).size;
    expect(distinct).toBeLessThan(all.length);
    expect(await column(`SELECT DISTINCT visibility FROM ${apps}`)).toHaveLength(distinct);
    expect(await column(`SELECT count(*) FROM ${apps} GROUP BY visibility`)).toHaveLength(distinct);
    expect(await column(`SELECT count(DISTINCT visibility) FROM ${apps}`)).toEqual([distinct]);
  });

  test('are compared whatever the spaces of the text beside them', async () => {
    const plain = await column(`SELECT id FROM ${apps} WHERE accessibility->>'selfService' = 'false'`);
    expect(plain.length).toBeGreaterThan(0);
    const [first] = await column(`SELECT accessibility FROM ${apps} WHERE id = '${String(plain[0])}'`);
    const written = JSON.stringify(first, null, 2);
    const same = await column(`SELECT id FROM ${apps} WHERE accessibility = '${written}'`);
    expect(same).toContain(plain[0]);
    expect(await column(`SELECT id FROM ${apps} WHERE accessibility IN ('${written}', '{}')`)).toEqual(same);
  });

  test('join by what is in them and as a whole', async () => {
    const [pairs] = await column(`SELECT count(*) FROM ${apps} a JOIN ${apps} b ON a.visibility = b.visibility AND a.id = b.id`);
    expect(pairs).toBe((await column(`SELECT id FROM ${apps} WHERE visibility IS NOT NULL`)).length);
    const [same] = await column(
      `SELECT count(*) FROM ${users} a JOIN ${users} b ON a.profile->>'login' = b.profile->>'login' WHERE a.profile.login IS NOT NULL`,
    );
    expect(same).toBe((await column(`SELECT id FROM ${users}`)).length);
  });
});

test('/ divides as numbers and // as whole numbers; NULL sorts last either way unless told', async () => {
  expect(await org.rows('SELECT 7 / 2, 7 // 2, -7 // 2')).toEqual([[3.5, 3, -3]]);
  const rows = '(VALUES (1), (NULL), (2)) t(x)';
  expect(await column(`SELECT x FROM ${rows} ORDER BY x`)).toEqual([1, 2, null]);
  expect(await column(`SELECT x FROM ${rows} ORDER BY x DESC`)).toEqual([2, 1, null]);
  expect(await column(`SELECT x FROM ${rows} ORDER BY x NULLS FIRST`)).toEqual([null, 1, 2]);
});
