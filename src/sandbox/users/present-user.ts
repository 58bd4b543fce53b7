import { type Call, link } from '../call.ts';
import { type JsonObject, objectAt, textAt } from '../json.ts';

/** What can be done with a user in each status, by the names of its links and the actions they lead to. */
const linksByStatus: Readonly<Record<string, readonly (readonly [name: string, action: string])[]>> = {
  STAGED: [['activate', 'lifecycle/activate']],
  PROVISIONED: [
    ['reactivate', 'lifecycle/reactivate'],
    ['deactivate', 'lifecycle/deactivate'],
  ],
  ACTIVE: [
    ['suspend', 'lifecycle/suspend'],
    ['resetPassword', 'lifecycle/reset_password'],
    ['expirePassword', 'lifecycle/expire_password'],
    ['changePassword', 'credentials/change_password'],
    ['deactivate', 'lifecycle/deactivate'],
  ],
  LOCKED_OUT: [
    ['unlock', 'lifecycle/unlock'],
    ['deactivate', 'lifecycle/deactivate'],
  ],
  SUSPENDED: [
    ['unsuspend', 'lifecycle/unsuspend'],
    ['deactivate', 'lifecycle/deactivate'],
  ],
  DEPROVISIONED: [['activate', 'lifecycle/activate']],
};

/** A user as it goes over the wire: with links, without secrets. */
export function presentUser(call: Call, user: JsonObject): JsonObject {
  const path = `/api/v1/users/${textAt(user, 'id') ?? ''}`;
  const actions = linksByStatus[textAt(user, 'status') ?? ''] ?? [];
  return {
    ...user,
    credentials: shownCredentials(objectAt(user, 'credentials')),
    _links: {
      self: link(call, path),
      ...Object.fromEntries(actions.map(([name, action]) => [name, { ...link(call, `${path}/${action}`), method: 'POST' }])),
    },
  };
}

function shownCredentials(credentials: JsonObject): JsonObject {
  const question = textAt(objectAt(credentials, 'recovery_question'), 'question');
  return {
    ...(credentials['password'] === undefined ? {} : { password: {} }),
    ...(question === undefined ? {} : { recovery_question: { question } }),
    provider: credentials['provider'] ?? { type: 'OKTA', name: 'OKTA' },
  };
}
