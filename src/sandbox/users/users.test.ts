import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonValue } from '../../values/value.ts';
import { isList, type JsonObject, objectAt, textAt, valueAt } from '../json.ts';
import { startTestOrg, type TestOrg } from '../test-org.ts';

let org: TestOrg;
beforeEach(async () => {
  org = await startTestOrg({ now: Date.UTC(2026, 5, 15, 12) });
});
afterEach(() => org.sandbox.close());

function person(login: string): JsonObject {
  return { profile: { login, email: login, firstName: 'New', lastName: 'Person' } };
}

async function inStatus(status: string): Promise<string> {
  const [user] = await org.list(`/api/v1/users?filter=${encodeURIComponent(`status eq "${status}"`)}`);
  return String(user?.['id']);
}

async function search(expression: string): Promise<readonly JsonObject[]> {
  return org.list(`/api/v1/users?search=${encodeURIComponent(expression)}`);
}

describe('listing', () => {
  test('without a filter leaves out the deprovisioned, search and filter have them', async () => {
    const statuses = new Set((await org.list('/api/v1/users')).map((user) => user['status']));
    expect(statuses.has('DEPROVISIONED')).toBe(false);
    expect([...statuses].toSorted()).toEqual([
      'ACTIVE',
      'LOCKED_OUT',
      'PASSWORD_EXPIRED',
      'PROVISIONED',
      'RECOVERY',
      'STAGED',
      'SUSPENDED',
    ]);
    expect((await search('status eq "DEPROVISIONED"')).length).toBe(3);
    expect((await org.list(`/api/v1/users?filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`)).length).toBe(3);
  });

  test.each([
    ['search', 'status eq "active"', true, 'search compares without case'],
    ['filter', 'status eq "active"', false, 'filter compares with case'],
    ['search', 'profile.userType eq "Contractor"', true, 'search takes any profile attribute'],
    ['search', 'profile.userType sw "contr" and status eq "ACTIVE"', true, 'prefixes and and'],
    ['search', 'profile.email co "EXAMPLE"', true, 'contains on the four names'],
    ['search', '(status eq "STAGED" or status eq "SUSPENDED") and profile.city pr', true, 'parentheses and presence'],
    ['search', 'created gt "2022-01-01T00:00:00.000Z"', true, 'ranges on times'],
    ['search', 'profile.employeeNumber ge "10055"', true, 'ranges on texts'],
    ['filter', 'lastUpdated lt "2022-01-01T00:00:00.000Z"', false, 'ranges on lastUpdated'],
  ])('%s=%s finds somebody: %s (%s)', async (parameter, expression, found) => {
    const users = await org.list(`/api/v1/users?${parameter}=${encodeURIComponent(expression)}`);
    expect(users.length > 0).toBe(found);
  });

  test.each([
    ['search', 'status ne "ACTIVE"', 'E0000053', 'search has no ne'],
    ['search', 'not (status eq "ACTIVE")', 'E0000053', 'search has no not'],
    ['search', 'profile.city co "is"', 'E0000053', 'contains is for four names only'],
    ['search', 'lastLogin pr', 'E0000031', 'not every attribute can be searched'],
    ['filter', 'profile.city eq "Lisbon"', 'E0000031', 'filter knows few attributes'],
    ['filter', 'status gt "A"', 'E0000053', 'ranges on lastUpdated only'],
    ['search', 'profile.firstName eq Ada', 'E0000031', 'a text without quotes'],
  ])('%s=%s is refused with %s: %s', async (parameter, expression, code) => {
    const answer = await org.send(`GET /api/v1/users?${parameter}=${encodeURIComponent(expression)}`);
    expect([answer.status, textAt(answer.body, 'errorCode')]).toEqual([400, code]);
  });

  test('sortBy orders a search and pages keep the order', async () => {
    const names: string[] = [];
    let next: string | undefined =
      `/api/v1/users?search=${encodeURIComponent('status eq "ACTIVE"')}&sortBy=profile.lastName&sortOrder=desc&limit=10`;
    while (next !== undefined) {
      const answer = await org.send(`GET ${next}`);
      for (const user of isList(answer.body) ? answer.body : []) names.push(String(valueAt(user, 'profile.lastName')).toLowerCase());
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]?.replace(org.sandbox.url, '');
    }
    expect(names.length).toBe(39);
    expect(names).toEqual(names.toSorted().toReversed());
  });

  test('q is a prefix, ten rows unless limit, never a second page', async () => {
    const all = await org.list('/api/v1/users');
    const [first] = all;
    const prefix = String(objectAt(first, 'profile')['firstName']).slice(0, 3).toLowerCase();
    expect((await org.list(`/api/v1/users?q=${prefix}`)).map((user) => user['id'])).toContain(first?.['id']);
    await using large = await startTestOrg({ users: 4000 });
    const answer = await large.send(`GET /api/v1/users?q=${prefix}`);
    expect(JSON.parse(answer.text).length).toBe(10);
    expect(answer.headers.get('link')).not.toContain('rel="next"');
  });

  test('fields projects columns', async () => {
    const [user] = await org.list('/api/v1/users?fields=id,profile:(firstName,city)&limit=1');
    expect([Object.keys(user ?? {}).toSorted(), Object.keys(objectAt(user, 'profile')).toSorted()]).toEqual([
      ['id', 'profile'],
      ['city', 'firstName'],
    ]);
  });
});

