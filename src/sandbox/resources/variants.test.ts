import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDocument } from '../../openapi/document.ts';
import { PathShapes } from '../generic/path-shape.ts';
import { Router } from '../http/router.ts';
import { isObject, type JsonObject, textAt } from '../json.ts';
import { Random } from '../random.ts';
import { sampleValue } from '../schema/sample-value.ts';
import { SchemaReader } from '../schema/schema-reader.ts';
import { documentJson, startTestOrg, type TestOrg } from '../test-org.ts';

const reader = new SchemaReader(readDocument(documentJson));
const shapes = new PathShapes(new Router(reader.document), reader);

let org: TestOrg;
beforeAll(async () => {
  org = await startTestOrg();
});
afterAll(() => org.sandbox.close());

/** Collections whose members come in variants, with the property that tells them apart. */
const collections: readonly (readonly [path: string, discriminator: string])[] = [
  ['/api/v1/apps', 'signOnMode'],
  ['/api/v1/policies', 'type'],
  ['/api/v1/authenticators', 'key'],
  ['/api/v1/zones', 'type'],
  ['/api/v1/logStreams', 'type'],
  ['/api/v1/behaviors', 'type'],
  ['/api/v1/device-assurances', 'platform'],
  ['/api/v1/push-providers', 'providerType'],
  ['/api/v1/email-servers', 'authType'],
];

const variants = collections.flatMap(([path, discriminator]) => {
  const schema = shapes.router.operation('POST', path)?.requestBody?.content[0]?.schema;
  if (schema === undefined) throw new Error(`${path} has no body`);
  return reader.subtypes(reader.resolve(schema)).map(([value], variant) => ({ path, discriminator, value, variant, schema }));
});

describe('a member of each variant is created and read again', () => {
  test.each(variants.map((each) => [`${each.path} ${each.value}`, each] as const))(
    '%s',
    async (_name, { path, discriminator, value, variant, schema }) => {
      const body = sampleValue(reader, schema, { random: new Random(3), key: value, variant, direction: 'request' });
      expect(textAt(body, discriminator)).toBe(value);
      const created = await org.send(`POST ${path}`, JSON.parse(JSON.stringify(body)));
      expect(created.text.slice(0, 300)).not.toContain('errorCode');
      const read = await org.one(`${path}/${textAt(created.body, 'id')}`);
      expect(read).toMatchObject(withoutSecrets(created.body));
      expect(read[discriminator]).toBe(value);
    },
  );

  test('there are as many variants as the document has', () => {
    expect(variants.length).toBe(52);
  });
});

function withoutSecrets(body: unknown): JsonObject {
  const value: unknown = JSON.parse(JSON.stringify(body));
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isObject({ ...value }) ? { ...value } : {};
}

describe('rules of policies', () => {
  test.each([
    'OKTA_SIGN_ON',
    'PASSWORD',
    'MFA_ENROLL',
    'ACCESS_POLICY',
    'PROFILE_ENROLLMENT',
    'IDP_DISCOVERY',
    'POST_AUTH_SESSION',
    'ENTITY_RISK',
  ])('%s has a system policy with a default rule that cannot be deleted', async (type) => {
    const policies = await org.list(`/api/v1/policies?type=${type}`);
    const system = policies.find((policy) => policy['system'] === true);
    expect(policies.every((policy) => policy['type'] === type)).toBe(true);
    const path = `/api/v1/policies/${String(system?.['id'])}`;
    const [rule] = await org.list(`${path}/rules`);
    expect((await org.send(`DELETE ${path}/rules/${String(rule?.['id'])}`)).status).toBe(403);
    expect((await org.send(`DELETE ${path}`)).status).toBe(403);
  });

  test.each([
    ['IDENTITY_CLAIM_SOURCING', 401, 'E0000015', 'a type that is not switched on'],
    ['NONSENSE', 400, 'E0000001', 'a type that does not exist'],
  ])('listing %s gives %i %s: %s', async (type, status, code) => {
    const answer = await org.send(`GET /api/v1/policies?type=${type}`);
    expect([answer.status, textAt(answer.body, 'errorCode')]).toEqual([status, code]);
  });

  test('activate and deactivate answer 204 and change the status; a clone is a policy of its own', async () => {
    const [policy] = (await org.list('/api/v1/policies?type=PASSWORD')).filter((each) => each['system'] === false);
    const path = `/api/v1/policies/${String(policy?.['id'])}`;
    expect((await org.send(`POST ${path}/lifecycle/deactivate`)).status).toBe(204);
    expect((await org.one(path))['status']).toBe('INACTIVE');
    const clone = await org.send(`POST ${path}/clone`);
    expect(textAt(clone.body, 'id')).not.toBe(policy?.['id']);
    expect((await org.send(`DELETE /api/v1/policies/${textAt(clone.body, 'id')}`)).status).toBe(204);
  });
});

