import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';

const script = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'seed.sql'), 'utf8');
const statements = script.split('\n\n');
const variables = { subdomain: 'my-org', code: 'abc', state: 'xyz', activate: true };
const connection = `/api/v1/apps/${apps.google}/connections/default`;

/** Requests of the five statements, in their order. */
const wire = [
  `GET ${connection}`,
  `POST ${connection}?activate=true`,
  `POST ${connection}/lifecycle/activate`,
  `POST ${connection}/lifecycle/deactivate`,
  `POST /api/v1/apps/google/${apps.google}/oauth2/callback?code=abc&state=xyz`,
];

let org: OktaOrg;

beforeEach(async () => {
  org = await openOktaOrg({ defaults: { appId: apps.google, appName: 'google' } });
  return () => org[Symbol.asyncDispose]();
});
afterEach(() => {
  expect(org.requests.every(({ url }) => url.startsWith(org.sandbox.url))).toBe(true);
});

test('the fixture has the five statements', () => {
  expect(statements.map((text) => text.split(/\s/)[0])).toEqual(['SELECT', 'UPDATE', 'EXEC', 'EXEC', 'EXEC']);
});

describe('one by one', () => {
  test.each(statements.map((text, index) => [text, wire[index]]))('%s', async (text, request) => {
    const [ran, ...others] = await org.run(text, { variables });
    expect(others).toEqual([]);
    expect(ran?.outcome).toMatchObject({ complete: true, error: null });
    expect(org.sent()).toEqual([request]);
  });

  test('SELECT gives the connection', async () => {
    const [ran] = await org.run(statements[0] ?? '', { variables });
    expect(ran?.columns).toEqual(['_links', 'authScheme', 'baseUrl', 'profile', 'status']);
    expect(ran?.rows).toEqual([[expect.objectContaining({ self: expect.anything() }), null, null, { authScheme: 'OAUTH2' }, 'DISABLED']]);
  });

  test('UPDATE with its empty SET sends {} and returns the changed connection', async () => {
    const [ran] = await org.run(statements[1] ?? '', { variables });
    expect(ran?.kind).toBe('change');
    expect(ran?.rows.map((row) => row[4])).toEqual(['ENABLED']);
    expect(ran?.outcome.affected).toBe(1);
    expect(org.sandbox.requests.at(-1)).toMatchObject({ body: '{}', status: 200 });
  });

  test.each([2, 3, 4])('EXEC %i sends no body, with its length', async (index) => {
    const [ran] = await org.run(statements[index] ?? '', { variables });
    expect(ran).toMatchObject({ kind: 'change', rows: [], columns: [] });
    const { headers, body } = org.sandbox.requests.at(-1) ?? {};
    expect(body).toBe('');
    expect(headers).toMatchObject({ 'content-length': '0', authorization: 'SSWS …' });
    expect(headers).not.toHaveProperty('transfer-encoding');
    expect(headers).not.toHaveProperty('content-type');
  });
});

test('all five as one script', async () => {
  const ran = await org.run(script, { variables });
  expect(ran.map(({ kind, rows }) => [kind, rows.length])).toEqual([
    ['rows', 1],
    ['change', 1],
    ['change', 0],
    ['change', 0],
    ['change', 0],
  ]);
  expect(org.sent()).toEqual(wire);
  expect(org.sandbox.requests.map(({ status }) => status)).toEqual([200, 200, 204, 204, 204]);
});

test('the organization really changes', async () => {
  const read = `SELECT status FROM okta.apps.connections WHERE subdomain = 'my-org'`;
  await org.run(statements[2] ?? '', { variables });
  expect(await org.rows(read)).toEqual([['ENABLED']]);
  await org.run(statements[3] ?? '', { variables });
  expect(await org.rows(read)).toEqual([['DISABLED']]);
});

test('what the page leaves out and nothing supplies is named', async () => {
  await using bare = await openOktaOrg({ defaults: {} });
  const missing: readonly (readonly [string, string])[] = [
    [statements[1] ?? '', 'appId'],
    [statements[2] ?? '', 'appId'],
    [statements[4] ?? '', 'appName and path parameter appId'],
  ];
  for (const [text, name] of missing) {
    const error = await bare.fails(text, { variables });
    expect(error).toMatchObject({ code: 'missing_parameter', exitCode: 1, message: expect.stringContaining(`path parameter ${name}`) });
    expect(error.hint).toContain('appId');
  }
  expect(bare.sent()).toEqual([]);
});

test('the SELECT without appId asks each application', async () => {
  await using bare = await openOktaOrg({ defaults: {} });
  const [ran] = await bare.run(statements[0] ?? '', { variables });
  expect(ran?.rows).toHaveLength(8);
  expect(bare.sent()).toHaveLength(15);
});
