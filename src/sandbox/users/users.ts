import { type Answer, type Behaviours, bodyObject, type Call, flagQuery, param, textQuery } from '../call.ts';
import { groupsOf, membersOf } from '../groups/group-store.ts';
import { type JsonObject, isList, isObject, mergePatch, objectAt, textAt } from '../json.ts';
import { invalid, notFound, OktaError } from '../okta-error.ts';
import { listUsers } from './list-users.ts';
import { arriveLater } from './arrive-later.ts';
import { presentUser } from './present-user.ts';
import { findUser, putUser, usersOf } from './user-store.ts';

/** Users: list, create, read, change, replace. */
export const users: Behaviours = {
  listUsers,
  createUser,
  getUser: (call) => {
    const user = userOf(call);
    return { body: presentUser(call, user), headers: [['ETag', etagOf(user)]] };
  },
  updateUser: (call) => change(call, { replace: false }),
  replaceUser: (call) => change(call, { replace: true }),
};

/** The user that the path names. Throws OktaError E0000007. */
export function userOf(call: Call): JsonObject & { readonly id: string } {
  const id = param(call, 'id') || param(call, 'userId') || param(call, 'userIdOrLogin');
  const user = usersOf(call.org).get(id);
  if (user === undefined) throw notFound(id, 'User');
  return { ...user, id };
}

function createUser(call: Call): Answer {
  const body = bodyObject(call);
  const profile = objectAt(body, 'profile');
  checkProfile(call, profile, undefined);
  const id = call.org.newId('00u');
  const now = call.org.clock.tick();
  const credentials = objectAt(body, 'credentials');
  const password = textAt(objectAt(credentials, 'password'), 'value');
  const activate = flagQuery(call, 'activate', true);
  const status = activate ? statusOfNew(call, password !== undefined || credentials['password'] !== undefined) : 'STAGED';
  const isLater = activate && call.org.transitionTime > 0;
  const user: JsonObject = {
    id,
    status: isLater ? 'STAGED' : status,
    created: now,
    activated: activate && !isLater ? now : null,
    statusChanged: activate ? now : null,
    lastLogin: null,
    lastUpdated: now,
    transitioningToStatus: isLater ? status : null,
    passwordChanged: password === undefined ? null : now,
    type: objectAt(body, 'type')['id'] === undefined ? { id: call.org.random.id('oty', 0) } : objectAt(body, 'type'),
    ...(body['realmId'] === undefined ? {} : { realmId: body['realmId'] }),
    profile: { ...profile, email: profile['email'] ?? profile['login'] ?? null },
    credentials: withoutPassword(credentials),
  };
  const groups = groupIds(call, body);
  putUser(call, id, user);
  if (isLater) arriveLater(call, id, call.org.transitionTime);
  for (const groupId of groups) membersOf(call.org, groupId).put(id, { id });
  return { body: presentUser(call, user) };
}

function statusOfNew(call: Call, hasPassword: boolean): string {
  if (textQuery(call, 'nextLogin') === 'changePassword') return 'PASSWORD_EXPIRED';
  return hasPassword || flagQuery(call, 'provider', false) ? 'ACTIVE' : 'PROVISIONED';
}

/** Everybody is in the group of all users; the others are those that the body lists. Throws OktaError for one that does not exist. */
function groupIds(call: Call, body: JsonObject): readonly string[] {
  const listed = body['groupIds'];
  const ids = isList(listed) ? listed.filter((id) => typeof id === 'string') : [];
  for (const id of ids) if (!groupsOf(call.org).has(id)) throw notFound(id, 'UserGroup');
  return [call.org.random.id('00g', 0), ...ids];
}

/** Only that there is one is kept of a password. */
function withoutPassword(credentials: JsonObject): JsonObject {
  const question = textAt(objectAt(credentials, 'recovery_question'), 'question');
  return {
    ...(credentials['password'] === undefined ? {} : { password: {} }),
    ...(question === undefined ? {} : { recovery_question: { question } }),
    provider: credentials['provider'] ?? { type: 'OKTA', name: 'OKTA' },
  };
}

function checkProfile(call: Call, profile: JsonObject, ownId: string | undefined): void {
  const missing = ['login', 'email'].filter((name) => (textAt(profile, name) ?? '') === '');
  if (missing.length > 0) throw invalid(...missing.map((name) => `${name}: may not be left blank`));
  const login = textAt(profile, 'login') ?? '';
  if (!login.includes('@')) throw invalid('login: has to be in the form of an e-mail address');
  const holder = findUser(call.org, usersOf(call.org), login);
  if (holder !== undefined && holder !== ownId) throw invalid('login: another user has this login already');
}

function change(call: Call, how: { readonly replace: boolean }): Answer {
  const before = userOf(call);
  const wanted = call.headers['if-match'];
  if (wanted !== undefined && wanted !== '*' && wanted !== etagOf(before)) throw new OktaError('E0000412');
  if (before['status'] === 'DEPROVISIONED') throw new OktaError('E0000038', { causes: ['status: a deprovisioned user cannot be changed'] });
  const body = bodyObject(call);
  const given = objectAt(body, 'profile');
  const merged = how.replace ? given : mergePatch(before['profile'], given);
  const profile = isObject(merged) ? merged : {};
  checkProfile(call, profile, before.id);
  const credentials = objectAt(body, 'credentials');
  const newPassword = objectAt(credentials, 'password')['value'] !== undefined;
  const now = call.org.clock.tick();
  const after: JsonObject = {
    ...before,
    ...(isObject(body['type']) ? { type: body['type'] } : {}),
    ...(body['realmId'] === undefined ? {} : { realmId: body['realmId'] }),
    profile,
    credentials: { ...objectAt(before, 'credentials'), ...(body['credentials'] === undefined ? {} : withoutPassword(credentials)) },
    lastUpdated: now,
    ...(newPassword ? { passwordChanged: now } : {}),
  };
  putUser(call, before.id, after);
  return { body: presentUser(call, after), headers: [['ETag', etagOf(after)]] };
}

function etagOf(user: JsonObject): string {
  return `W/"${Date.parse(textAt(user, 'lastUpdated') ?? '') || 0}"`;
}
