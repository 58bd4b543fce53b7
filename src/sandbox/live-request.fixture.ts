import { readDocument } from '../openapi/document.ts';
import { type Operation, operationsOf } from '../openapi/operation.ts';
import type { JsonValue } from '../values/value.ts';
import { lastParameter, parentPath, PathShapes } from './generic/path-shape.ts';
import { isTemplate, Router, segmentsOf } from './http/router.ts';
import { isList, isObject, type JsonObject, valueAt } from './json.ts';
import { Random } from './random.ts';
import { sampleValue } from './schema/sample-value.ts';
import { SchemaReader } from './schema/schema-reader.ts';
import { documentJson, type TestOrg } from './test-org.ts';

const document = readDocument(documentJson);
const reader = new SchemaReader(document);
const shapes = new PathShapes(new Router(document), reader);
const operations = operationsOf(document);

/** Reads first, then changes; what is deepest in the tree of paths is deleted first. */
const order = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Every operation, in an order in which each finds what it needs. */
export const operationsInOrder: readonly Operation[] = operations.toSorted(
  (one, other) =>
    order.indexOf(one.method) - order.indexOf(other.method) || (one.method === 'DELETE' ? other.path.length - one.path.length : 0),
);

/** Properties that hold what a path parameter names, where it is not `id`. */
const keys: Readonly<Record<string, string>> = {
  keyId: 'kid',
  kid: 'kid',
  featureName: 'name',
  templateName: 'name',
  methodType: 'type',
  webAuthnMethodType: 'type',
  contactType: 'contactType',
  notificationType: 'notificationType',
  permissionType: 'label',
  caseNumber: 'caseNumber',
  aaguid: 'aaguid',
  linkedObjectName: 'primary.name',
};

/** Names of things that no list shows. */
const names: Readonly<Record<string, string>> = {
  identitySourceId: '0oasource',
  groupOrExternalId: 'ext-group',
  externalId: 'ext-user',
  memberExternalId: 'ext-user',
  roleRef: 'SUPER_ADMIN',
  lifecycle: 'ENABLE',
  appName: 'google',
  schemaId: 'default',
  domain: 'sandbox.okta.example',
  path: 'webauthn',
  sessionId: 'me',
  relationshipName: 'manager',
  primaryRelationshipName: 'manager',
  clientId: '0oaclient',
};

/** Status a user has to be in, by operation. */
const userStatus: Readonly<Record<string, string>> = {
  activateUser: 'STAGED',
  reactivateUser: 'PROVISIONED',
  suspendUser: 'ACTIVE',
  unsuspendUser: 'SUSPENDED',
  unlockUser: 'LOCKED_OUT',
};

/** What has to be done before an operation can be tried, in order. */
const before: Readonly<Record<string, readonly (readonly [method: string, path: string, body?: JsonValue])[]>> = {
  getIdentitySourceUser: [
    [
      'POST',
      '/api/v1/identity-sources/0oasource/users',
      { externalId: 'ext-user', profile: { userName: 'u@example.com', email: 'u@example.com' } },
    ],
  ],
  getIdentitySourceGroup: [
    ['POST', '/api/v1/identity-sources/0oasource/groups', { externalId: 'ext-group', profile: { displayName: 'G' } }],
  ],
  getPolicyMapping: [['POST', '/api/v1/policies/{policy}/mappings', { resourceId: '0oa1gjh63g214q0Hq0g4', resourceType: 'APP' }]],
  deleteIdentitySourceGroupMemberships: [
    ['POST', '/api/v1/identity-sources/0oasource/groups/ext-group/membership', { memberExternalId: 'ext-user' }],
  ],
  getIdentityProviderApplicationUser: [['POST', '/api/v1/idps/{idp}/users/{user}', { externalId: 'x' }]],
  retrieveClientRole: [['POST', '/oauth2/v1/clients/0oaclient/roles', { type: 'APP_ADMIN' }]],
};

async function filled(org: TestOrg, path: string): Promise<string> {
  const names: readonly (readonly [hole: string, list: string])[] = [
    ['{policy}', '/api/v1/policies?type=ACCESS_POLICY'],
    ['{idp}', '/api/v1/idps'],
    ['{user}', '/api/v1/users'],
  ];
  let whole = path;
  for (const [hole, list] of names) if (whole.includes(hole)) whole = whole.replace(hole, await idAt(org, list, 0));
  return whole;
}

