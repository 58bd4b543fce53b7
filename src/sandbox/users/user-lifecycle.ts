import { type Answer, type Behaviours, bodyObject, type Call, flagQuery } from '../call.ts';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import { invalid, OktaError } from '../okta-error.ts';
import { arriveLater } from './arrive-later.ts';
import { presentUser } from './present-user.ts';
import { putUser, removeUser } from './user-store.ts';
import { userOf } from './users.ts';

/** Statuses of a user who can sign in, or could after a new password. */
const live = ['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY', 'LOCKED_OUT'] as const;

/** Lifecycle of users, to its end, and of their passwords. */
export const userLifecycle: Behaviours = {
  activateUser,
  reactivateUser,
  deactivateUser,
  deleteUser,
  suspendUser: (call) => to(call, { status: 'SUSPENDED', from: ['ACTIVE'], refusal: 'E0000001' }),
  unsuspendUser: (call) => to(call, { status: 'ACTIVE', from: ['SUSPENDED'], refusal: 'E0000001' }),
  unlockUser: (call) => to(call, { status: 'ACTIVE', from: ['LOCKED_OUT'], refusal: 'E0000038' }),
  expirePassword: (call) => {
    to(call, { status: 'PASSWORD_EXPIRED', from: live, refusal: 'E0000038' });
    return { body: presentUser(call, userOf(call)) };
  },
  expirePasswordWithTempPassword: (call) => {
    to(call, { status: 'PASSWORD_EXPIRED', from: live, refusal: 'E0000038' });
    return { body: { tempPassword: secret(call, 12) } };
  },
  resetPassword: (call) => {
    to(call, { status: 'RECOVERY', from: live, refusal: 'E0000038' });
    return { body: flagQuery(call, 'sendEmail', true) ? {} : { resetPasswordUrl: `${call.origin}/reset_password/${secret(call, 20)}` } };
  },
  resetFactors,
  changePassword,
  changeRecoveryQuestion: (call) => credentialsAnswer(call, bodyObject(call)),
  forgotPassword: (call) => {
    to(call, { status: 'RECOVERY', from: live, refusal: 'E0000034' });
    return {
      body: flagQuery(call, 'sendEmail', true) ? {} : { resetPasswordUrl: `${call.origin}/signin/reset-password/${secret(call, 20)}` },
    };
  },
  forgotPasswordSetNewPassword: (call) => credentialsAnswer(call, bodyObject(call)),
};

function activateUser(call: Call): Answer {
  const user = userOf(call);
  const hasPassword = objectAt(user, 'credentials')['password'] !== undefined;
  const status = hasPassword && user['status'] === 'STAGED' ? 'ACTIVE' : 'PROVISIONED';
  arriveAt(call, { status, from: ['STAGED', 'DEPROVISIONED'], refusal: 'E0000016' });
  return activation(call);
}

function reactivateUser(call: Call): Answer {
  to(call, { status: 'PROVISIONED', from: ['PROVISIONED', 'RECOVERY'], refusal: 'E0000038' });
  return activation(call);
}

/** The token is only given to callers who keep the e-mail from being sent. */
function activation(call: Call): Answer {
  if (flagQuery(call, 'sendEmail', call.operation.operationId === 'activateUser')) return { body: {} };
  const activationToken = secret(call, 20);
  return { body: { activationToken, activationUrl: `${call.origin}/welcome/${activationToken}` } };
}

function deactivateUser(call: Call): Answer {
  const user = userOf(call);
  if (user['status'] === 'DEPROVISIONED') throw new OktaError('E0000016', { causes: ['status: the user is deprovisioned already'] });
  const isLater = call.headers['prefer']?.includes('respond-async') === true;
  return arriveAt(call, { status: 'DEPROVISIONED', from: null, refusal: 'E0000016' }, isLater ? settlingTime : 0);
}

/** The first time a live user is deactivated, the second time it is deleted for good. */
function deleteUser(call: Call): Answer {
  const user = userOf(call);
  if (user['status'] !== 'DEPROVISIONED') return deactivateUser(call);
  removeUser(call, user.id);
  return {};
}

/** Milliseconds that a deactivation takes for which the caller does not want to wait. */
const settlingTime = 400;

function arriveAt(call: Call, transition: Transition, atLeast = 0): Answer {
  const time = Math.max(atLeast, call.org.transitionTime);
  if (time === 0) return to(call, transition);
  const user = userOf(call);
  refuseOtherStatus(user, transition);
  putUser(call, user.id, { ...user, transitioningToStatus: transition.status, lastUpdated: call.org.clock.tick() });
  arriveLater(call, user.id, time);
  return {};
}

interface Transition {
  readonly status: string;
  /** Statuses it is possible in; null: any. */
  readonly from: readonly string[] | null;
  readonly refusal: 'E0000001' | 'E0000016' | 'E0000034' | 'E0000038';
}

function to(call: Call, transition: Transition): Answer {
  const user = userOf(call);
  const status = refuseOtherStatus(user, transition);
  const now = call.org.clock.tick();
  const activated = user['activated'] === null && status === 'STAGED' ? { activated: now } : {};
  putUser(call, user.id, { ...user, ...activated, status: transition.status, statusChanged: now, lastUpdated: now });
  return {};
}

function refuseOtherStatus(user: JsonObject, { from, refusal }: Transition): string {
  const status = textAt(user, 'status') ?? '';
  if (from !== null && !from.includes(status))
    throw new OktaError(refusal, { causes: [`status: not possible for a user who is ${status}`] });
  return status;
}

function resetFactors(call: Call): Answer {
  const user = userOf(call);
  const factors = call.org.collection('/api/v1/users/{}/factors', [user.id]);
  for (const { id } of [...factors.entries()]) factors.remove(id);
  return {};
}

function changePassword(call: Call): Answer {
  const user = userOf(call);
  if (!live.some((status) => status === user['status']))
    throw new OktaError('E0000014', { causes: [`status: the user is ${String(user['status'])}`] });
  if (objectAt(bodyObject(call), 'newPassword')['value'] === undefined) throw invalid('newPassword.value: is required');
  const now = call.org.clock.tick();
  putUser(call, user.id, { ...user, status: 'ACTIVE', passwordChanged: now, lastUpdated: now });
  return credentialsAnswer(call, {});
}

function credentialsAnswer(call: Call, changes: JsonObject): Answer {
  const user = userOf(call);
  const question = textAt(objectAt(changes, 'recovery_question'), 'question');
  const credentials: JsonObject = {
    ...objectAt(user, 'credentials'),
    ...(question === undefined ? {} : { recovery_question: { question } }),
  };
  putUser(call, user.id, { ...user, credentials, lastUpdated: call.org.clock.tick() });
  return { body: objectAt(presentUser(call, userOf(call)), 'credentials') };
}

function secret(call: Call, length: number): string {
  return call.org.random.text(length, 'secret', call.org.newId('sec'));
}
