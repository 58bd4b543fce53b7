import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonValue } from '../../values/value.ts';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import { startTestOrg, type TestOrg } from '../test-org.ts';

let org: TestOrg;
beforeEach(async () => {
  org = await startTestOrg();
});
afterEach(() => org.sandbox.close());

async function appNamed(name: string): Promise<string> {
  const found = (await org.list('/api/v1/apps')).find((app) => app['name'] === name);
  return String(found?.['id']);
}

async function connection(name: string, rest = ''): Promise<string> {
  return `/api/v1/apps/${await appNamed(name)}/connections/default${rest}`;
}

describe('reading', () => {
  test('a new org has connections of both kinds, apps that support none, and apps without one', async () => {
    const found: string[] = [];
    for (const app of await org.list('/api/v1/apps')) {
      const answer = await org.send(`GET /api/v1/apps/${String(app['id'])}/connections/default`);
      found.push(
        answer.status === 200
          ? `${textAt(objectAt(answer.body, 'profile'), 'authScheme')} ${textAt(answer.body, 'status')}`
          : `${answer.status} ${textAt(answer.body, 'errorCode')}`,
      );
    }
    expect(new Set(found)).toEqual(
      new Set(['OAUTH2 ENABLED', 'OAUTH2 DISABLED', 'TOKEN ENABLED', 'TOKEN DISABLED', 'UNKNOWN UNKNOWN', '404 E0000007']),
    );
    expect(found.filter((each) => /ENABLED|DISABLED/.test(each)).length).toBe(5);
    expect(found.length).toBe(14);
  });

  test('the example of the documentation is an app of the default org', async () => {
    expect(await appNamed('google')).toBe('0oa1gjh63g214q0Hq0g4');
  });
});

describe('updating', () => {
  test.each<readonly [JsonValue, number, string]>([
    [{ profile: { authScheme: 'TOKEN', token: 'abc' }, baseUrl: 'https://x.example' }, 200, 'a token body'],
    [{ profile: { authScheme: 'OAUTH2' } }, 200, 'an OAuth body'],
    [{ profile: { authScheme: 'OAUTH2', settings: { adminUsername: 'a', adminPassword: 'b' } } }, 200, 'an OAuth body with settings'],
    [{}, 400, 'nothing, without activate'],
    [{ profile: {} }, 400, 'no scheme'],
    [{ profile: { authScheme: 'TOKEN' } }, 400, 'no token where there was none'],
    [{ profile: { authScheme: 'TOKEN', token: '' } }, 400, 'an empty token'],
    [{ profile: { authScheme: 'TOKEN', token: 5 } }, 400, 'a token that is no text'],
    [{ profile: { authScheme: 'BASIC' } }, 400, 'a scheme of neither body'],
    [{ profile: { authScheme: 'OAUTH2' }, baseUrl: 'https://x.example' }, 400, 'an address with a scheme that has none'],
    [{ profile: { authScheme: 'TOKEN', token: 'abc' }, url: 'x' }, 400, 'a field that is not known'],
    [[], 400, 'a list'],
  ])('%j gives %i: %s', async (body, status) => {
    const answer = await org.send(`POST ${await connection('google')}`, body);
    expect(answer.status).toBe(status);
    if (status === 400) expect(textAt(answer.body, 'errorCode')).toBe('E0000001');
  });

  test('an empty object is taken together with activate: the one leniency', async () => {
    const answer = await org.send(`POST ${await connection('google', '?activate=true')}`, {});
    expect([answer.status, textAt(answer.body, 'status')]).toEqual([200, 'ENABLED']);
    expect(await org.one(await connection('google'))).toMatchObject({ status: 'ENABLED', profile: { authScheme: 'OAUTH2' } });
    const kept = await org.send(`POST ${await connection('google', '?activate=false')}`, {});
    expect(textAt(kept.body, 'status')).toBe('ENABLED');
  });

  test('the leniency is for nothing else', async () => {
    expect((await org.send('POST /api/v1/groups', {})).status).toBe(400);
    expect((await org.send('POST /api/v1/users?activate=true', {})).status).toBe(400);
  });

  test('the token never comes back, and is kept when a later body leaves it out', async () => {
    const path = await connection('slack');
    const first = await org.send(`POST ${path}`, { profile: { authScheme: 'TOKEN', token: 'very-secret' }, baseUrl: 'https://x.example' });
    expect(first.text).not.toContain('very-secret');
    expect((await org.send(`GET ${path}`)).text).not.toMatch(/very-secret|hasToken/);
    expect((await org.send(`POST ${path}`, { profile: { authScheme: 'TOKEN' } })).body).toMatchObject({
      authScheme: 'TOKEN',
      baseUrl: 'https://x.example',
    });
  });

  test('an app that supports no provisioning refuses, one without a connection is not found', async () => {
    const body = { profile: { authScheme: 'TOKEN', token: 'abc' } };
    expect((await org.send(`POST ${await connection('workday')}`, body)).status).toBe(400);
    expect((await org.send(`POST ${await connection('bookmark')}`, body)).status).toBe(404);
  });

  test('an app created from the catalogue gets its connection by the first update', async () => {
    const app = await org.send('POST /api/v1/apps', {
      name: 'slack',
      label: 'Second',
      signOnMode: 'SAML_2_0',
      settings: { app: { domain: 'second' } },
    });
    const path = `/api/v1/apps/${textAt(app.body, 'id')}/connections/default`;
    expect((await org.send(`GET ${path}`)).status).toBe(404);
    expect((await org.send(`POST ${path}?activate=true`, { profile: { authScheme: 'TOKEN', token: 'abc' } })).status).toBe(200);
    expect(await org.one(path)).toMatchObject({ status: 'ENABLED' });
  });
});

