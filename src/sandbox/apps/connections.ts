import { type Answer, type Behaviours, bodyObject, type Call, flagQuery, link, param, textQuery } from '../call.ts';
import { type JsonObject, objectAt, textAt, without } from '../json.ts';
import { invalid, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { provisionedAppNames, type SeedConnection, seedConnection } from './seed-applications.ts';
import { type Collection, collectionOf } from '../store/collection.ts';
import { applicationOf } from './applications.ts';

const template = '/api/v1/apps/{}/connections';
/** Apps whose OAuth 2.0 consent can be verified. */
const verifiable = ['office365', 'google', 'zoomus', 'slack'];

/** Default provisioning connections: read, update, activate, deactivate, verify, signing keys. */
export const connections: Behaviours = {
  getDefaultProvisioningConnectionForApplication: (call) => ({ body: present(call, connectionOf(call)) }),
  updateDefaultProvisioningConnectionForApplication: update,
  activateDefaultProvisioningConnectionForApplication: (call) => changeStatus(call, 'ENABLED'),
  deactivateDefaultProvisioningConnectionForApplication: (call) => changeStatus(call, 'DISABLED'),
  verifyProvisioningConnectionForApplication: verify,
  getUserProvisioningConnectionJWKS: keys,
};

/** The connection a seeded application starts with, as a collection of none or one. */
export function seedConnections(org: Org, [appId = '']: readonly string[]): Collection {
  const item = connectionFrom(seedConnection(org, appId));
  return collectionOf(item === null ? [] : [['default', item]]);
}

/** `hasToken` stands for the token itself, which is nowhere kept. */
function connectionFrom(seed: SeedConnection): JsonObject | null {
  if (seed.kind === 'none') return null;
  if (seed.kind === 'unsupported') return { authScheme: 'UNKNOWN', profile: { authScheme: 'UNKNOWN' }, status: 'UNKNOWN' };
  return {
    ...(seed.kind === 'TOKEN' ? { authScheme: 'TOKEN', hasToken: true } : {}),
    ...(seed.baseUrl === null ? {} : { baseUrl: seed.baseUrl }),
    profile: { authScheme: seed.kind },
    status: seed.status,
  };
}

function connectionsOf(call: Call): Collection {
  return call.org.collection(template, [param(call, 'appId')]);
}

function connectionOf(call: Call): JsonObject {
  applicationOf(call);
  const connection = connectionsOf(call).get('default');
  if (connection === undefined)
    throw new OktaError('E0000007', { summary: `The application '${param(call, 'appId')}' has no provisioning connection` });
  return connection;
}

function update(call: Call): Answer {
  const app = applicationOf(call);
  const before = connectionsOf(call).get('default');
  const mayStart = provisionedAppNames.includes(textAt(app, 'name') ?? '');
  if (before === undefined && !mayStart) connectionOf(call);
  if (before?.['status'] === 'UNKNOWN') throw unsupportedBy(app);
  const body = bodyObject(call);
  // The one leniency: an empty object together with `activate` changes the status and nothing else.
  const changed = Object.keys(body).length === 0 ? (before ?? connectionOf(call)) : merged(body, before);
  const status = flagQuery(call, 'activate', false) ? 'ENABLED' : (textAt(changed, 'status') ?? 'DISABLED');
  const after = { ...changed, status };
  connectionsOf(call).put('default', after);
  return { body: present(call, after) };
}

function merged(body: JsonObject, before: JsonObject | undefined): JsonObject {
  const profile = objectAt(body, 'profile');
  const scheme = textAt(profile, 'authScheme');
  const status = before?.['status'] ?? 'DISABLED';
  if (scheme === 'TOKEN') {
    const hadToken = before?.['hasToken'] === true;
    const token = textAt(profile, 'token');
    if (token === '' || (token === undefined && !hadToken)) throw invalid('profile.token: a token is required');
    const baseUrl = textAt(body, 'baseUrl') ?? textAt(before, 'baseUrl');
    return { authScheme: 'TOKEN', hasToken: true, ...(baseUrl === undefined ? {} : { baseUrl }), profile: { authScheme: 'TOKEN' }, status };
  }
  if (body['baseUrl'] !== undefined) throw invalid('baseUrl: goes with the TOKEN scheme only');
  const signing = profile['signing'];
  return { profile: { authScheme: 'OAUTH2', ...(signing === undefined ? {} : { signing }) }, status };
}

function changeStatus(call: Call, status: 'ENABLED' | 'DISABLED'): Answer {
  const connection = connectionOf(call);
  if (connection['status'] === 'UNKNOWN') throw unsupportedBy(applicationOf(call));
  connectionsOf(call).put('default', { ...connection, status });
  return {};
}

function verify(call: Call): Answer {
  const app = applicationOf(call);
  const name = param(call, 'appName');
  if (!verifiable.includes(name)) throw invalid(`appName: '${name}' has no OAuth 2.0 consent to verify; ${verifiable.join(', ')} have`);
  if (app['name'] !== name) throw invalid(`appName: the application '${app.id}' is a '${String(app['name'])}'`);
  const missing = ['code', 'state'].filter((key) => (textQuery(call, key) ?? '') === '');
  if (missing.length > 0) throw invalid(...missing.map((key) => `${key}: the query parameter is required`));
  if (connectionOf(call)['status'] === 'UNKNOWN') throw unsupportedBy(app);
  return {};
}

function keys(call: Call): Answer {
  const connection = connectionOf(call);
  const appId = param(call, 'appId');
  const signs = objectAt(connection, 'profile')['authScheme'] === 'OAUTH2';
  const { random } = call.org;
  const key = {
    kty: 'RSA',
    use: 'sig',
    e: 'AQAB',
    kid: random.text(43, 'connection kid', appId),
    n: random.text(342, 'connection key', appId),
  };
  return { body: { jwks: { keys: signs ? [key] : [] } } };
}

function unsupportedBy(app: JsonObject): OktaError {
  return invalid(`appId: the application '${String(app['id'])}' does not support provisioning`);
}

/** A connection as it goes over the wire: no trace of the token. */
function present(call: Call, connection: JsonObject): JsonObject {
  const path = `/api/v1/apps/${param(call, 'appId')}/connections/default`;
  const self = link(call, path, 'GET', 'POST');
  const name = textAt(applicationOf(call), 'name') ?? '';
  const change = connection['status'] === 'ENABLED' ? 'deactivate' : 'activate';
  const authorize = objectAt(connection, 'profile')['authScheme'] === 'OAUTH2';
  return {
    ...without(connection, 'hasToken'),
    _links:
      connection['status'] === 'UNKNOWN'
        ? { self }
        : {
            self,
            [change]: link(call, `${path}/lifecycle/${change}`, 'POST'),
            ...(authorize ? { authorize: link(call, `/api/v1/apps/${name}/${param(call, 'appId')}/oauth2/callback`, 'POST') } : {}),
          },
  };
}