describe('finding one', () => {
  test('by identifier, by login, by the part before the @, by me', async () => {
    const [user] = await org.list('/api/v1/users?limit=1');
    const login = String(objectAt(user, 'profile')['login']);
    for (const name of [String(user?.['id']), login, login.toUpperCase(), login.split('@')[0], 'me'])
      expect((await org.one(`/api/v1/users/${name}`))['id']).toBe(user?.['id']);
    expect((await org.send('GET /api/v1/users/nobody@example.com')).status).toBe(404);
  });

  test('a changed login is found under the new one only', async () => {
    const [user] = await org.list('/api/v1/users?limit=1');
    const login = String(objectAt(user, 'profile')['login']);
    expect((await org.send(`POST /api/v1/users/${login}`, { profile: { login: 'other@example.com' } })).status).toBe(200);
    expect((await org.one('/api/v1/users/other@example.com'))['id']).toBe(user?.['id']);
    expect((await org.send(`GET /api/v1/users/${login}`)).status).toBe(404);
  });
});

describe('creating', () => {
  test.each<readonly [string, JsonObject, string, string]>([
    ['', {}, 'PROVISIONED', 'activated without a password'],
    ['?activate=false', {}, 'STAGED', 'not activated'],
    ['', { credentials: { password: { value: 'Abcd1234!' } } }, 'ACTIVE', 'activated with a password'],
    ['?nextLogin=changePassword', { credentials: { password: { value: 'Abcd1234!' } } }, 'PASSWORD_EXPIRED', 'has to change it'],
  ])('%s with %j is %s: %s', async (query, more, status) => {
    const answer = await org.send(`POST /api/v1/users${query}`, { ...person('new@example.com'), ...more });
    expect([answer.status, textAt(answer.body, 'status')]).toEqual([200, status]);
    expect(answer.text).not.toContain('Abcd1234!');
  });

  test.each<readonly [JsonValue, string]>([
    [{ profile: { login: 'x@example.com' } }, 'an address is missing'],
    [{ profile: { email: 'x@example.com' } }, 'a login is missing'],
    [{ profile: { login: 'not-an-address', email: 'x@example.com' } }, 'the login is no address'],
    [{}, 'there is no profile'],
    [{ ...person('x@example.com'), colour: 'red' }, 'a field is not known'],
  ])('%j is refused: %s', async (body) => {
    expect((await org.send('POST /api/v1/users', body)).status).toBe(400);
  });

  test('a login is taken once', async () => {
    await org.send('POST /api/v1/users', person('once@example.com'));
    const again = await org.send('POST /api/v1/users', person('ONCE@example.com'));
    expect([again.status, again.text.includes('login')]).toEqual([400, true]);
  });

  test('a new user is found by identifier at once, by search only after a while', async () => {
    await org.send('POST /api/v1/users', person('late@example.com'));
    expect((await org.send('GET /api/v1/users/late@example.com')).status).toBe(200);
    expect(await search('profile.login eq "late@example.com"')).toEqual([]);
    expect((await org.list(`/api/v1/users?filter=${encodeURIComponent('profile.login eq "late@example.com"')}`)).length).toBe(1);
    await expect.poll(async () => (await search('profile.login eq "late@example.com"')).length, { timeout: 3000 }).toBe(1);
  });

  test('groupIds makes the user a member', async () => {
    const group = String((await org.list('/api/v1/groups'))[2]?.['id']);
    const answer = await org.send('POST /api/v1/users', { ...person('member@example.com'), groupIds: [group] });
    const groups = await org.list(`/api/v1/users/${textAt(answer.body, 'id')}/groups`);
    expect(groups.map((each) => objectAt(each, 'profile')['name'])).toEqual(['Everyone', 'Engineering']);
  });
});