/** A request that fits an org as it is, as somebody who knows it would make it. */
export interface LiveRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes what an operation needs, and the request for it. */
export async function liveRequest(org: TestOrg, operation: Operation): Promise<LiveRequest> {
  for (const [method, path, body] of before[operation.operationId ?? ''] ?? [])
    await org.send(`${method} ${await filled(org, path)}`, body);
  const path = await pathFor(org, operation);
  const targetIdpId = operation.operationId === 'cloneIdentityProviderKey' ? await idAt(org, '/api/v1/idps', 0) : 'none';
  const own: Readonly<Record<string, string>> = { ...queryNames, targetIdpId };
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map((parameter) => {
      const [type] = reader.types(parameter.schema);
      const value =
        reader.choices(parameter.schema)?.[0] ?? { boolean: 'true', integer: '2' }[String(type)] ?? own[parameter.name] ?? 'value';
      return `${parameter.name}=${encodeURIComponent(String(value))}`;
    });
  const url = query.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${query.join('&')}`;
  return { method: operation.method, path: url, ...(await bodyFor(org, operation)) };
}

/** Deactivates what has to be inactive before it can be deleted. */
export async function deactivate(org: TestOrg, { path }: LiveRequest): Promise<void> {
  await org.send(`POST ${path}/lifecycle/deactivate`);
}

const queryNames: Readonly<Record<string, string>> = { targetAid: '0oa1gjh63g214q0Hq0g4', filter: 'principalType eq "SSWS_TOKEN"' };

async function bodyFor(
  org: TestOrg,
  operation: Operation,
): Promise<{ readonly body?: JsonValue; readonly headers?: Record<string, string> }> {
  const media = operation.requestBody?.content[0];
  if (media?.schema === undefined) return {};
  if (media.mediaType === 'multipart/form-data')
    return { body: multipart, headers: { 'content-type': 'multipart/form-data; boundary=part' } };
  if (!media.mediaType.endsWith('json')) return { body: 'bytes', headers: { 'content-type': media.mediaType } };
  const own = bodies[operation.operationId ?? ''];
  const sampled = sampleValue(reader, media.schema, {
    random: new Random(7),
    key: operation.operationId ?? '',
    variant: 0,
    direction: 'request',
  });
  const body = own === undefined ? sampled : await own(sampled, org);
  return { body: structuredClone(body), headers: { 'content-type': media.mediaType } };
}

const multipart =
  '--part\r\ncontent-disposition: form-data; name="file"; filename="logo.png"\r\ncontent-type: image/png\r\n\r\nPNG\r\n--part--\r\n';

/** Bodies that have to name something real. */
const bodies: Readonly<Record<string, (sampled: JsonValue, org: TestOrg) => JsonValue | Promise<JsonValue>>> = {
  createUser: () => ({ profile: { login: 'new@example.com', email: 'new@example.com', firstName: 'New', lastName: 'User' } }),
  updateUser: () => ({ profile: { city: 'Faro' } }),
  replaceUser: () => ({ profile: { login: 'replaced@example.com', email: 'replaced@example.com', firstName: 'A', lastName: 'B' } }),
  assignUserToApplication: async (_, org) => ({ id: await idAt(org, '/api/v1/users', 3), scope: 'USER' }),
  updateGroupAssignmentToApplication: () => [{ op: 'replace', path: '/profile', value: {} }],
  createGroupRule: async (sampled, org) => ({
    ...(isObject(sampled) ? sampled : {}),
    actions: { assignUserToGroups: { groupIds: [await idAt(org, '/api/v1/groups', 3)] } },
  }),
  enrollFactor: (sampled) => ({ ...(isObject(sampled) ? sampled : {}), provider: 'OKTA' }),
  resendEnrollFactor: (sampled) => ({ ...(isObject(sampled) ? sampled : {}), provider: 'OKTA' }),
  createResourceSetBinding: () => ({ role: 'App owner', members: [] }),
  createIdentitySourceUser: () => ({ externalId: 'ext-other', profile: { userName: 'o@example.com', email: 'o@example.com' } }),
};

async function pathFor(org: TestOrg, operation: Operation): Promise<string> {
  const id = operation.operationId ?? '';
  if (id === 'verifyProvisioningConnectionForApplication')
    return '/api/v1/apps/google/0oa1gjh63g214q0Hq0g4/oauth2/callback?code=abc&state=xyz';
  const segments: string[] = [];
  let template = '';
  for (const segment of segmentsOf(operation.path)) {
    template += `/${segment}`;
    const concrete = `/${segments.join('/')}`;
    segments.push(isTemplate(segment) ? encodeURIComponent(await valueFor(org, operation, { template, concrete })) : segment);
  }
  return `/${segments.join('/')}`;
}

/** Queries that lists demand, or that find a member in the status that an operation needs. */
const listQueries: Readonly<Record<string, string>> = {
  listPolicies: '?type=ACCESS_POLICY',
  listPrincipalRateLimitEntities: `?filter=${encodeURIComponent('principalType eq "SSWS_TOKEN"')}`,
};

const deviceStatus: Readonly<Record<string, string>> = {
  activateDevice: 'DEACTIVATED',
  suspendDevice: 'ACTIVE',
  unsuspendDevice: 'SUSPENDED',
};

async function valueFor(org: TestOrg, operation: Operation, at: { readonly template: string; readonly concrete: string }): Promise<string> {
  const parameter = lastParameter(at.template);
  const id = operation.operationId ?? '';
  const status = userStatus[id];
  if (status !== undefined) return idOf((await org.list(`/api/v1/users?filter=${encodeURIComponent(`status eq "${status}"`)}`))[0]);
  if (/^\/api\/v1\/users\/\{[^}]*\}$/.test(at.template)) return userFor(org, operation);
  if (at.template === '/api/v1/groups/{groupId}')
    return idAt(org, '/api/v1/groups', operation.path.includes('/roles/') && !operation.path.endsWith('/roles') ? 1 : 4);
  const device = deviceStatus[id];
  if (device !== undefined) return idOf((await org.list('/api/v1/devices')).find((row) => row['status'] === device));
  const made = await madeFor(org, parameter, at.concrete);
  if (made !== undefined) return made;
  if (id.endsWith('FirstPartyAppSettings')) return 'admin-console';
  if (id === 'assignApplicationPolicy' && parameter === 'policyId') return idAt(org, '/api/v1/policies?type=ACCESS_POLICY', 0);
  if (parameter === 'primaryUserId') return idAt(org, '/api/v1/users', 0);
  if (id === 'getPublicKey') return String((await org.list('/api/v1/hook-keys'))[0]?.['keyId']);
  const listing = shapes.router.operation('GET', parentPath(at.template));
  const list = listing === undefined ? null : shapes.list(listing);
  const known = names[parameter];
  if (listing === undefined || list === null) return known ?? 'unknown';
  const query = listQueries[listing.operationId ?? ''] ?? '';
  const { body } = await org.send(`GET ${at.concrete}${query}`);
  const rows = list.envelope === null ? body : valueAt(body, list.envelope);
  const row = isList(rows) ? rows.at(operation.method === 'DELETE' && at.template === operation.path ? -1 : 0) : undefined;
  if (typeof row === 'string') return row;
  return String(valueAt(row, keys[parameter] ?? 'id') ?? (isObject(row) ? row['id'] : undefined) ?? known ?? 'unknown');
}

/** Identifiers that only the answer to another call tells. */
async function madeFor(org: TestOrg, parameter: string, concrete: string): Promise<string | undefined> {
  switch (parameter) {
    case 'grantId':
      return concrete.endsWith('/governance') ? textOf((await org.send(`GET ${concrete}`)).body, 'grants', 'grantId') : undefined;
    case 'transactionId':
      return textOf((await org.send(`POST ${concrete.replace(/transactions$/, 'verify')}`)).body, '_links', 'poll', 'href')
        .split('/')
        .at(-1);
    case 'enrollmentId':
      return textOf(
        (await org.send(`POST ${concrete}/phone`, { authenticatorId: 'aut1', profile: { phoneNumber: '+15550001' } })).body,
        'id',
      );
    case 'resultId':
      return textOf((await org.send(`POST ${concrete}`, { attributes: ['name'] })).body, 'resultId');
    default:
      return undefined;
  }
}

/** Text at the end of a path of names; lists are entered at their first item. */
function textOf(value: JsonValue, ...path: readonly string[]): string {
  let current: JsonValue | undefined = value;
  for (const name of path) {
    const next: JsonValue | undefined = isObject(current) ? current[name] : undefined;
    current = isList(next) ? next[0] : next;
  }
  return String(current);
}

/** Somebody who has what the path asks for. */
function userFor(org: TestOrg, operation: Operation): Promise<string> {
  if (operation.path.includes('/roles/')) return idAt(org, '/api/v1/users', 0);
  return idAt(org, '/api/v1/users', operation.path.includes('/factors/') ? 2 : 3);
}

async function idAt(org: TestOrg, path: string, place: number): Promise<string> {
  return idOf((await org.list(path))[place]);
}

function idOf(row: JsonObject | undefined): string {
  return String(row?.['id']);
}
