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

  test('EXPLAIN shows the rows that drive it and makes no call', async () => {
    const lines = (
      await org.rows(`EXPLAIN UPDATE okta.users.users u SET profile.department = v.d FROM ${values} WHERE u.profile.login = v.login`)
    ).map(([line]) => String(line));
    expect(lines.join('\n')).toContain('FROM "scan 0" u, (VALUES');
    expect(org.sent()).toEqual([]);
  });
});

describe('DELETE … USING', () => {
  test('a member of each group that the other relations name', async () => {
    const [member] = await org.rows(
      `SELECT g.id, m.id FROM okta.groups.groups g, okta.groups.users m WHERE m.groupId = g.id AND g.profile.name = 'Legal' ORDER BY 2 LIMIT 1`,
    );
    const [group, user] = member ?? [];
    org.sent();
    await org.run(
      `DELETE FROM okta.groups.users m USING okta.groups.groups g WHERE m.groupId = g.id AND g.profile.name = 'Legal' AND m.userId = '${user}'`,
    );
    expect(changes()).toEqual([`DELETE /api/v1/groups/${group}/users/${user}`]);
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
