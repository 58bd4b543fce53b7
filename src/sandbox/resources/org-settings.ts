import type { Answer, Behaviours, Call } from '../call.ts';
import { bodyObject, param } from '../call.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { type JsonObject, textAt } from '../json.ts';
import { notFound } from '../okta-error.ts';
import { iso } from '../clock.ts';
import { callerId } from '../users/user-store.ts';
import { seedRows } from './seed-rows.ts';

/** Collections whose members cannot be listed, or have names instead of identifiers. */
export const namedRules: ResourceRules = {
  '/api/v1/org/contacts': {
    key: 'contactType',
    seed: seedRows(
      'con',
      (org) => ['BILLING', 'TECHNICAL'].map((contactType) => ({ id: contactType, contactType, userId: callerId(org) })),
      plain(),
    ),
  },
  '/api/v1/first-party-app-settings': {
    key: 'appName',
    seed: seedRows(
      'fpa',
      () => [{ id: 'admin-console', appName: 'admin-console', sessionIdleTimeoutMinutes: 15, sessionMaxLifetimeMinutes: 720 }],
      plain(),
    ),
  },
  '/api/v1/dr/status': {
    key: 'domain',
    seed: seedRows(
      'drs',
      () => [
        { id: 'sandbox.okta.example', domain: 'sandbox.okta.example', status: [{ domain: 'sandbox.okta.example', isFailedOver: false }] },
      ],
      plain(),
    ),
  },
  '/api/v1/brands/{}/well-known-uris': {
    key: 'path',
    seed: seedRows(
      'wku',
      () => ['apple-app-site-association', 'assetlinks.json', 'webauthn'].map((path) => ({ id: path, path, representation: {} })),
      plain(),
    ),
  },
  '/api/v1/sessions': {
    prefix: '102',
    alias: (_org, sessions, name) => (name === 'me' ? [...sessions.entries()][0]?.id : undefined),
    seed: seedRows(
      '102',
      (org) => [{ userId: callerId(org), createdAt: iso(org.clock.start), expiresAt: iso(org.clock.start + 7_200_000) }],
      { times: false },
    ),
  },
  '/api/v1/meta/types/user': {
    prefix: 'oty',
    seed: seedRows(
      'oty',
      (org) => [
        {
          id: org.random.id('oty', 0),
          name: 'user',
          displayName: 'User',
          description: 'Everybody',
          default: true,
          createdBy: 'sandbox',
          lastUpdatedBy: 'sandbox',
          _links: { schema: { href: `https://my-org.okta.com/api/v1/meta/schemas/user/${org.random.id('osc', 0)}` } },
        },
      ],
      {
        status: false,
      },
    ),
  },
  '/api/v1/meta/schemas/user': {
    key: 'schemaId',
    alias: (_org, schemas, name) => (name.startsWith('osc') || name.startsWith('oty') ? [...schemas.entries()][0]?.id : undefined),
    seed: seedRows('osc', () => [userSchema()], plain()),
  },
  '/api/v1/meta/schemas/user/linkedObjects': {
    key: 'primary.name',
    alias: (_org, definitions, name) => [...definitions.entries()].find(({ item }) => textAt(item['associated'], 'name') === name)?.id,
    seed: seedRows('lin', () => [linkedObject()], plain()),
  },
  '/api/v1/brands/{}/pages/sign-in/widget-versions': {
    seed: seedRows('wid', () => ['7.20', '7.19', '7.18'].map((id) => ({ id })), plain()),
  },
  '/api/v1/hook-keys': { prefix: 'HKY' },
  '/api/v1/identity-sources/{}/groups': { key: 'externalId', count: 0 },
  '/api/v1/identity-sources/{}/users': { key: 'externalId', count: 0 },
  '/api/v1/identity-sources/{}/sessions': {
    prefix: 'uij',
    created: (call, item) => ({ ...item, identitySourceId: param(call, 'identitySourceId'), status: 'CREATED', importType: 'INCREMENTAL' }),
  },
  '/api/v1/org/captcha': {},
};

function plain(): { readonly times: false; readonly status: false } {
  return { times: false, status: false };
}

