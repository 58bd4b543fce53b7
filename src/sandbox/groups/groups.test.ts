import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import { startTestOrg, type TestOrg } from '../test-org.ts';

let org: TestOrg;
beforeEach(async () => {
  org = await startTestOrg();
});
afterEach(() => org.sandbox.close());

async function groupNamed(name: string): Promise<string> {
  const found = (await org.list('/api/v1/groups')).find((group) => objectAt(group, 'profile')['name'] === name);
  return String(found?.['id']);
}

function names(groups: readonly JsonObject[]): readonly string[] {
  return groups.map((group) => textAt(objectAt(group, 'profile'), 'name') ?? '');
}

describe('listing', () => {
  test.each([
    ['', ['Everyone', 'Administrators', 'Engineering', 'Sales', 'Finance', 'Support', 'Marketing', 'Legal'], 'all'],
    ['?q=s', ['Sales', 'Support'], 'prefix of the name'],
    [
      `?search=${encodeURIComponent('profile.name co "IN"')}`,
      ['Administrators', 'Engineering', 'Finance', 'Marketing'],
      'search, without case',
    ],
    [`?filter=${encodeURIComponent('type eq "BUILT_IN"')}`, ['Everyone'], 'filter'],
    [
      `?search=${encodeURIComponent('type eq "OKTA_GROUP"')}&sortBy=profile.name&sortOrder=asc`,
      ['Administrators', 'Engineering', 'Finance', 'Legal', 'Marketing', 'Sales', 'Support'],
      'sorted',
    ],
  ])('%s: %j (%s)', async (query, expected) => {
    expect(names(await org.list(`/api/v1/groups${query}`))).toEqual(expected);
  });

  test.each([
    [`search=${encodeURIComponent('type sw "OKTA"')}`, 'E0000053'],
    [`filter=${encodeURIComponent('profile.name eq "Sales"')}`, 'E0000031'],
  ])('%s is refused with %s', async (query, code) => {
    const answer = await org.send(`GET /api/v1/groups?${query}`);
    expect([answer.status, textAt(answer.body, 'errorCode')]).toEqual([400, code]);
  });

  test('expand=stats counts members', async () => {
    const [everyone] = await org.list('/api/v1/groups?expand=stats&limit=1');
    expect(objectAt(objectAt(everyone, '_embedded'), 'stats')['usersCount']).toBe(60);
  });
});

describe('members', () => {
  test('a group lists its users, and each of them lists the group', async () => {
    const id = await groupNamed('Sales');
    const members = await org.list(`/api/v1/groups/${id}/users`);
    expect(members.length).toBe(9);
    for (const member of members) {
      expect(objectAt(member, 'profile')['department']).toBe('Sales');
      expect(names(await org.list(`/api/v1/users/${String(member['id'])}/groups`))).toContain('Sales');
    }
  });

  test('adding and removing may be repeated and is seen from both sides', async () => {
    const [group, user] = [await groupNamed('Legal'), String((await org.list('/api/v1/users?limit=1'))[0]?.['id'])];
    for (const method of ['PUT', 'PUT', 'DELETE', 'DELETE'] as const) {
      expect((await org.send(`${method} /api/v1/groups/${group}/users/${user}`)).status).toBe(204);
      const isMember = (await org.list(`/api/v1/groups/${group}/users`)).some((member) => member['id'] === user);
      expect(isMember).toBe(method === 'PUT');
      expect(names(await org.list(`/api/v1/users/${user}/groups`)).includes('Legal')).toBe(method === 'PUT');
    }
  });

  test('a seeded member can be removed, and added again', async () => {
    const group = await groupNamed('Sales');
    const before = await org.list(`/api/v1/groups/${group}/users`);
    const user = String(before[0]?.['id']);
    await org.send(`DELETE /api/v1/groups/${group}/users/${user}`);
    expect((await org.list(`/api/v1/groups/${group}/users`)).length).toBe(before.length - 1);
    await org.send(`PUT /api/v1/groups/${group}/users/${user}`);
    expect((await org.list(`/api/v1/groups/${group}/users`)).length).toBe(before.length);
  });

  test('who is deprovisioned is a member no more', async () => {
    const group = await groupNamed('Sales');
    const [user] = await org.list(`/api/v1/groups/${group}/users`);
    await org.send(`POST /api/v1/users/${String(user?.['id'])}/lifecycle/deactivate`);
    expect((await org.list(`/api/v1/groups/${group}/users`)).length).toBe(8);
  });

  test.each([
    ['Everyone', 'id', 403, 'membership of everyone is not managed by hand'],
    ['Sales', 'nobody@example.com', 404, 'a user who does not exist'],
  ])('adding to %s: %s gives %i: %s', async (group, name, status) => {
    const user = name === 'id' ? String((await org.one('/api/v1/users/me'))['id']) : name;
    expect((await org.send(`PUT /api/v1/groups/${await groupNamed(group)}/users/${user}`)).status).toBe(status);
  });
});