describe('authorization servers', () => {
  test('scopes, claims, policies and rules belong to their server', async () => {
    const created = await org.send('POST /api/v1/authorizationServers', { name: 'mine', audiences: ['api://mine'] });
    const path = `/api/v1/authorizationServers/${textAt(created.body, 'id')}`;
    expect((await org.list(`${path}/scopes`)).map((scope) => scope['name'])).toContain('openid');
    const scope = await org.send(`POST ${path}/scopes`, { name: 'read' });
    expect((await org.list(`${path}/scopes`)).map((each) => each['name'])).toContain('read');
    expect((await org.list('/api/v1/authorizationServers/default/scopes')).map((each) => each['name'])).not.toContain('read');
    expect((await org.send(`DELETE ${path}/scopes/${textAt(scope.body, 'id')}`)).status).toBe(204);
    const [system] = await org.list(`${path}/scopes`);
    expect((await org.send(`DELETE ${path}/scopes/${String(system?.['id'])}`)).status).toBe(403);
    const policy = await org.send(`POST ${path}/policies`, {
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name: 'P',
      description: 'D',
      priority: 1,
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    });
    const rules = `${path}/policies/${textAt(policy.body, 'id')}/rules`;
    const rule = await org.send(`POST ${rules}`, {
      type: 'RESOURCE_ACCESS',
      name: 'R',
      conditions: { grantTypes: { include: ['client_credentials'] } },
    });
    expect(rule.status).toBe(201);
    expect((await org.send(`POST ${rules}/${textAt(rule.body, 'id')}/lifecycle/deactivate`)).status).toBe(204);
    expect((await org.one(`${rules}/${textAt(rule.body, 'id')}`))['status']).toBe('INACTIVE');
    expect((await org.send(`DELETE ${path}`)).status).toBe(204);
    expect((await org.send(`GET ${path}/scopes`)).status).toBe(404);
  });
});

describe('links between objects', () => {
  test('an application has the access policy that was assigned last', async () => {
    const [system, own] = await org.list('/api/v1/policies?type=ACCESS_POLICY');
    const app = '0oa1gjh63g214q0Hq0g4';
    const appsOf = async (policy: JsonObject | undefined): Promise<readonly unknown[]> =>
      (await org.list(`/api/v1/policies/${String(policy?.['id'])}/app`)).map((each) => each['id']);
    expect(await appsOf(system)).toContain(app);
    expect((await org.send(`PUT /api/v1/apps/${app}/policies/${String(own?.['id'])}`)).status).toBe(204);
    expect([(await appsOf(system)).includes(app), (await appsOf(own)).includes(app)]).toEqual([false, true]);
  });

  test('a domain belongs to a brand, and is verified', async () => {
    const created = await org.send('POST /api/v1/domains', { domain: 'id.example.com', certificateSourceType: 'OKTA_MANAGED' });
    expect(created.body).toMatchObject({ validationStatus: 'NOT_STARTED' });
    const id = textAt(created.body, 'id') ?? '';
    expect((await org.send(`POST /api/v1/domains/${id}/verify`)).body).toMatchObject({ validationStatus: 'VERIFIED' });
    expect(JSON.stringify(await org.one('/api/v1/domains'))).toContain('id.example.com');
    const brand = textAt(created.body, 'brandId') ?? String((await org.one(`/api/v1/domains/${id}`))['brandId']);
    expect(JSON.stringify(await org.one(`/api/v1/brands/${brand}/domains`))).toContain(id);
    expect((await org.send(`DELETE /api/v1/brands/${brand}`)).status).toBe(403);
  });

  test('a device and its user know each other', async () => {
    const [device] = await org.list('/api/v1/devices');
    const [owner] = await org.list(`/api/v1/devices/${String(device?.['id'])}/users`);
    const user = textAt(owner?.['user'], 'id');
    expect(JSON.stringify(await org.list(`/api/v1/users/${user}/devices`))).toContain(String(device?.['id']));
  });

  test('an identity provider and a linked user know each other', async () => {
    const [idp, user] = [String((await org.list('/api/v1/idps'))[0]?.['id']), String((await org.one('/api/v1/users/me'))['id'])];
    expect(await org.list(`/api/v1/users/${user}/idps`)).toEqual([]);
    expect((await org.send(`POST /api/v1/idps/${idp}/users/${user}`, { externalId: 'x' })).status).toBe(200);
    expect((await org.list(`/api/v1/users/${user}/idps`)).map((each) => each['id'])).toEqual([idp]);
    expect((await org.list(`/api/v1/idps/${idp}/users`)).map((each) => each['id'])).toEqual([user]);
    expect((await org.send(`DELETE /api/v1/idps/${idp}/users/${user}`)).status).toBe(204);
    expect(await org.list(`/api/v1/idps/${idp}/users`)).toEqual([]);
  });

  test('a role is limited to real groups', async () => {
    const [user, group] = [String((await org.one('/api/v1/users/me'))['id']), String((await org.list('/api/v1/groups'))[2]?.['id'])];
    const role = textAt((await org.send(`POST /api/v1/users/${user}/roles`, { type: 'GROUP_MEMBERSHIP_ADMIN' })).body, 'id');
    expect((await org.send(`PUT /api/v1/users/${user}/roles/${role}/targets/groups/${group}`)).status).toBe(204);
    const targets = await org.list(`/api/v1/users/${user}/roles/${role}/targets/groups`);
    expect(targets.map((each) => [each['id'], textAt(each['profile'], 'name')])).toEqual([[group, 'Engineering']]);
  });
});

