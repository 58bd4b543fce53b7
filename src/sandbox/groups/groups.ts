import { type Answer, type Behaviours, bodyObject, type Call, link, param, textQuery } from '../call.ts';
import { compileFilter, type FilterDialect } from '../filter/filter-dialect.ts';
import type { ComparisonOperator } from '../filter/parse-filter.ts';
import { listAnswer, takePage } from '../http/page.ts';
import { isObject, type JsonObject, objectAt, textAt, valueAt } from '../json.ts';
import { invalid, notFound, OktaError } from '../okta-error.ts';
import type { Entry } from '../store/collection.ts';
import { presentUser } from '../users/present-user.ts';
import { usersOf } from '../users/user-store.ts';
import { groupsOf, groupsOfUser, memberUsers, membersOf, nameOfGroup, touchMembership } from './group-store.ts';

const ranges: readonly ComparisonOperator[] = ['eq', 'gt', 'ge', 'lt', 'le'];

const searchDialect: FilterDialect = {
  attributes: {
    id: ['eq'],
    type: ['eq'],
    'source.id': ['eq'],
    created: ranges,
    lastUpdated: ranges,
    lastMembershipUpdated: ranges,
    'profile.name': ['eq', 'sw', 'co'],
    'profile.description': ['eq', 'sw', 'co'],
    'profile.*': ['eq', 'sw'],
  },
  caseSensitive: false,
  connectives: ['and', 'or'],
};

const filterDialect: FilterDialect = {
  attributes: { id: ['eq'], type: ['eq'], lastUpdated: ranges, lastMembershipUpdated: ranges },
  caseSensitive: true,
  connectives: ['and', 'or'],
};

const pageSize = { normal: 10_000, most: 10_000 };
const quickSize = { normal: 300, most: 300 };
const memberSize = { normal: 1000, most: 1000 };

/** Groups and their members. */
export const groups: Behaviours = {
  listGroups,
  addGroup,
  getGroup: (call) => ({ body: presentGroup(call, groupOf(call)) }),
  replaceGroup,
  deleteGroup,
  listGroupUsers,
  assignUserToGroup: (call) => changeMembership(call, 'add'),
  unassignUserFromGroup: (call) => changeMembership(call, 'remove'),
  listUserGroups: (call) =>
    listAnswer(
      call,
      [...groupsOfUser(call.org, param(call, 'id'))].map(({ item }) => presentGroup(call, item)),
      null,
    ),
};

/** The group that the path names. Throws OktaError E0000007. */
export function groupOf(call: Call): JsonObject & { readonly id: string } {
  const id = param(call, 'groupId');
  const group = groupsOf(call.org).get(id);
  if (group === undefined) throw notFound(id, 'UserGroup');
  return { ...group, id };
}

function listGroups(call: Call): Answer {
  const q = textQuery(call, 'q')?.toLowerCase();
  const tests = [
    ...expression(searchDialect, textQuery(call, 'search')),
    ...expression(filterDialect, textQuery(call, 'filter')),
    ...(q === undefined ? [] : [(group: JsonObject) => nameOfGroup(group).toLowerCase().startsWith(q)]),
  ];
  const keep = ({ item }: Entry): boolean => tests.every((test) => test(item));
  const all = groupsOf(call.org);
  const sortBy = textQuery(call, 'sortBy');
  if (sortBy !== undefined && textQuery(call, 'search') === undefined) throw invalid('sortBy: goes with search only');
  const after = sortBy === undefined ? (ordinal: number): Iterable<Entry> => all.after(ordinal) : sorted(call, sortBy);
  const page = takePage(call, q === undefined ? pageSize : quickSize, { after, keep });
  const next = q === undefined ? page.next : null;
  return listAnswer(
    call,
    page.entries.map(({ item }) => presentGroup(call, item)),
    next,
  );
}

function expression(dialect: FilterDialect, text: string | undefined): ((item: JsonObject) => boolean)[] {
  return text === undefined ? [] : [compileFilter(dialect, text)];
}

function sorted(call: Call, sortBy: string): (ordinal: number) => readonly Entry[] {
  const sign = textQuery(call, 'sortOrder')?.toLowerCase() === 'desc' ? -1 : 1;
  const key = ({ item }: Entry): string => String(valueAt(item, sortBy) ?? '').toLowerCase();
  const inOrder = [...groupsOf(call.org).entries()].toSorted((one, other) =>
    key(one) < key(other) ? -sign : key(one) > key(other) ? sign : 0,
  );
  return (ordinal) => inOrder.map((entry, place) => ({ ...entry, ordinal: place })).slice(ordinal + 1);
}