test('features are refused where there is no provisioning', async () => {
  const path = `/api/v1/apps/${await appNamed('bookmark')}/features`;
  const answer = await org.send(`GET ${path}`);
  expect([answer.status, textAt(answer.body, 'errorCode')]).toEqual([400, 'E0000001']);
  const features = await org.list(`/api/v1/apps/${await appNamed('google')}/features`);
  expect(features.map((feature) => feature['name'])).toEqual(['USER_PROVISIONING', 'INBOUND_PROVISIONING']);
});

test('a scheme of neither body is told both', async () => {
  const answer = await org.send(`POST ${await connection('google')}`, { profile: { authScheme: 'BASIC' } });
  expect(answer.text).toContain('profile.authScheme: must be one of TOKEN, OAUTH2');
});

describe('lifecycle', () => {
  test('activate and deactivate change the status, answer 204 without a body, and may be repeated', async () => {
    for (const [action, status] of [
      ['activate', 'ENABLED'],
      ['activate', 'ENABLED'],
      ['deactivate', 'DISABLED'],
      ['deactivate', 'DISABLED'],
    ] as const) {
      const answer = await org.send(`POST ${await connection('slack', `/lifecycle/${action}`)}`);
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect((await org.one(await connection('slack')))['status']).toBe(status);
    }
  });

  test('what is not supported or not there is not activated', async () => {
    expect((await org.send(`POST ${await connection('workday', '/lifecycle/activate')}`)).status).toBe(400);
    expect((await org.send(`POST ${await connection('bookmark', '/lifecycle/activate')}`)).status).toBe(404);
    expect((await org.send('POST /api/v1/apps/0oaUnknown/connections/default/lifecycle/activate')).status).toBe(404);
  });
});

describe('verifying', () => {
  test.each([
    ['office365', 'office365', '?code=abc&state=xyz', 204, 'office365 can be verified'],
    ['google', 'google', '?code=abc&state=xyz', 204, 'google can be verified'],
    ['zoomus', 'zoomus', '?code=abc&state=xyz', 204, 'zoomus can be verified'],
    ['slack', 'slack', '?code=abc&state=xyz', 204, 'slack can be verified'],
    ['salesforce', 'salesforce', '?code=abc&state=xyz', 400, 'no other app can'],
    ['google', 'slack', '?code=abc&state=xyz', 400, 'the name has to be that of the app'],
    ['google', 'google', '?code=abc', 400, 'a state is needed'],
    ['google', 'google', '?state=xyz', 400, 'a code is needed'],
    ['google', 'google', '?code=&state=xyz', 400, 'an empty code is none'],
    ['google', 'google', '', 400, 'both are needed'],
  ])('%s under the name %s with %j gives %i: %s', async (app, name, query, status) => {
    const answer = await org.send(`POST /api/v1/apps/${name}/${await appNamed(app)}/oauth2/callback${query}`);
    expect(answer.status).toBe(status);
  });
});

test('signing keys are there for OAuth connections only', async () => {
  const keys = async (name: string): Promise<JsonObject> => org.one(await connection(name, '/jwks'));
  expect(JSON.stringify(await keys('google'))).toContain('"kid"');
  expect(await keys('slack')).toEqual({ jwks: { keys: [] } });
});