/** Settings of the org that are switched by actions of their own, and other singular things. */
export const orgSettings: Behaviours = {
  setOrgHideOktaUIFooter: (call) => flag(call, '/api/v1/org/preferences', { set: { showEndUserFooter: false } }),
  setOrgShowOktaUIFooter: (call) => flag(call, '/api/v1/org/preferences', { set: { showEndUserFooter: true } }),
  getOrgPreferences: (call) => flag(call, '/api/v1/org/preferences', { start: { showEndUserFooter: true } }),
  optInUsersToOktaCommunicationEmails: (call) => flag(call, '/api/v1/org/privacy/oktaCommunication', { set: { optOutEmailUsers: false } }),
  optOutUsersFromOktaCommunicationEmails: (call) =>
    flag(call, '/api/v1/org/privacy/oktaCommunication', { set: { optOutEmailUsers: true } }),
  getOktaCommunicationSettings: (call) => flag(call, '/api/v1/org/privacy/oktaCommunication', { start: { optOutEmailUsers: false } }),
  getOptInStatus: (call) => flag(call, '/api/v1/iam/governance/optIn', { start: { optInStatus: 'OPTED_OUT' } }),
  optIn: (call) => flag(call, '/api/v1/iam/governance/optIn', { set: { optInStatus: 'OPTED_IN' } }),
  optOut: (call) => flag(call, '/api/v1/iam/governance/optIn', { set: { optInStatus: 'OPTED_OUT' } }),
  extendOktaSupport: supportMoved,
  grantOktaSupport: supportMoved,
  revokeOktaSupport: supportMoved,
  submitGroupAttributeQuery,
  getPublicKey,
  getSsfStreams: (call) => ({ body: streamOf(call) ?? [] }),
  createSsfStream,
  deleteSsfStream: (call) => {
    call.org.collection('/api/v1/ssf/stream/').remove('self');
    return {};
  },
  getUserRisk: (call) => ({ body: riskOf(call) }),
  upsertUserRisk,
  createIdentitySourceGroupsMemberships: (call) => {
    const id = textAt(bodyObject(call), 'memberExternalId') ?? '';
    memberships(call).put(id, { id });
    return {};
  },
  getIdentitySourceGroupMemberships: (call) => ({ body: { memberExternalIds: [...memberships(call).entries()].map(({ id }) => id) } }),
};

/** Sets a setting, or reads it: then `start` is what it is before anybody has set it. */
function flag(call: Call, path: string, change: { readonly set: JsonObject } | { readonly start: JsonObject }): Answer {
  const settings = call.org.collection(`${path}/flags`);
  if ('set' in change) settings.put('self', change.set);
  return { body: 'set' in change ? change.set : (settings.get('self') ?? change.start) };
}

/** These endpoints moved; the document knows nothing but the redirect. */
function supportMoved(call: Call): Answer {
  return { status: 301, headers: [['Location', `${call.origin}/api/v1/org/privacy/oktaSupport/cases`]] };
}

/** The question is answered at once, but under an identifier that has to be asked for. */
function submitGroupAttributeQuery(call: Call): Answer {
  const resultId = call.org.newId('gqr');
  const results = call.org.collection('/api/v1/directories/{}/groups/{}/query', [param(call, 'appInstanceId'), param(call, 'groupId')]);
  results.put(resultId, { id: resultId, profile: {} });
  return { body: { resultId } };
}

function getPublicKey(call: Call): Answer {
  const keyId = param(call, 'keyId');
  for (const { item } of call.org.collection('/api/v1/hook-keys').entries())
    if (item['keyId'] === keyId)
      return { body: { alg: 'RSA', e: 'AQAB', kid: keyId, kty: 'RSA', n: call.org.random.text(342, 'hook key', keyId), use: null } };
  throw notFound(keyId, 'HookKey');
}

function streamOf(call: Call): JsonObject | undefined {
  return call.org.collection('/api/v1/ssf/stream/').get('self');
}

function createSsfStream(call: Call): Answer {
  const stream: JsonObject = {
    ...bodyObject(call),
    stream_id: call.org.newId('esc'),
    iss: call.origin,
    aud: 'https://receiver.example.com',
    format: 'iss_sub',
  };
  call.org.collection('/api/v1/ssf/stream/').put('self', stream);
  return { body: stream };
}

function riskOf(call: Call): JsonObject {
  return call.org.collection('/api/v1/users/{}/risk', [param(call, 'userId')]).get('self') ?? { riskLevel: 'NONE' };
}

function upsertUserRisk(call: Call): Answer {
  const known = riskOf(call)['riskLevel'] !== 'NONE';
  const riskLevel = bodyObject(call)['riskLevel'] ?? 'LOW';
  const risk: JsonObject = { riskLevel, reason: textAt(bodyObject(call), 'riskReason') ?? 'Set by an administrator' };
  call.org.collection('/api/v1/users/{}/risk', [param(call, 'userId')]).put('self', risk);
  return { status: known ? 200 : 201, body: { ...risk, riskLevel } };
}

function memberships(call: Call): ReturnType<Call['org']['collection']> {
  return call.org.collection('/api/v1/identity-sources/{}/groups/{}/membership', [
    param(call, 'identitySourceId'),
    param(call, 'groupOrExternalId'),
  ]);
}

function userSchema(): JsonObject {
  return {
    id: 'default',
    schemaId: 'default',
    name: 'user',
    title: 'User',
    type: 'object',
    created: '2024-02-01T09:00:00.000Z',
    lastUpdated: '2024-02-01T09:00:00.000Z',
    definitions: {},
    properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
  };
}

function linkedObject(): JsonObject {
  return {
    id: 'manager',
    primary: { name: 'manager', title: 'Manager', description: 'Whom somebody reports to', type: 'USER' },
    associated: { name: 'subordinate', title: 'Subordinate', description: 'Who reports to somebody', type: 'USER' },
  };
}
