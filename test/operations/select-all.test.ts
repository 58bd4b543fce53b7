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

/** What nothing in the API lists, so that a statement has to say it; the error tells what to give and where to find it. */
const given: Readonly<Record<string, string>> = {
  'directories.directories_integration': "appInstanceId = '0oaad' AND groupId = '00gad' AND resultId = 'none'",
  'identity_sources.group_memberships': "identitySourceId = '0oasource' AND groupOrExternalId = 'none'",
  'identity_sources.groups': "identitySourceId = '0oasource' AND groupOrExternalId = 'none'",
  'identity_sources.sessions': "identitySourceId = '0oasource'",
  'identity_sources.users': "identitySourceId = '0oasource' AND externalId = 'none'",
  'sessions.sessions': "sessionId = 'none'",
};

let org: OktaOrg;
let byAccessToken: Engine;
let session: Session;
beforeAll(async () => {
  org = await openOktaOrg();
  byAccessToken = createEngine({
    pacing: false,
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

test.each(Object.entries(given))('SELECT * FROM okta.%s says what it needs and where that is found', async (name, where) => {
  const error = await org.fails(`SELECT * FROM okta.${name}`);
  expect(error.code).toBe('missing_parameter');
  for (const [, parameter = ''] of where.matchAll(/(\w+) = /g)) {
    expect(error.message).toContain(`path parameter ${parameter}`);
    expect(error.hint).toMatch(new RegExp(`${parameter} is the \\w+`));
  }
});

test('every relation that can be read was, and most have something', () => {
  const filled = [...rows.values()].filter((count) => count > 0).length;
  expect(rows.size).toBe(resources.length);
  expect(rows.size).toBeGreaterThanOrEqual(190);
  expect(filled).toBeGreaterThan(150);
  process.stdout.write(`${rows.size} relations read, ${filled} with rows\n`);
});