function addGroup(call: Call): Answer {
  const profile = objectAt(bodyObject(call), 'profile');
  checkName(call, profile, undefined);
  const now = call.org.clock.tick();
  const id = call.org.newId('00g');
  const group: JsonObject = {
    id,
    created: now,
    lastUpdated: now,
    lastMembershipUpdated: now,
    objectClass: ['okta:user_group'],
    type: 'OKTA_GROUP',
    profile: { description: null, ...profile },
  };
  groupsOf(call.org).put(id, withoutNulls(group));
  return { body: presentGroup(call, withoutNulls(group)) };
}

function withoutNulls(group: JsonObject): JsonObject {
  const profile = Object.fromEntries(Object.entries(objectAt(group, 'profile')).filter(([, value]) => value !== null));
  return { ...group, profile };
}

function checkName(call: Call, profile: JsonObject, ownId: string | undefined): void {
  const name = textAt(profile, 'name') ?? '';
  if (name === '') throw invalid('name: may not be left blank');
  for (const { id, item } of groupsOf(call.org).entries())
    if (id !== ownId && nameOfGroup(item) === name) throw invalid('name: another group of the org has this name');
}

function replaceGroup(call: Call): Answer {
  const before = groupOf(call);
  refuseBuiltIn(before);
  const profile = objectAt(bodyObject(call), 'profile');
  checkName(call, profile, before.id);
  const after: JsonObject = { ...before, profile, lastUpdated: call.org.clock.tick() };
  groupsOf(call.org).put(before.id, after);
  return { body: presentGroup(call, after) };
}

function deleteGroup(call: Call): Answer {
  const group = groupOf(call);
  refuseBuiltIn(group);
  groupsOf(call.org).remove(group.id);
  return {};
}

/** Only groups that administrators made can be changed by hand. */
function refuseBuiltIn(group: JsonObject): void {
  if (group['type'] !== 'OKTA_GROUP')
    throw new OktaError('E0000038', { causes: [`type: a ${String(group['type'])} group is not managed by hand`] });
}

function listGroupUsers(call: Call): Answer {
  const { id } = groupOf(call);
  const page = takePage(call, memberSize, { after: (ordinal) => memberUsers(call.org, id, ordinal) });
  return listAnswer(
    call,
    page.entries.map(({ item }) => presentUser(call, item)),
    page.next,
  );
}

function changeMembership(call: Call, change: 'add' | 'remove'): Answer {
  const group = groupOf(call);
  const userId = param(call, 'userId');
  const user = usersOf(call.org).get(userId);
  if (user === undefined) throw notFound(userId, 'User');
  refuseBuiltIn(group);
  if (change === 'add' && user['status'] === 'DEPROVISIONED')
    throw new OktaError('E0000038', { causes: ['status: the user is deprovisioned'] });
  const members = membersOf(call.org, group.id);
  const changes = change === 'add' ? !members.has(userId) : members.has(userId);
  if (changes && change === 'add') members.put(userId, { id: userId });
  if (changes && change === 'remove') members.remove(userId);
  if (changes) touchMembership(call, group.id);
  return {};
}

/** A group as it goes over the wire, with counts when `expand=stats` asks for them. */
export function presentGroup(call: Call, group: JsonObject): JsonObject {
  const id = textAt(group, 'id') ?? '';
  const path = `/api/v1/groups/${id}`;
  const wanted = textQuery(call, 'expand')?.split(',').includes('stats') === true;
  const embedded = isObject(group['_embedded']) ? group['_embedded'] : {};
  return {
    ...group,
    ...(wanted ? { _embedded: { ...embedded, stats: statsOf(call, id) } } : {}),
    _links: { self: link(call, path), users: link(call, `${path}/users`), apps: link(call, `${path}/apps`) },
  };
}

function statsOf(call: Call, id: string): JsonObject {
  let appsCount = 0;
  for (const app of call.org.collection('/api/v1/apps').entries())
    if (call.org.collection('/api/v1/apps/{}/groups', [app.id]).has(id)) appsCount += 1;
  return {
    usersCount: membersOf(call.org, id).size,
    appsCount,
    groupPushMappingsCount: 0,
    hasAdminPrivlege: call.org.collection('/api/v1/groups/{}/roles', [id]).size > 0,
  };
}