describe('changing', () => {
  test('POST merges the profile, PUT replaces it: what is left out is deleted', async () => {
    const path = `/api/v1/users/${await inStatus('ACTIVE')}`;
    const before = await org.one(path);
    const { login, email } = objectAt(before, 'profile');
    expect((await org.send(`POST ${path}`, { profile: { city: 'Faro', title: null } })).status).toBe(200);
    const merged = objectAt(await org.one(path), 'profile');
    expect([merged['city'], merged['department'], 'title' in merged]).toEqual(['Faro', objectAt(before, 'profile')['department'], false]);
    await org.send(`PUT ${path}`, { profile: { login: login ?? '', email: email ?? '', firstName: 'A', lastName: 'B' } });
    expect(objectAt(await org.one(path), 'profile')).toEqual({ login, email, firstName: 'A', lastName: 'B' });
  });

  test('If-Match lets a change through only for the state that was read', async () => {
    const path = `/api/v1/users/${await inStatus('ACTIVE')}`;
    const etag = (await org.send(`GET ${path}`)).headers.get('etag') ?? '';
    expect((await org.send(`POST ${path}`, { profile: { city: 'Faro' } }, { 'if-match': etag })).status).toBe(200);
    expect((await org.send(`POST ${path}`, { profile: { city: 'Porto' } }, { 'if-match': etag })).status).toBe(412);
  });

  test('delete deactivates a live user, and destroys a deactivated one', async () => {
    const path = `/api/v1/users/${await inStatus('ACTIVE')}`;
    expect((await org.send(`DELETE ${path}`)).status).toBe(204);
    expect((await org.one(path))['status']).toBe('DEPROVISIONED');
    expect((await org.send(`DELETE ${path}`)).status).toBe(204);
    expect((await org.send(`GET ${path}`)).status).toBe(404);
    expect((await org.send(`DELETE ${path}`)).status).toBe(404);
  });
});

describe('lifecycle', () => {
  test.each([
    ['STAGED', 'activate', 200, 'PROVISIONED'],
    ['ACTIVE', 'activate', 403, 'ACTIVE'],
    ['PROVISIONED', 'reactivate', 200, 'PROVISIONED'],
    ['ACTIVE', 'suspend', 200, 'SUSPENDED'],
    ['SUSPENDED', 'suspend', 400, 'SUSPENDED'],
    ['SUSPENDED', 'unsuspend', 200, 'ACTIVE'],
    ['ACTIVE', 'unsuspend', 400, 'ACTIVE'],
    ['LOCKED_OUT', 'unlock', 200, 'ACTIVE'],
    ['ACTIVE', 'unlock', 403, 'ACTIVE'],
    ['ACTIVE', 'deactivate', 200, 'DEPROVISIONED'],
    ['DEPROVISIONED', 'deactivate', 403, 'DEPROVISIONED'],
    ['DEPROVISIONED', 'activate', 200, 'PROVISIONED'],
    ['ACTIVE', 'expire_password', 200, 'PASSWORD_EXPIRED'],
    ['STAGED', 'expire_password', 403, 'STAGED'],
  ])('%s user, %s: %i, then %s', async (status, action, answered, after) => {
    const path = `/api/v1/users/${await inStatus(status)}`;
    expect((await org.send(`POST ${path}/lifecycle/${action}`)).status).toBe(answered);
    expect((await org.one(path))['status']).toBe(after);
  });

  test.each([
    ['STAGED', 'activate?sendEmail=false', 'activationToken'],
    ['STAGED', 'activate', null],
    ['ACTIVE', 'reset_password?sendEmail=false', 'resetPasswordUrl'],
    ['ACTIVE', 'reset_password?sendEmail=true', null],
    ['ACTIVE', 'expire_password_with_temp_password', 'tempPassword'],
  ])('%s user, %s answers once with %s', async (status, action, field) => {
    const answer = await org.send(`POST /api/v1/users/${await inStatus(status)}/lifecycle/${action}`);
    expect(answer.status).toBe(200);
    expect(field === null ? answer.body : textAt(answer.body, field)).toEqual(field === null ? {} : expect.any(String));
  });
});

test('an asynchronous deactivation says where it is going until it has arrived', async () => {
  const path = `/api/v1/users/${await inStatus('ACTIVE')}`;
  expect((await org.send(`POST ${path}/lifecycle/deactivate`, undefined, { prefer: 'respond-async' })).status).toBe(200);
  expect(await org.one(path)).toMatchObject({ status: 'ACTIVE', transitioningToStatus: 'DEPROVISIONED' });
  await expect.poll(async () => (await org.one(path))['status'], { timeout: 3000 }).toBe('DEPROVISIONED');
  expect((await org.one(path))['transitioningToStatus']).toBeNull();
});