describe('devices', () => {
  test('are suspended, deactivated and then deleted', async () => {
    const active = (await org.list(`/api/v1/devices?search=${encodeURIComponent('status eq "ACTIVE"')}`))[0];
    const path = `/api/v1/devices/${String(active?.['id'])}`;
    expect((await org.send(`DELETE ${path}`)).status).toBe(400);
    expect((await org.send(`POST ${path}/lifecycle/unsuspend`)).status).toBe(403);
    expect((await org.send(`POST ${path}/lifecycle/suspend`)).status).toBe(204);
    expect((await org.send(`POST ${path}/lifecycle/deactivate`)).status).toBe(204);
    expect((await org.send(`DELETE ${path}`)).status).toBe(204);
    expect((await org.send(`GET ${path}`)).status).toBe(404);
  });
});

describe('administrators', () => {
  test('a role and a resource set are found by label, and bound to each other', async () => {
    expect(
      (await org.send('POST /api/v1/iam/roles', { label: 'Helper', description: 'Helps', permissions: ['okta.users.read'] })).status,
    ).toBe(200);
    expect(JSON.stringify(await org.one('/api/v1/iam/roles/Helper/permissions'))).toContain('okta.users.read');
    await org.send('POST /api/v1/iam/resource-sets', { label: 'All', description: 'All', resources: [`${org.sandbox.url}/api/v1/users`] });
    const member = `${org.sandbox.url}/api/v1/users/00u1`;
    expect((await org.send('POST /api/v1/iam/resource-sets/All/bindings', { role: 'Helper', members: [member] })).status).toBe(200);
    expect((await org.send('PATCH /api/v1/iam/resource-sets/All/bindings/Helper/members', { additions: [`${member}2`] })).status).toBe(200);
    const members = (await org.one('/api/v1/iam/resource-sets/All/bindings/Helper/members'))['members'];
    expect(Array.isArray(members) && members.length).toBeGreaterThanOrEqual(2);
  });

  test('lists in envelopes page by a link in the body', async () => {
    const seen: string[] = [];
    let next: string | undefined = '/api/v1/iam/roles?limit=1';
    const route = shapes.router.operation('GET', '/api/v1/iam/roles');
    if (route?.parameters.some((parameter) => parameter.name === 'limit') !== true) next = '/api/v1/iam/assignees/users?limit=1';
    while (next !== undefined) {
      const body: JsonObject = await org.one(next);
      const rows = body['roles'] ?? body['value'];
      if (Array.isArray(rows)) seen.push(...rows.map((row) => String(row.id)));
      const href: string | undefined = textAt(isObject(body['_links']) ? body['_links']['next'] : undefined, 'href');
      next = href?.replace(org.sandbox.url, '');
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(1);
  });
});

test('files travel as bytes: logo, certificate request, SAML metadata', async () => {
  const app = '/api/v1/apps/0oa1gjh63g214q0Hq0g4';
  const form = '--b\r\ncontent-disposition: form-data; name="file"; filename="l.png"\r\n\r\nPNG\r\n--b--\r\n';
  const type = { 'content-type': 'multipart/form-data; boundary=b' };
  expect((await org.send(`POST ${app}/logo`, form, type)).status).toBe(201);
  expect((await org.send(`POST ${app}/logo`, form.replace('"file"', '"picture"'), type)).status).toBe(400);
  expect((await org.send(`POST ${app}/logo`, 'nothing', type)).status).toBe(400);
  await org.send(`POST ${app}/credentials/csrs`, { subject: { commonName: 'x' } });
  const csr = String((await org.list(`${app}/credentials/csrs`)).at(-1)?.['id']);
  const published = await org.send(`POST ${app}/credentials/csrs/${csr}/lifecycle/publish`, '-----BEGIN CERTIFICATE-----', {
    'content-type': 'application/x-pem-file',
  });
  expect([published.status, typeof textAt(published.body, 'kid')]).toEqual([201, 'string']);
  expect((await org.send(`GET ${app}/credentials/csrs/${csr}`)).status).toBe(404);
  const metadata = await org.send(`GET ${app}/sso/saml/metadata?kid=k1`);
  expect([metadata.headers.get('content-type'), metadata.text.startsWith('<?xml')]).toEqual(['text/xml', true]);
});
