import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { methodsByVerb } from '../../src/catalog/lookup.ts';
import { openProvider } from '../../src/catalog/provider-store.ts';
import { createEngine, type Engine, type Session } from '../../src/index.ts';
import { type OktaOrg, openOktaOrg, runAll } from '../okta-org.fixture.ts';

const store = openProvider(fileURLToPath(new URL('../../provider/okta', import.meta.url)));
const resources = store.provider.services.flatMap(({ name }) =>
  store
    .service(name)
    .resources.map((resource) => ({ name: `${name}.${resource.name}`, methods: methodsByVerb(resource, 'select') }))
    .filter(({ methods }) => methods.length > 0),
);

/** What no list of the org tells, so that a statement has to say it. */
const given: Readonly<Record<string, string>> = {
  '_well_known.app_authenticator_configuration': "oauthClientId = '0oaclient'",
  'brands.brand_well_known_uris': "path = 'webauthn'",
  'directories.directories_integration': "appInstanceId = '0oaad' AND groupId = '00gad' AND resultId = 'none'",
  'first_party_app_settings.first_party_app_settings': "appName = 'admin-console'",
  'hook_keys.public_keys': "keyId = 'none'",
  'identity_sources.group_memberships': "identitySourceId = '0oasource' AND groupOrExternalId = 'none'",
  'identity_sources.groups': "identitySourceId = '0oasource' AND groupOrExternalId = 'none'",
  'identity_sources.sessions': "identitySourceId = '0oasource'",
  'identity_sources.users': "identitySourceId = '0oasource' AND externalId = 'none'",
  'meta.user_schemas': "schemaId = 'default'",
  'oauth2.app_target_roles': "clientId = '0oaclient'",
  'oauth2.client_roles': "clientId = '0oaclient'",
  'oauth2.group_target_roles': "clientId = '0oaclient'",
  'org.contacts': "contactType IN ('BILLING', 'TECHNICAL')",
  'principal_rate_limits.principal_rate_limit_entities': `filter = 'principalType eq "SSWS_TOKEN"'`,
  'roles.subscriptions': "roleRef = 'SUPER_ADMIN'",
  'sessions.sessions': "sessionId = 'none'",
  'ssf.ssf_stream_status': "stream_id = 'none'",
  'users.linked_objects': "relationshipName = 'manager'",
  'users.role_assignment_governance_grant': "grantId = 'none'",
  'users.role_assignment_governance_grant_resources': "grantId = 'none'",
};

let org: OktaOrg;
let byAccessToken: Engine;
let session: Session;
beforeAll(async () => {
  org = await openOktaOrg();
  byAccessToken = createEngine({
    serverUrl: org.sandbox.url,
    credentials: { token: org.sandbox.token, scheme: 'oauth2' },
    environment: {},
  });
  session = byAccessToken.connect({ defaults: { subdomain: 'my-org' } });
});
afterAll(async () => {
  await byAccessToken.close();
  await org[Symbol.asyncDispose]();
});

const rows = new Map<string, number>();

test.each(resources)('SELECT * FROM okta.$name', async ({ name, methods }) => {
  const where = given[name] === undefined ? '' : ` WHERE ${given[name]}`;
  const takesToken = methods.some(({ credentials }) => credentials.length === 0 || credentials.includes('apiToken'));
  const [ran] = await runAll(takesToken ? org.session : session, `SELECT * FROM okta.${name}${where}`);
  expect(ran?.outcome).toMatchObject({ complete: true, error: null });
  expect(ran?.columns.length).toBeGreaterThan(0);
  rows.set(name, ran?.rows.length ?? 0);
});

test('every relation that can be read was, and most have something', () => {
  const filled = [...rows.values()].filter((count) => count > 0).length;
  expect(rows.size).toBe(resources.length);
  expect(rows.size).toBeGreaterThanOrEqual(190);
  expect(filled).toBeGreaterThan(150);
  process.stdout.write(`${rows.size} relations read, ${filled} with rows\n`);
});