describe('a million users', () => {
  test('are there without being made', async () => {
    await using large = await startTestOrg({ users: 1_000_000, groups: 1000 });
    const [first] = await large.list('/api/v1/users?limit=1');
    const login = String(objectAt(first, 'profile')['login']).replace('@', '400@');
    const far = await large.one(`/api/v1/users/${login}`);
    expect(Number(objectAt(far, 'profile')['employeeNumber'])).toBe(10_000 + 399 * 2000);
    expect(
      (await large.list(`/api/v1/users?filter=${encodeURIComponent(`profile.login eq "${login}"`)}`)).map((user) => user['id']),
    ).toEqual([far['id']]);
    const groups = await large.list(`/api/v1/users/${String(far['id'])}/groups`);
    expect(groups.length).toBe(2);
    const members = await large.list(`/api/v1/groups/${String(groups[1]?.['id'])}/users`);
    expect(members.length).toBeGreaterThan(900);
    expect(JSON.stringify((await large.list('/api/v1/groups?expand=stats&limit=1'))[0])).toContain('"usersCount":1000000');
  });
});

describe('factors and roles', () => {
  test('an administrator without a factor can be found', async () => {
    const assignees = (await org.one('/api/v1/iam/assignees/users'))['value'];
    const factors = await Promise.all(
      (Array.isArray(assignees) ? assignees : []).map((user: JsonValue) => org.list(`/api/v1/users/${textAt(user, 'id')}/factors`)),
    );
    expect(factors.map((list) => list.length)).toEqual([0, 1, 2]);
  });

  test('a factor is enrolled, activated, verified, removed', async () => {
    const base = `/api/v1/users/${await inStatus('ACTIVE')}/factors`;
    const enrolled = await org.send(`POST ${base}`, { factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '+15550001' } });
    expect(enrolled.body).toMatchObject({ status: 'PENDING_ACTIVATION', factorType: 'sms' });
    const path = `${base}/${textAt(enrolled.body, 'id')}`;
    expect((await org.send(`POST ${path}/lifecycle/activate`, { passCode: '123456' })).body).toMatchObject({ status: 'ACTIVE' });
    expect((await org.send(`POST ${path}/verify`, { passCode: '123456' })).body).toMatchObject({ factorResult: 'SUCCESS' });
    expect((await org.send(`DELETE ${path}`)).status).toBe(204);
    expect(await org.list(base)).toEqual([]);
  });

  test('a role is assigned once, shows who has it, and is revoked', async () => {
    const id = await inStatus('PASSWORD_EXPIRED');
    const assigned = await org.send(`POST /api/v1/users/${id}/roles`, { type: 'APP_ADMIN' });
    expect(assigned.status).toBe(201);
    expect((await org.send(`POST /api/v1/users/${id}/roles`, { type: 'APP_ADMIN' })).status).toBe(400);
    expect(JSON.stringify(await org.one('/api/v1/iam/assignees/users'))).toContain(id);
    expect((await org.send(`DELETE /api/v1/users/${id}/roles/${textAt(assigned.body, 'id')}`)).status).toBe(204);
    expect(JSON.stringify(await org.one('/api/v1/iam/assignees/users'))).not.toContain(id);
  });

  test('linked objects are seen from both sides', async () => {
    const [boss, worker] = (await org.list('/api/v1/users?limit=2')).map((user) => String(user['id']));
    expect((await org.send(`PUT /api/v1/users/${worker}/linkedObjects/manager/${boss}`)).status).toBe(204);
    expect(JSON.stringify(await org.list(`/api/v1/users/${worker}/linkedObjects/manager`))).toContain(boss);
    expect(JSON.stringify(await org.list(`/api/v1/users/${boss}/linkedObjects/subordinate`))).toContain(worker);
    expect((await org.send(`DELETE /api/v1/users/${worker}/linkedObjects/manager`)).status).toBe(204);
    expect(await org.list(`/api/v1/users/${boss}/linkedObjects/subordinate`)).toEqual([]);
  });
});

test('somebody was last seen more than 90 days ago, somebody never', async () => {
  const cutoff = new Date(Date.UTC(2026, 5, 15, 12) - 90 * 86_400_000).toISOString();
  const logins = (await org.list('/api/v1/users')).map((user) => user['lastLogin']);
  expect(logins.some((login) => login === null)).toBe(true);
  expect(logins.some((login) => typeof login === 'string' && login < cutoff)).toBe(true);
  expect(logins.some((login) => typeof login === 'string' && login > cutoff)).toBe(true);
});
