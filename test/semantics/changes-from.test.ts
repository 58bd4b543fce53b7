import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apps, type OktaOrg, openOktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeEach(async () => {
  org = await openOktaOrg();
});
afterEach(() => org[Symbol.asyncDispose]());

/** Calls that change something. */
function changes(): readonly string[] {
  return org.sent().filter((line) => !line.startsWith('GET '));
}

async function idOf(login: string): Promise<string> {
  const [row] = await org.rows(`SELECT id FROM okta.users.users WHERE profile.login = '${login}'`);
  org.sent();
  return String(row?.[0]);
}

describe('UPDATE … FROM', () => {
  const values = "(VALUES ('marco.wagner@example.com', 'North'), ('priya.rossi@example.com', 'South'), ('nobody', 'West')) v(login, d)";

  test('one call for each object, with the values of its own row', async () => {
    const rows = await org.rows(
      `UPDATE okta.users.users u SET profile.department = v.d FROM ${values} WHERE u.profile.login = v.login
       RETURNING profile.login AS login, profile.department AS department`,
    );
    expect(rows.toSorted()).toEqual([
      ['marco.wagner@example.com', 'North'],
      ['priya.rossi@example.com', 'South'],
    ]);
    expect(changes()).toHaveLength(2);
  });

  test('objects that the join names by their identifier are not read', async () => {
    await org.run(
      `UPDATE okta.apps.connections SET profile = json_object('authScheme', 'TOKEN', 'token', 'abc')
       FROM okta.apps.applications a WHERE appId = a.id AND a.label = 'Zoom'`,
    );
    expect(org.sent().filter((line) => !line.startsWith('GET /api/v1/apps?'))).toEqual([
      `POST /api/v1/apps/${apps.zoom}/connections/default`,
    ]);
  });

  test('several rows with one value change an object once', async () => {
    const id = await idOf('marco.wagner@example.com');
    await org.run(
      `UPDATE okta.users.users u SET profile.department = v.d FROM (VALUES ('${id}', 'X'), ('${id}', 'X')) v(i, d) WHERE u.id = v.i`,
    );
    expect(org.sent()).toEqual([`POST /api/v1/users/${id}`]);
  });

  test('several rows with different values are refused before the first call: none is the last', async () => {
    const error = await org.fails(
      `UPDATE okta.users.users u SET profile.department = v.d
       FROM (VALUES ('marco.wagner@example.com', 'X'), ('marco.wagner@example.com', 'Y')) v(login, d) WHERE u.profile.login = v.login`,
    );
    expect([error.code, error.message]).toEqual(['refused', expect.stringMatching(/^several rows give users id = \w+ different values/)]);
    expect(changes()).toEqual([]);
  });

  test('the current row and the other row may both stand in SET', async () => {
    const rows = await org.rows(
      `UPDATE okta.users.users u SET profile.nickName = u.profile.firstName || ' of ' || g.profile.name
       FROM okta.groups.groups g WHERE g.profile.name = 'Legal' AND u.profile.login = 'marco.wagner@example.com' RETURNING profile.nickName`,
    );
    expect(rows).toEqual([['Marco of Legal']]);
  });

  test('conditions on the other relation alone pick no objects', async () => {
    const error = await org.fails(
      "UPDATE okta.users.users SET profile.city = 'x' FROM okta.groups.groups g WHERE g.profile.name = 'Legal'",
    );
    expect(error.code).toBe('refused');
    expect(org.sent()).toEqual([]);
  });

  test('EXPLAIN shows the rows that drive it and changes nothing', async () => {
    const lines = (
      await org.rows(`EXPLAIN UPDATE okta.users.users u SET profile.department = v.d FROM ${values} WHERE u.profile.login = v.login`)
    ).map(([line]) => String(line));
    expect(lines.join('\n')).toContain('FROM "scan 0" u, (VALUES');
    expect(changes()).toEqual([]);
  });
});