describe('changing', () => {
  test('create, replace, delete; a name is taken once', async () => {
    const created = await org.send('POST /api/v1/groups', { profile: { name: 'Choir', description: 'Sings' } });
    expect(created.body).toMatchObject({ type: 'OKTA_GROUP', profile: { name: 'Choir', description: 'Sings' } });
    expect((await org.send('POST /api/v1/groups', { profile: { name: 'Choir' } })).status).toBe(400);
    const path = `/api/v1/groups/${textAt(created.body, 'id')}`;
    expect((await org.send(`PUT ${path}`, { profile: { name: 'Band' } })).body).toMatchObject({ profile: { name: 'Band' } });
    expect(objectAt(await org.one(path), 'profile')).toEqual({ name: 'Band' });
    expect((await org.send(`DELETE ${path}`)).status).toBe(204);
    expect((await org.send(`GET ${path}`)).status).toBe(404);
  });

  test('what the system made stays', async () => {
    const path = `/api/v1/groups/${await groupNamed('Everyone')}`;
    expect((await org.send(`DELETE ${path}`)).status).toBe(403);
    expect((await org.send(`PUT ${path}`, { profile: { name: 'Nobody' } })).status).toBe(403);
  });
});

describe('assignments of applications', () => {
  const app = '0oa1gjh63g214q0Hq0g4';

  test('a group brings its members, and takes them away again', async () => {
    const group = await groupNamed('Finance');
    const before = await org.list(`/api/v1/apps/${app}/users?limit=500`);
    expect((await org.send(`PUT /api/v1/apps/${app}/groups/${group}`, { priority: 1 })).body).toMatchObject({ id: group, priority: 1 });
    const after = await org.list(`/api/v1/apps/${app}/users?limit=500`);
    expect(after.filter((user) => user['scope'] === 'GROUP').length).toBe(after.length - before.length);
    expect(after.length).toBeGreaterThan(before.length);
    expect((await org.list(`/api/v1/groups/${group}/apps`)).map((each) => each['id'])).toContain(app);
    expect((await org.send(`DELETE /api/v1/apps/${app}/groups/${group}`)).status).toBe(204);
    expect((await org.list(`/api/v1/apps/${app}/users?limit=500`)).length).toBe(before.length);
  });

  test('a user is assigned, changed, listed among links, unassigned', async () => {
    const user =
      textAt((await org.send('POST /api/v1/users', { profile: { login: 'n@example.com', email: 'n@example.com' } })).body, 'id') ?? '';
    expect((await org.send(`POST /api/v1/apps/${app}/users`, { id: user, scope: 'USER', profile: { role: 'x' } })).status).toBe(200);
    expect((await org.list(`/api/v1/users/${user}/appLinks`)).map((each) => each['appInstanceId'])).toEqual([app]);
    await org.send(`POST /api/v1/apps/${app}/users/${user}`, { profile: { role: 'y' } });
    expect(objectAt(await org.one(`/api/v1/apps/${app}/users/${user}`), 'profile')['role']).toBe('y');
    expect((await org.send(`DELETE /api/v1/apps/${app}/users/${user}`)).status).toBe(204);
    expect((await org.send(`GET /api/v1/apps/${app}/users/${user}`)).status).toBe(404);
  });

  test.each([
    ['groups?limit=19', 400, 'a page of groups has twenty at least'],
    ['groups?limit=20', 200, 'twenty is enough'],
    ['users?limit=500', 200, 'five hundred users at most'],
  ])('%s gives %i: %s', async (rest, status) => {
    expect((await org.send(`GET /api/v1/apps/${app}/${rest}`)).status).toBe(status);
  });
});

describe('rules', () => {
  test('an active rule puts whom it selects into its group; it cannot be changed or deleted until it is inactive', async () => {
    const group = textAt((await org.send('POST /api/v1/groups', { profile: { name: 'Contractors' } })).body, 'id') ?? '';
    const body = {
      type: 'group_rule',
      name: 'Contractors',
      conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.userType=="Contractor"' } },
      actions: { assignUserToGroups: { groupIds: [group] } },
    };
    const created = await org.send('POST /api/v1/groups/rules', body);
    expect(created.body).toMatchObject({ status: 'INACTIVE', name: 'Contractors' });
    const path = `/api/v1/groups/rules/${textAt(created.body, 'id')}`;
    expect(await org.list(`/api/v1/groups/${group}/users`)).toEqual([]);
    expect((await org.send(`POST ${path}/lifecycle/activate`)).status).toBe(204);
    const members = await org.list(`/api/v1/groups/${group}/users`);
    expect(members.length).toBeGreaterThan(5);
    for (const member of members) expect(objectAt(member, 'profile')['userType']).toBe('Contractor');
    expect((await org.send(`PUT ${path}`, body)).status).toBe(403);
    expect((await org.send(`DELETE ${path}`)).status).toBe(403);
    expect((await org.send(`POST ${path}/lifecycle/deactivate`)).status).toBe(204);
    expect((await org.send(`DELETE ${path}?removeUsers=true`)).status).toBe(202);
    expect(await org.list(`/api/v1/groups/${group}/users`)).toEqual([]);
  });

  test('an expression that cannot be evaluated makes the rule invalid', async () => {
    const group = await groupNamed('Sales');
    const created = await org.send('POST /api/v1/groups/rules', {
      type: 'group_rule',
      name: 'Odd',
      conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'String.len(user.login) > 3' } },
      actions: { assignUserToGroups: { groupIds: [group] } },
    });
    const path = `/api/v1/groups/rules/${textAt(created.body, 'id')}`;
    expect((await org.send(`POST ${path}/lifecycle/activate`)).status).toBe(400);
    expect((await org.one(path))['status']).toBe('INVALID');
  });
});
