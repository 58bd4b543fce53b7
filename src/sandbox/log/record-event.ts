import type { Answer, Call } from '../call.ts';
import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { nameOf } from '../users/user-names.ts';
import { callerId } from '../users/user-store.ts';
import { appendEvent } from './event-log.ts';
import { eventOf } from './seed-events.ts';

/** Event types that scripts look for, by operation; what is not listed gets one made from its path. */
const eventTypes: Readonly<Record<string, string>> = {
  createUser: 'user.lifecycle.create',
  updateUser: 'user.account.update_profile',
  replaceUser: 'user.account.update_profile',
  activateUser: 'user.lifecycle.activate',
  reactivateUser: 'user.lifecycle.reactivate',
  deactivateUser: 'user.lifecycle.deactivate',
  suspendUser: 'user.lifecycle.suspend',
  unsuspendUser: 'user.lifecycle.unsuspend',
  unlockUser: 'user.account.unlock',
  resetPassword: 'user.account.reset_password',
  expirePassword: 'user.account.expire_password',
  changePassword: 'user.account.update_password',
  resetFactors: 'user.mfa.factor.reset_all',
  enrollFactor: 'user.mfa.factor.activate',
  unenrollFactor: 'user.mfa.factor.deactivate',
  revokeUserSessions: 'user.session.clear',
  addGroup: 'group.lifecycle.create',
  replaceGroup: 'group.profile.update',
  deleteGroup: 'group.lifecycle.delete',
  assignUserToGroup: 'group.user_membership.add',
  unassignUserFromGroup: 'group.user_membership.remove',
  createApplication: 'application.lifecycle.create',
  replaceApplication: 'application.lifecycle.update',
  deleteApplication: 'application.lifecycle.delete',
  activateApplication: 'application.lifecycle.activate',
  deactivateApplication: 'application.lifecycle.deactivate',
  assignUserToApplication: 'application.user_membership.add',
  updateApplicationUser: 'application.user_membership.update',
  unassignUserFromApplication: 'application.user_membership.remove',
  assignGroupToApplication: 'group.application_assignment.add',
  unassignApplicationFromGroup: 'group.application_assignment.remove',
  createPolicy: 'policy.lifecycle.create',
  replacePolicy: 'policy.lifecycle.update',
  deletePolicy: 'policy.lifecycle.delete',
  activatePolicy: 'policy.lifecycle.activate',
  deactivatePolicy: 'policy.lifecycle.deactivate',
  createPolicyRule: 'policy.rule.add',
  replacePolicyRule: 'policy.rule.update',
  deletePolicyRule: 'policy.rule.delete',
  assignRoleToUser: 'user.account.privilege.grant',
  unassignRoleFromUser: 'user.account.privilege.revoke',
  createNetworkZone: 'zone.create',
  replaceNetworkZone: 'zone.update',
  deleteNetworkZone: 'zone.delete',
};

const verbs: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' };

/** Writes the event of a call that changed something into the system log; reads leave no trace. */
export function recordEvent(call: Call, answer: Answer): void {
  const verb = verbs[call.operation.method];
  if (verb === undefined) return;
  const { org } = call;
  const id = org.newId('evt');
  const { first, last, login } = nameOf(org.random, 0);
  appendEvent(
    org,
    eventOf(org, {
      uuid: `${org.random
        .below(2 ** 32, id)
        .toString(16)
        .padStart(8, '0')}-0000-4000-9000-${org.random
        .below(2 ** 32, id, 1)
        .toString(16)
        .padStart(12, '0')}`,
      published: org.clock.tick(),
      eventType: eventTypes[call.operation.operationId ?? ''] ?? `${subjectOf(call)}.${actionOf(call) ?? verb}`,
      displayMessage: call.operation.summary ?? call.operation.operationId ?? '',
      severity: 'INFO',
      outcome: { result: 'SUCCESS' },
      actor: { id: callerId(org), type: 'User', alternateId: login, displayName: `${first} ${last}` },
      target: targetsOf(call, answer),
      address: '127.0.0.1',
    }),
  );
}

/** `trusted_origin` from `/api/v1/trustedOrigins/{trustedOriginId}/lifecycle/activate`. */
function subjectOf(call: Call): string {
  const words = call.operation.path
    .replace(/^.*\/v1\//, '')
    .replace(/\/lifecycle\/.*$/, '')
    .split('/')
    .filter((word) => !word.startsWith('{'));
  return words
    .map((word) =>
      word
        .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
        .replaceAll('-', '_')
        .toLowerCase()
        .replace(/s$/, ''),
    )
    .join('.');
}

function actionOf(call: Call): string | undefined {
  return /\/lifecycle\/([a-z_A-Z]+)$/.exec(call.operation.path)?.[1];
}

/** The objects that the path names, and the one that came back if it is another. */
function targetsOf(call: Call, answer: Answer): readonly JsonObject[] {
  const named = Object.entries(call.params).map(([name, id]) => targetOf(call, kindOf(name, call), id));
  const made = isObject(answer.body) ? textAt(answer.body, 'id') : undefined;
  if (made === undefined || named.some((target) => target['id'] === made)) return named;
  return [...named, targetOf(call, kindOf('id', call), made)];
}

function targetOf(call: Call, type: string, id: string): JsonObject {
  const template = collectionsByType[type];
  const item = template === undefined ? undefined : call.org.collection(template).get(id);
  const profile = objectAt(item, 'profile');
  const alternateId = textAt(profile, 'login') ?? textAt(item, 'label') ?? textAt(profile, 'name') ?? id;
  const displayName = textAt(profile, 'displayName') ?? alternateId;
  return { id, type, alternateId, displayName };
}

const collectionsByType: Readonly<Record<string, string>> = {
  User: '/api/v1/users',
  UserGroup: '/api/v1/groups',
  AppInstance: '/api/v1/apps',
};

function kindOf(parameter: string, call: Call): string {
  if (/^(userId|userIdOrLogin)$/.test(parameter)) return 'User';
  if (parameter === 'groupId') return 'UserGroup';
  if (parameter === 'appId') return 'AppInstance';
  if (parameter !== 'id') return parameter.replace(/Id$/, '').replace(/^[a-z]/, (letter) => letter.toUpperCase());
  const collection = /\/v1\/([A-Za-z-]+)/.exec(call.operation.path)?.[1] ?? 'object';
  return (
    { users: 'User', groups: 'UserGroup', apps: 'AppInstance' }[collection] ??
    collection.replace(/s$/, '').replace(/^[a-z]/, (letter) => letter.toUpperCase())
  );
}
