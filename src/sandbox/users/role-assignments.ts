import { type Answer, type Behaviours, bodyObject, type Call, param } from '../call.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { groupsOf } from '../groups/group-store.ts';
import { presentGroup } from '../groups/groups.ts';
import { listAnswer, nextUrl, takePage } from '../http/page.ts';
import { type JsonObject, textAt } from '../json.ts';
import { invalid } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { seedRows } from '../resources/seed-rows.ts';
import { type Collection, collectionOf, type Entry } from '../store/collection.ts';
import { userPrefix } from './seed-users.ts';

const assignees = '/api/v1/iam/assignees/users';
/** Roles that the first users have. */
const firstRoles = ['SUPER_ADMIN', 'USER_ADMIN', 'HELP_DESK_ADMIN'] as const;

/** Roles of users, groups and clients. */
export const roleRules: ResourceRules = {
  '/api/v1/users/{}/roles': { prefix: 'ra1', seed: seedRows('ra1', userRoles) },
  '/api/v1/groups/{}/roles': { prefix: 'gra', seed: seedRows('gra', groupRoles) },
  '/oauth2/v1/clients/{}/roles': { prefix: 'irb', seed: seedRows('irb', () => []) },
  '/api/v1/users/{}/roles/{}/governance': { key: 'grantId', count: 1 },
  [assignees]: { seed: (org) => collectionOf(seededAssignees(org).map((id) => [id, { id }])) },
  '/api/v1/users/{}/roles/{}/targets/groups': { count: 0 },
  '/api/v1/users/{}/roles/{}/targets/catalog/apps': { count: 0, key: 'name' },
  '/api/v1/groups/{}/roles/{}/targets/groups': { count: 0 },
  '/api/v1/groups/{}/roles/{}/targets/catalog/apps': { count: 0, key: 'name' },
  '/oauth2/v1/clients/{}/roles/{}/targets/groups': { count: 0 },
  '/oauth2/v1/clients/{}/roles/{}/targets/catalog/apps': { count: 0, key: 'name' },
};

/** Assigning and revoking roles, and who has any. */
export const roleAssignments: Behaviours = {
  assignRoleToUser: (call) => assign(call, rolesAt(call, '/api/v1/users/{}/roles', 'userId'), 'USER'),
  assignRoleToGroup: (call) => assign(call, rolesAt(call, '/api/v1/groups/{}/roles', 'groupId'), 'GROUP'),
  assignRoleToClient: (call) => assign(call, rolesAt(call, '/oauth2/v1/clients/{}/roles', 'clientId'), 'CLIENT'),
  unassignRoleFromUser: (call) => {
    const roles = rolesAt(call, '/api/v1/users/{}/roles', 'userId');
    if (!roles.remove(param(call, 'roleAssignmentId')))
      throw invalid(`roleAssignmentId: the user has no role '${param(call, 'roleAssignmentId')}'`);
    if (roles.size === 0) call.org.collection(assignees).remove(param(call, 'userId'));
    return {};
  },
  listUsersWithRoleAssignments,
  listGroupTargetsForRole: (call) => groupTargets(call, '/api/v1/users/{}/roles/{}/targets/groups', 'userId'),
  listGroupTargetsForGroupRole: (call) => groupTargets(call, '/api/v1/groups/{}/roles/{}/targets/groups', 'groupId'),
  listGroupTargetRoleForClient: (call) => groupTargets(call, '/oauth2/v1/clients/{}/roles/{}/targets/groups', 'clientId'),
  getUserAssignedRoleGovernance: (call) => {
    const grants = call.org.collection('/api/v1/users/{}/roles/{}/governance', [param(call, 'userId'), param(call, 'roleAssignmentId')]);
    return { body: { grants: [...grants.entries()].map(({ item }) => item) } };
  },
};

function rolesAt(call: Call, template: string, owner: string): Collection {
  return call.org.collection(template, [param(call, owner)]);
}

function assign(call: Call, roles: Collection, assignmentType: 'USER' | 'GROUP' | 'CLIENT'): Answer {
  const body = bodyObject(call);
  const type = textAt(body, 'type') ?? '';
  for (const { item } of roles.entries())
    if (item['type'] === type && item['role'] === body['role'] && item['resource-set'] === body['resource-set'])
      throw invalid('type: the role is assigned already');
  const id = call.org.newId(assignmentType === 'USER' ? 'ra1' : assignmentType === 'GROUP' ? 'gra' : 'irb');
  const now = call.org.clock.tick();
  const role: JsonObject = { id, type, label: labelOf(type), status: 'ACTIVE', created: now, lastUpdated: now, assignmentType, ...body };
  roles.put(id, role);
  const userId = param(call, 'userId');
  if (assignmentType === 'USER') call.org.collection(assignees).put(userId, { id: userId });
  return { body: role };
}

/** The groups that a role is limited to, with their own records. */
function groupTargets(call: Call, template: string, owner: string): Answer {
  const targets = call.org.collection(template, [param(call, owner), param(call, 'roleAssignmentId')]);
  const keep = ({ id }: Entry): boolean => groupsOf(call.org).has(id);
  const page = takePage(call, { normal: 20, most: 200 }, { after: (ordinal) => targets.after(ordinal), keep });
  return listAnswer(
    call,
    page.entries.map(({ id }) => presentGroup(call, groupsOf(call.org).get(id) ?? {})),
    page.next,
  );
}

function listUsersWithRoleAssignments(call: Call): Answer {
  const all = call.org.collection(assignees);
  const page = takePage(call, { normal: 100, most: 100 }, { after: (ordinal) => all.after(ordinal) });
  const value = page.entries.map(({ id }) => ({
    id,
    orn: `orn:okta:directory:sandbox:users:${id}`,
    _links: { self: { href: `${call.origin}/api/v1/users/${id}` }, roles: { href: `${call.origin}/api/v1/users/${id}/roles` } },
  }));
  return { body: { value, ...(page.next === null ? {} : { _links: { next: { href: nextUrl(call, page.next) } } }) } };
}

function seededAssignees(org: Org): readonly string[] {
  return firstRoles.slice(0, org.sizes.users).map((_, index) => org.random.id(userPrefix, index));
}

function userRoles(org: Org, [userId = '']: readonly string[]): readonly JsonObject[] {
  const type = firstRoles[org.random.indexOf(userPrefix, userId) ?? -1];
  return type === undefined ? [] : [{ type, label: labelOf(type), assignmentType: 'USER' }];
}

function groupRoles(org: Org, [groupId = '']: readonly string[]): readonly JsonObject[] {
  const type = 'READ_ONLY_ADMIN';
  return groupId === org.random.id('00g', 1) ? [{ type, label: labelOf(type), assignmentType: 'GROUP' }] : [];
}

/** `Help desk administrator` from `HELP_DESK_ADMIN`. */
function labelOf(type: string): string {
  const words = type
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/admin$/, 'administrator');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
