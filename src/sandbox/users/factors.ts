import { type Answer, type Behaviours, bodyObject, type Call, flagQuery, link, param } from '../call.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { listAnswer } from '../http/page.ts';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import { invalid, notFound } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { seedRows } from '../resources/seed-rows.ts';
import type { Collection } from '../store/collection.ts';
import { userPrefix } from './seed-users.ts';
import { userOf } from './users.ts';

const template = '/api/v1/users/{}/factors';
const catalogTypes = ['push', 'token:software:totp', 'sms', 'call', 'email', 'question', 'webauthn'] as const;

/** Enrolled factors of a user: a third of the users has none, a third a phone, a third an app with two. */
export const factorRules: ResourceRules = {
  [template]: { prefix: 'fac', seed: seedRows('fac', firstFactors) },
  '/api/v1/users/{}/factors/{}/transactions': { prefix: 'v2m', count: 0 },
  '/api/v1/users/{}/authenticator-enrollments': { prefix: 'aen', count: 0 },
};

/** Factors of users: list, enrol, activate, verify, remove. */
export const factors: Behaviours = {
  listFactors: (call) =>
    listAnswer(
      call,
      [...factorsOf(call).entries()].map(({ item }) => present(call, item)),
      null,
    ),
  listSupportedFactors,
  enrollFactor,
  getFactor: (call) => ({ body: present(call, factorOf(call)) }),
  activateFactor: (call) => {
    const factor: JsonObject = { ...factorOf(call), status: 'ACTIVE', lastUpdated: call.org.clock.tick() };
    factorsOf(call).put(param(call, 'factorId'), factor);
    return { body: present(call, factor) };
  },
  verifyFactor,
  unenrollFactor: (call) => {
    factorOf(call);
    factorsOf(call).remove(param(call, 'factorId'));
    return {};
  },
};

function firstFactors(org: Org, [userId = '']: readonly string[]): readonly JsonObject[] {
  const index = org.random.indexOf(userPrefix, userId);
  if (index === undefined || index % 3 === 0) return [];
  if (index % 3 === 1)
    return [
      {
        factorType: 'sms',
        provider: 'OKTA',
        vendorName: 'OKTA',
        profile: { phoneNumber: `+1555${String(1_000_000 + (index % 9_000_000))}` },
      },
    ];
  const credentialId = org.random.text(20, 'credential', index);
  return [
    {
      factorType: 'push',
      provider: 'OKTA',
      vendorName: 'OKTA',
      profile: { credentialId, deviceType: 'SmartPhone_IPhone', name: 'Phone', platform: 'IOS', version: '17' },
    },
    { factorType: 'token:software:totp', provider: 'OKTA', vendorName: 'OKTA', profile: { credentialId } },
  ];
}

function factorsOf(call: Call): Collection {
  return call.org.collection(template, [userOf(call).id]);
}

function factorOf(call: Call): JsonObject {
  const id = param(call, 'factorId');
  const factor = factorsOf(call).get(id);
  if (factor === undefined) throw notFound(id, 'UserFactor');
  return factor;
}

function listSupportedFactors(call: Call): Answer {
  const enrolled = new Set([...factorsOf(call).entries()].map(({ item }) => item['factorType']));
  const rows = catalogTypes.map((factorType) => ({
    factorType,
    provider: factorType === 'webauthn' ? 'FIDO' : 'OKTA',
    vendorName: factorType === 'webauthn' ? 'FIDO' : 'OKTA',
    status: enrolled.has(factorType) ? 'ACTIVE' : 'NOT_SETUP',
    enrollment: 'OPTIONAL',
  }));
  return listAnswer(call, rows, null);
}

/** What is sent to a phone or an app has to be answered before the factor counts, unless `activate` says it does at once. */
function enrollFactor(call: Call): Answer {
  const body = bodyObject(call);
  const type = textAt(body, 'factorType');
  if (type === undefined) throw invalid('factorType: is required');
  const id = call.org.newId('fac');
  const now = call.org.clock.tick();
  const active = flagQuery(call, 'activate', false) || type === 'question';
  const factor: JsonObject = {
    vendorName: textAt(body, 'provider') ?? 'OKTA',
    provider: 'OKTA',
    ...body,
    id,
    factorType: type,
    status: active ? 'ACTIVE' : 'PENDING_ACTIVATION',
    created: now,
    lastUpdated: now,
    profile: withoutAnswer(objectAt(body, 'profile')),
  };
  factorsOf(call).put(id, factor);
  return { body: present(call, factor) };
}

function withoutAnswer(profile: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(profile).filter(([name]) => !['answer', 'sharedSecret'].includes(name)));
}

/** Codes are not checked; a push starts a transaction that can be polled. */
function verifyFactor(call: Call): Answer {
  const factor = factorOf(call);
  if (factor['factorType'] !== 'push') return { status: 200, body: { factorResult: 'SUCCESS' } };
  const id = call.org.newId('v2m');
  const path = `/api/v1/users/${userOf(call).id}/factors/${param(call, 'factorId')}`;
  call.org
    .collection('/api/v1/users/{}/factors/{}/transactions', [userOf(call).id, param(call, 'factorId')])
    .put(id, { id, factorResult: 'SUCCESS' });
  return { status: 201, body: { factorResult: 'WAITING', _links: { poll: link(call, `${path}/transactions/${id}`, 'GET') } } };
}

function present(call: Call, factor: JsonObject): JsonObject {
  const path = `/api/v1/users/${userOf(call).id}/factors/${textAt(factor, 'id') ?? ''}`;
  return { ...factor, _links: { self: link(call, path, 'GET', 'DELETE'), user: link(call, `/api/v1/users/${userOf(call).id}`, 'GET') } };
}
