import { type Answer, type Behaviours, bodyObject, type Call, link, param, textQuery } from '../call.ts';
import { memberUsers, groupsOf } from '../groups/group-store.ts';
import { groupOf } from '../groups/groups.ts';
import { everyNth } from '../groups/seed-groups.ts';
import { listAnswer, takePage } from '../http/page.ts';
import { isList, isObject, type JsonObject, objectAt, textAt, valueAt, without } from '../json.ts';
import { invalid, notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { Collection, collectionOf, type Entry } from '../store/collection.ts';
import { presentUser } from '../users/present-user.ts';
import { usersOf } from '../users/user-store.ts';
import { userOf } from '../users/users.ts';
import { compileFilter, type FilterDialect } from '../filter/filter-dialect.ts';
import { applicationOf, applicationsOf, presentApplication } from './applications.ts';
import { seededAppIndex } from './seed-applications.ts';

/** Every so many-th user is assigned to an app of a new org. */
const assignmentStep = 3;
const userPages = { normal: 50, most: 500 };
const groupPages = { normal: 20, most: 200, least: 20 };

const userDialect: FilterDialect = {
  attributes: { id: ['eq'], status: ['eq'], scope: ['eq'], lastUpdated: ['eq', 'gt', 'ge', 'lt', 'le'] },
  caseSensitive: true,
  connectives: ['and', 'or'],
};

/** Who is assigned to an application: users and groups, seen from all three sides. */
export const assignments: Behaviours = {
  listApplicationUsers,
  assignUserToApplication,
  getApplicationUser: (call) => ({ body: presentAppUser(call, appUserOf(call)) }),
  updateApplicationUser,
  unassignUserFromApplication: (call) => {
    appUsersOf(call.org, applicationOf(call).id).remove(textAt(appUserOf(call), 'id') ?? '');
    return {};
  },
  listApplicationGroupAssignments,
  getApplicationGroupAssignment: (call) => ({ body: presentAppGroup(call, appGroupOf(call)) }),
  assignGroupToApplication,
  updateGroupAssignmentToApplication,
  unassignApplicationFromGroup,
  listAssignedApplicationsForGroup,
  listAppLinks,
};

/** First assignments of users: every third user, a different third for each app. */
export function seedAppUsers(org: Org, [appId = '']: readonly string[]): Collection {
  const index = seededAppIndex(org, appId);
  if (index === undefined) return collectionOf([]);
  const first = index % assignmentStep;
  const count = Math.max(0, Math.ceil((org.sizes.users - first) / assignmentStep));
  const range = everyNth(org, { first, step: assignmentStep, count });
  return new Collection({
    ...range,
    make: (place) => appUser(range.idOf(place), { at: '2024-03-01T09:00:00.000Z', scope: 'USER', given: {} }),
  });
}

/** First assignments of groups: one department for each app. */
export function seedAppGroups(org: Org, [appId = '']: readonly string[]): Collection {
  const index = seededAppIndex(org, appId);
  if (index === undefined || org.sizes.groups < 3) return collectionOf([]);
  const groupId = org.random.id('00g', 2 + (index % (org.sizes.groups - 2)));
  return collectionOf([[groupId, { id: groupId, priority: 0, profile: {}, lastUpdated: '2024-03-01T09:00:00.000Z' }]]);
}

function appUsersOf(org: Org, appId: string): Collection {
  return org.collection('/api/v1/apps/{}/users', [appId]);
}

function appGroupsOf(org: Org, appId: string): Collection {
  return org.collection('/api/v1/apps/{}/groups', [appId]);
}

interface NewAssignment {
  readonly at: string;
  readonly scope: 'USER' | 'GROUP';
  readonly given: JsonObject;
}

function appUser(id: string, assignment: NewAssignment): JsonObject {
  const { at, scope, given } = assignment;
  return {
    id,
    created: at,
    lastUpdated: at,
    statusChanged: at,
    scope,
    status: 'ACTIVE',
    syncState: 'DISABLED',
    credentials: without(objectAt(given, 'credentials'), 'password'),
    profile: objectAt(given, 'profile'),
  };
}

function appUserOf(call: Call): JsonObject {
  const found = appUsersOf(call.org, applicationOf(call).id).get(param(call, 'userId'));
  if (found === undefined || !usersOf(call.org).has(param(call, 'userId'))) throw notFound(param(call, 'userId'), 'AppUser');
  return found;
}

function listApplicationUsers(call: Call): Answer {
  const all = appUsersOf(call.org, applicationOf(call).id);
  const [filter, q] = [textQuery(call, 'filter'), textQuery(call, 'q')?.toLowerCase()];
  const test = filter === undefined ? undefined : compileFilter(userDialect, filter);
  const keep = ({ id, item }: Entry): boolean => {
    const user = usersOf(call.org).get(id);
    return user !== undefined && user['status'] !== 'DEPROVISIONED' && (test?.(item) ?? true) && (q === undefined || startsWith(user, q));
  };
  const page = takePage(call, userPages, { after: (ordinal) => all.after(ordinal), keep });
  return listAnswer(
    call,
    page.entries.map(({ item }) => presentAppUser(call, item)),
    page.next,
  );
}

function startsWith(user: JsonObject, prefix: string): boolean {
  return ['firstName', 'lastName', 'email'].some((name) =>
    String(valueAt(user, `profile.${name}`))
      .toLowerCase()
      .startsWith(prefix),
  );
}

function assignUserToApplication(call: Call): Answer {
  const app = applicationOf(call);
  const body = bodyObject(call);
  const id = textAt(body, 'id') ?? '';
  const user = usersOf(call.org).get(id);
  if (user === undefined) throw notFound(id, 'User');
  if (user['status'] === 'DEPROVISIONED') throw new OktaError('E0000038', { causes: ['status: the user is deprovisioned'] });
  const assigned = appUser(id, { at: call.org.clock.tick(), scope: 'USER', given: body });
  appUsersOf(call.org, app.id).put(id, assigned);
  return { body: presentAppUser(call, assigned) };
}

function updateApplicationUser(call: Call): Answer {
  const before = appUserOf(call);
  const body = bodyObject(call);
  const after: JsonObject = {
    ...before,
    credentials: { ...objectAt(before, 'credentials'), ...without(objectAt(body, 'credentials'), 'password') },
    profile: { ...objectAt(before, 'profile'), ...objectAt(body, 'profile') },
    lastUpdated: call.org.clock.tick(),
  };
  appUsersOf(call.org, param(call, 'appId')).put(param(call, 'userId'), after);
  return { body: presentAppUser(call, after) };
}

/** An assignment as it goes over the wire; the user's own record with `expand=user`. */
function presentAppUser(call: Call, assigned: JsonObject): JsonObject {
  const id = textAt(assigned, 'id') ?? '';
  const user = usersOf(call.org).get(id) ?? {};
  const credentials = objectAt(assigned, 'credentials');
  const profile = objectAt(user, 'profile');
  const userName = credentials['userName'] ?? profile['login'];
  return {
    ...assigned,
    credentials: { ...credentials, ...(userName === undefined ? {} : { userName }) },
    profile: {
      email: profile['email'] ?? null,
      firstName: profile['firstName'] ?? null,
      lastName: profile['lastName'] ?? null,
      ...objectAt(assigned, 'profile'),
    },
    ...(textQuery(call, 'expand') === 'user' ? { _embedded: { user: presentUser(call, user) } } : {}),
    _links: { app: link(call, `/api/v1/apps/${param(call, 'appId')}`), user: link(call, `/api/v1/users/${id}`) },
  };
}

function listApplicationGroupAssignments(call: Call): Answer {
  const all = appGroupsOf(call.org, applicationOf(call).id);
  const q = textQuery(call, 'q')?.toLowerCase();
  const keep = ({ id }: Entry): boolean => {
    const group = groupsOf(call.org).get(id);
    return group !== undefined && (q === undefined || String(valueAt(group, 'profile.name')).toLowerCase().startsWith(q));
  };
  const page = takePage(call, groupPages, { after: (ordinal) => all.after(ordinal), keep });
  return listAnswer(
    call,
    page.entries.map(({ item }) => presentAppGroup(call, item)),
    page.next,
  );
}

function appGroupOf(call: Call): JsonObject {
  const found = appGroupsOf(call.org, applicationOf(call).id).get(param(call, 'groupId'));
  if (found === undefined || !groupsOf(call.org).has(param(call, 'groupId')))
    throw notFound(param(call, 'groupId'), 'ApplicationGroupAssignment');
  return found;
}

/** Members of the group become users of the app unless they are that already. */
function assignGroupToApplication(call: Call): Answer {
  const app = applicationOf(call);
  const group = groupOf(call);
  const now = call.org.clock.tick();
  const body = bodyObject(call);
  const assigned: JsonObject = { id: group.id, priority: 0, profile: {}, ...without(body, '_links', '_embedded'), lastUpdated: now };
  appGroupsOf(call.org, app.id).put(group.id, { ...assigned, id: group.id });
  const users = appUsersOf(call.org, app.id);
  for (const { id } of memberUsers(call.org, group.id, -1))
    if (!users.has(id)) users.put(id, appUser(id, { at: now, scope: 'GROUP', given: {} }));
  return { body: presentAppGroup(call, { ...assigned, id: group.id }) };
}

/** JSON Patch (RFC 6902) on priority and profile: add, replace, remove. */
function updateGroupAssignmentToApplication(call: Call): Answer {
  let assigned = appGroupOf(call);
  for (const step of isList(call.body) ? call.body : []) assigned = patched(assigned, isObject(step) ? step : {});
  assigned = { ...assigned, lastUpdated: call.org.clock.tick() };
  appGroupsOf(call.org, param(call, 'appId')).put(param(call, 'groupId'), assigned);
  return { body: presentAppGroup(call, assigned) };
}

function patched(assigned: JsonObject, step: JsonObject): JsonObject {
  const path = textAt(step, 'path') ?? '';
  const value = step['value'] ?? null;
  const name = /^\/profile\/([^/]+)$/.exec(path)?.[1];
  if (name !== undefined) {
    const profile = without(objectAt(assigned, 'profile'), name);
    return { ...assigned, profile: step['op'] === 'remove' ? profile : { ...profile, [name]: value } };
  }
  if (path === '/priority' && typeof value === 'number') return { ...assigned, priority: value };
  if (path === '/profile' && isObject(value)) return { ...assigned, profile: value };
  throw invalid(`path: '${path}' cannot be patched`);
}

function unassignApplicationFromGroup(call: Call): Answer {
  appGroupOf(call);
  const appId = param(call, 'appId');
  appGroupsOf(call.org, appId).remove(param(call, 'groupId'));
  const users = appUsersOf(call.org, appId);
  for (const { id } of memberUsers(call.org, param(call, 'groupId'), -1)) if (users.get(id)?.['scope'] === 'GROUP') users.remove(id);
  return {};
}

function presentAppGroup(call: Call, assigned: JsonObject): JsonObject {
  const [appId, id] = [param(call, 'appId'), textAt(assigned, 'id') ?? ''];
  const self = link(call, `/api/v1/apps/${appId}/groups/${id}`);
  return { ...assigned, _links: { self, app: link(call, `/api/v1/apps/${appId}`), group: link(call, `/api/v1/groups/${id}`) } };
}

function listAssignedApplicationsForGroup(call: Call): Answer {
  const { id: groupId } = groupOf(call);
  const all = applicationsOf(call);
  const page = takePage(call, groupPages, {
    after: (ordinal) => all.after(ordinal),
    keep: ({ id }) => appGroupsOf(call.org, id).has(groupId),
  });
  return listAnswer(
    call,
    page.entries.map(({ item }) => presentApplication(call, item)),
    page.next,
  );
}

function listAppLinks(call: Call): Answer {
  const { id } = userOf(call);
  const rows: JsonObject[] = [];
  for (const { item: app, id: appId } of applicationsOf(call).entries()) {
    if (app['status'] !== 'ACTIVE' || !appUsersOf(call.org, appId).has(id)) continue;
    rows.push({
      id: call.org.random.text(20, 'link', appId, id),
      label: app['label'] ?? null,
      linkUrl: `${call.origin}/home/${String(app['name'])}/${appId}/1`,
      logoUrl: `${call.origin}/logos/${String(app['name'])}.png`,
      appName: app['name'] ?? null,
      appInstanceId: appId,
      appAssignmentId: call.org.random.text(20, 'assignment', appId, id),
      credentialsSetup: false,
      hidden: false,
      sortOrder: rows.length,
    });
  }
  return listAnswer(call, rows, null);
}
