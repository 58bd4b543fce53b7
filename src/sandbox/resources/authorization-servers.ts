import type { ResourceRules } from '../generic/resource-rule.ts';
import type { JsonObject } from '../json.ts';
import { refuseSystem } from './security.ts';
import { seedRows } from './seed-rows.ts';

const onOff = { activate: { to: 'ACTIVE' }, deactivate: { to: 'INACTIVE' } };
const base = '/api/v1/authorizationServers';

/** Authorization servers with their scopes, claims, policies and rules. */
export const authorizationServerRules: ResourceRules = {
  [base]: {
    prefix: 'aus',
    q: ['name'],
    page: { normal: 200, most: 200 },
    actions: onOff,
    initialStatus: 'ACTIVE',
    alias: (_org, collection, name) =>
      name === 'default' ? [...collection.entries()].find(({ item }) => item['name'] === 'default')?.id : undefined,
    seed: seedRows('aus', () => [server('default', 'api://default'), server('payments', 'https://payments.example.com')]),
  },
  [`${base}/{}/scopes`]: {
    prefix: 'scp',
    created: (_call, item) => ({ ...item, system: false }),
    q: ['name'],
    page: { normal: 200, most: 200 },
    deleted: refuseSystem,
    seed: seedRows('scp', () => ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'device_sso'].map(systemScope), {
      times: false,
      status: false,
    }),
  },
  [`${base}/{}/claims`]: {
    prefix: 'ocl',
    created: (_call, item) => ({ ...item, system: false }),
    deleted: refuseSystem,
    initialStatus: 'ACTIVE',
    seed: seedRows(
      'ocl',
      () => [
        {
          name: 'sub',
          claimType: 'RESOURCE',
          value: '(appuser != null) ? appuser.userName : app.clientId',
          valueType: 'EXPRESSION',
          system: true,
          ...always,
        },
        { name: 'department', claimType: 'IDENTITY', value: 'user.department', valueType: 'EXPRESSION', system: false, ...always },
      ],
      { times: false },
    ),
  },
  [`${base}/{}/policies`]: {
    prefix: '00p',
    actions: onOff,
    initialStatus: 'ACTIVE',
    deleted: refuseSystem,
    created: (_call, item) => ({ ...item, system: false }),
    seed: seedRows('00p', () => [
      {
        type: 'OAUTH_AUTHORIZATION_POLICY',
        name: 'Default Policy',
        description: 'Holds for all clients',
        priority: 1,
        system: false,
        conditions: { clients: { include: ['ALL_CLIENTS'] } },
      },
    ]),
  },
  [`${base}/{}/policies/{}/rules`]: {
    prefix: '0pr',
    actions: onOff,
    initialStatus: 'ACTIVE',
    created: (_call, item) => ({ ...item, system: false }),
    seed: seedRows('0pr', () => [
      {
        type: 'RESOURCE_ACCESS',
        name: 'Default Policy Rule',
        priority: 1,
        system: false,
        conditions: {
          people: { users: { include: [], exclude: [] }, groups: { include: ['EVERYONE'], exclude: [] } },
          grantTypes: { include: ['authorization_code', 'client_credentials'] },
          scopes: { include: ['*'] },
        },
        actions: { token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10_080 } },
      },
    ]),
  },
};

const always: JsonObject = { alwaysIncludeInToken: true, conditions: { scopes: [] } };

function server(name: string, audience: string): JsonObject {
  return {
    name,
    description: `Issues tokens for ${audience}`,
    audiences: [audience],
    issuer: `https://sandbox.okta.example/oauth2/${name}`,
    issuerMode: 'ORG_URL',
    credentials: {
      signing: {
        rotationMode: 'AUTO',
        use: 'sig',
        kid: `${name}-key`,
        lastRotated: '2024-02-01T09:00:00.000Z',
        nextRotation: '2024-05-01T09:00:00.000Z',
      },
    },
  };
}

function systemScope(name: string): JsonObject {
  return {
    name,
    displayName: name,
    description: `Grants ${name}`,
    system: true,
    default: false,
    optional: false,
    metadataPublish: 'ALL_CLIENTS',
    consent: 'IMPLICIT',
  };
}
