import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine, type Session } from '../../src/index.ts';
import { startTestOrg, type TestOrg } from '../../src/sandbox/test-org.ts';

// What administrators do every week, one statement each. What is right is computed from the org's own answers over HTTP.

let org: TestOrg;
let engine: Engine;
let session: Session;

beforeAll(async () => {
  org = await startTestOrg();
  engine = createEngine({ pacing: false, serverUrl: org.sandbox.url, credentials: { token: org.sandbox.token }, environment: {} });
  session = engine.connect({ defaults: { subdomain: 'my-org' } });
});
afterAll(async () => {
  await engine.close();
  await org.sandbox.close();
});

interface User {
  readonly id: string;
  readonly status: string;
  readonly lastLogin: string | null;
  readonly profile: { readonly login: string; readonly userType?: string };
}

async function people(): Promise<readonly User[]> {
  return (await org.list('/api/v1/users?search=id%20pr&limit=200')) as unknown as readonly User[];
}

async function idOfGroup(name: string): Promise<string> {
  const groups = await org.list('/api/v1/groups');
  const found = groups.find((group) => JSON.stringify(group['profile']).includes(`"name":"${name}"`));
  return String(found?.['id']);
}

const sorted = (values: readonly unknown[]): readonly string[] => values.map(String).sort();

async function column(sql: string): Promise<readonly string[]> {
  const rows = await session.query(sql);
  return sorted(rows.map((row) => Object.values(row)[0]));
}

describe('questions', () => {
  test('who is locked out', async () => {
    const right = (await people()).filter((user) => user.status === 'LOCKED_OUT').map((user) => user.id);
    expect(right.length).toBeGreaterThan(0);
    expect(await column(`SELECT id FROM okta.users.users WHERE status = 'LOCKED_OUT'`)).toEqual(sorted(right));
  });

  test('who has not signed in for 90 days, or never', async () => {
    const limit = Date.now() - 90 * 86_400_000;
    const right = (await people()).filter((user) => user.lastLogin === null || Date.parse(user.lastLogin) < limit).map((user) => user.id);
    expect(right.length).toBeGreaterThan(0);
    const sql = `SELECT id FROM okta.users.users WHERE lastLogin IS NULL OR lastLogin < now() - INTERVAL 90 DAY`;
    expect(await column(sql)).toEqual(sorted(right));
  });

  test('who is in a group, by its name, in two calls', async () => {
    const members = await org.list(`/api/v1/groups/${await idOfGroup('Sales')}/users`);
    const before = org.sandbox.requests.length;
    const found = await column(
      `SELECT m.profile->>'login' FROM okta.groups.users m JOIN okta.groups.groups g ON m.groupId = g.id WHERE g.profile->>'name' = 'Sales'`,
    );
    expect(org.sandbox.requests.length - before).toBe(2);
    expect(found).toEqual(sorted(members.map((user) => (user as unknown as User).profile.login)));
  });

  test('which groups a person is in, by login', async () => {
    const [user] = await people();
    const groups = await org.list(`/api/v1/users/${user?.id ?? ''}/groups`);
    const sql = `SELECT id FROM okta.users.user_groups WHERE userId = '${user?.profile.login ?? ''}'`;
    expect(await column(sql)).toEqual(sorted(groups.map((group) => group['id'])));
  });

  test('how many people each application has', async () => {
    const rows = await session.query<{ label: string; n: number }>(
      `SELECT a.label, count(u.id) AS n FROM okta.apps.applications a LEFT JOIN okta.apps.application_users u ON u.appId = a.id GROUP BY a.label`,
    );
    const apps = await org.list('/api/v1/apps');
    const right = await Promise.all(
      apps.map(async (app) => [app['label'], (await org.list(`/api/v1/apps/${String(app['id'])}/users?limit=500`)).length]),
    );
    expect(sorted(rows.map(({ label, n }) => `${label} ${n}`))).toEqual(sorted(right.map(([label, n]) => `${String(label)} ${String(n)}`)));
  });

  test('which administrators have no factor', async () => {
    const rows = await column(
      `SELECT a.id FROM okta.iam.users_with_role_assignments a WHERE NOT EXISTS (SELECT 1 FROM okta.users.factors f WHERE f.userId = a.id)`,
    );
    expect(rows.length).toBe(1);
    expect(await org.list(`/api/v1/users/${rows[0] ?? ''}/factors`)).toEqual([]);
  });

  test('whose sign-ins failed since yesterday', async () => {
    const since = new Date(Date.now() - 86_400_000).toISOString();
    const events = await org.list(
      `/api/v1/logs?limit=1000&since=${since}&until=${new Date().toISOString()}&filter=${encodeURIComponent('outcome.result eq "FAILURE" and eventType eq "user.session.start"')}`,
    );
    const rows = await session.query<{ actor: string; n: number }>(
      `SELECT actor->>'alternateId' AS actor, count(*) AS n FROM okta.logs.system_log_events
       WHERE published > now() - INTERVAL 1 DAY AND eventType = 'user.session.start' AND outcome->>'result' = 'FAILURE' GROUP BY 1`,
    );
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(events.length);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('all policies of all types, the types that the org has not as notices', async () => {
    const results = session.run('SELECT id, type FROM okta.policies.policies');
    for await (const result of results) {
      const types = new Set<unknown>();
      for await (const page of result.rows) for (const [, type] of page) types.add(type);
      expect(types.size).toBeGreaterThan(5);
      expect((await result.outcome).notices.map((notice) => notice.code)).toContain('value_refused');
    }
  });
});

describe('changes', () => {
  test('suspends all contractors who are active', async () => {
    const right = (await people())
      .filter((user) => user.profile.userType === 'Contractor' && user.status === 'ACTIVE')
      .map((user) => user.id);
    expect(right.length).toBeGreaterThan(0);
    await session.query(
      `EXEC okta.users.users.suspend_user @id IN (SELECT id FROM okta.users.users WHERE profile->>'userType' = 'Contractor' AND status = 'ACTIVE')`,
    );
    for (const id of right) expect((await org.one(`/api/v1/users/${id}`))['status']).toBe('SUSPENDED');
  });

  test.each(['INSERT', 'REPLACE'])('adds the people whom a query finds to a group by %s', async (verb) => {
    const group = await idOfGroup('Legal');
    const right = (await people()).filter((user) => user.status === 'LOCKED_OUT').map((user) => user.id);
    for (const id of right) await org.send(`DELETE /api/v1/groups/${group}/users/${id}`);
    await session.query(
      `${verb} INTO okta.groups.users (groupId, userId) SELECT '${group}', id FROM okta.users.users WHERE status = 'LOCKED_OUT'`,
    );
    const members = (await org.list(`/api/v1/groups/${group}/users`)).map((user) => user['id']);
    for (const id of right) expect(members).toContain(id);
  });

  test('a live user is deactivated before it is deleted', async () => {
    const [user] = (await people()).filter((one) => one.status === 'ACTIVE');
    const id = user?.id ?? '';
    const remove = `DELETE FROM okta.users.users WHERE id = '${id}'`;
    await expect(session.query(remove)).rejects.toMatchObject({ code: 'refused', hint: expect.stringContaining('deactivate_user') });
    expect((await org.one(`/api/v1/users/${id}`))['status']).toBe('ACTIVE');
    await session.query(`EXEC okta.users.users.deactivate_user @id = '${id}'`);
    await session.query(remove);
    expect((await org.send(`GET /api/v1/users/${id}`)).status).toBe(404);
  });
});