describe('DELETE … USING', () => {
  test('a member of each group that the other relations name', async () => {
    const [member] = await org.rows(
      `SELECT g.id, m.id FROM okta.groups.groups g, okta.groups.users m WHERE m.groupId = g.id AND g.profile.name = 'Legal' ORDER BY 2 LIMIT 1`,
    );
    const [group, user] = (member ?? []).map(String);
    org.sent();
    await org.run(
      `DELETE FROM okta.groups.users m USING okta.groups.groups g WHERE m.groupId = g.id AND g.profile.name = 'Legal' AND m.userId = '${user ?? ''}'`,
    );
    expect(changes()).toEqual([`DELETE /api/v1/groups/${group ?? ''}/users/${user ?? ''}`]);
  });

  test('conditions on its own rows are answered by reading them', async () => {
    const rows = await org.rows(
      `DELETE FROM okta.groups.users m USING okta.groups.groups g
       WHERE m.groupId = g.id AND g.profile.name = 'Legal' AND m.status = 'ACTIVE' RETURNING m.status`,
    );
    expect(new Set(rows.flat())).toEqual(new Set(['ACTIVE']));
    expect(changes()).toHaveLength(rows.length);
  });

  test('a last identifier that nothing names is refused', async () => {
    const error = await org.fails(
      "DELETE FROM okta.groups.users m USING okta.groups.groups g WHERE m.groupId = g.id AND g.profile.name = 'Legal'",
    );
    expect(error.code).toBe('refused');
    expect(changes()).toEqual([]);
  });
});

describe('WITH before a change', () => {
  const tables = "WITH x AS (SELECT id FROM okta.users.users WHERE profile.login = 'marco.wagner@example.com')";

  test('INSERT takes its rows from the tables', async () => {
    const rows = await org.rows(
      "WITH x(n) AS (VALUES ('One'), ('Two')) INSERT INTO okta.groups.groups (profile) SELECT json_object('name', n) FROM x RETURNING profile.name",
    );
    expect(rows).toEqual([['One'], ['Two']]);
    expect(org.sent()).toEqual(['POST /api/v1/groups', 'POST /api/v1/groups']);
  });

  test.each([
    ['UPDATE, in a sub-query', 'UPDATE okta.users.users SET profile.city = NULL WHERE id IN (SELECT id FROM x)'],
    ['UPDATE, in FROM', 'UPDATE okta.users.users u SET profile.city = NULL FROM x WHERE u.id = x.id'],
  ])('%s', async (_name, update) => {
    await org.run(`${tables} ${update}`);
    expect(changes()).toEqual([`POST /api/v1/users/${await idOf('marco.wagner@example.com')}`]);
  });

  test('a WITH on either side of INSERT is one too many', async () => {
    const error = await org.fails(`${tables} INSERT INTO okta.groups.groups (profile) WITH y AS (SELECT 1) SELECT '{}' FROM y`);
    expect([error.code, error.hint]).toEqual(['syntax_error', 'Put all of the tables into one.']);
  });
});

describe('EXEC with several parameters of one query', () => {
  const method = 'EXEC okta.groups.users.assign_user_to_group';

  test('a call for each distinct row, not for each combination', async () => {
    await org.run(`${method} (@groupId, @userId) IN (VALUES ('00gA', '00uA'), ('00gB', '00uB'), ('00gA', '00uA'))`).catch(() => undefined);
    expect(changes()[0]).toBe('PUT /api/v1/groups/00gA/users/00uA');
    const [pair] = await org.rows("SELECT g.id, u.id FROM okta.groups.groups g, okta.users.users u WHERE g.profile.name = 'Legal' LIMIT 1");
    const [group, user] = (pair ?? []).map(String);
    changes();
    await org.run(
      `${method} (@groupId, @userId) IN (SELECT '${group ?? ''}', '${user ?? ''}' UNION ALL SELECT '${group ?? ''}', '${user ?? ''}')`,
    );
    expect(changes()).toEqual([`PUT /api/v1/groups/${group ?? ''}/users/${user ?? ''}`]);
  });

  test.each([
    ['(@groupId, @userId) IN (SELECT 1)', 'this sub-query has one column, and there are 2 parameters'],
    ['(@groupId, @groupId) IN (SELECT 1, 2)', '@groupId is given twice'],
    ["(@groupId, @userId) = ('a', 'b')", 'expected IN but found "="'],
  ])('%s is refused', async (given, message) => {
    const error = await org.fails(`${method} ${given}`);
    expect(error.message).toBe(message);
    expect(error.span).toBeDefined();
    expect(org.sent()).toEqual([]);
  });
});

test('MERGE is refused with what to write instead', async () => {
  const error = await org.fails('MERGE INTO okta.groups.groups USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE');
  expect([error.code, error.hint]).toEqual(['unsupported', expect.stringContaining('UPDATE … FROM')]);
});
