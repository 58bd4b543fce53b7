import { type Answer, type Behaviours, bodyObject, type Call, param } from '../call.ts';
import type { JsonObject } from '../json.ts';
import type { Collection } from '../store/collection.ts';

/** Authenticators that users are enrolled with by an administrator: phones and temporary access codes. */
export const enrollments: Behaviours = {
  /** The document has one object here where a list would be expected: the latest enrolment, or an empty object. */
  listAuthenticatorEnrollments: (call) => ({ body: [...enrollmentsOf(call).entries()].at(-1)?.item ?? {} }),
  createAuthenticatorEnrollment: (call) => enroll(call, { key: 'phone_number', type: 'phone', name: 'Phone' }),
  createTacAuthenticatorEnrollment: (call) => enroll(call, { key: 'tac', type: 'tac', name: 'Temporary access code' }),
};

function enrollmentsOf(call: Call): Collection {
  return call.org.collection('/api/v1/users/{}/authenticator-enrollments', [param(call, 'userId')]);
}

function enroll(call: Call, kind: { readonly key: string; readonly type: string; readonly name: string }): Answer {
  const id = call.org.newId('aen');
  const now = call.org.clock.tick();
  const { profile } = bodyObject(call);
  const enrollment: JsonObject = {
    id,
    ...kind,
    status: 'ACTIVE',
    created: now,
    lastUpdated: now,
    ...(profile === undefined ? {} : { profile }),
  };
  enrollmentsOf(call).put(id, enrollment);
  const tac = kind.key === 'tac' ? { profile: { tac: call.org.random.text(8, 'tac', id), expiresAt: now, multiUse: false } } : {};
  return { body: { ...enrollment, ...tac } };
}
