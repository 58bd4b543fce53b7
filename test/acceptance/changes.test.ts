import { beforeEach, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeEach(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

const update = (profile: string, where: string): string =>
  `UPDATE okta.apps.connections SET baseUrl = 'https://scim.example', profile = ${profile} WHERE subdomain = 'my-org' AND ${where} RETURNING status`;

test('UPDATE changes the organization and returns the row', async () => {
  const [ran] = await org.run(update("json_object('authScheme', 'TOKEN', 'token', 'sesame')", `appId = '${apps.salesforce}'`));
  expect(ran).toMatchObject({ kind: 'change', columns: ['status'], rows: [['ENABLED']], outcome: { affected: 1, complete: true } });
  expect(org.sent()).toEqual([`POST /api/v1/apps/${apps.salesforce}/connections/default`]);
  expect(JSON.parse(org.sandbox.requests.at(-1)?.body ?? '')).toEqual({
    baseUrl: 'https://scim.example',
    profile: { authScheme: 'TOKEN', token: 'sesame' },
  });
  expect(await org.rows(`SELECT baseUrl FROM okta.apps.connections WHERE appId = '${apps.salesforce}'`)).toEqual([
    ['https://scim.example'],
  ]);
});

describe("a wrong body gets Okta's validation error and gives no row", () => {
  test.each([
    ["json_object('authScheme', 'NOPE')", 'profile.authScheme'],
    ["json_object('authScheme', 'TOKEN')", 'profile.token'],
  ])('%s', async (profile, cause) => {
    const pages: unknown[] = [];
    const run = async (): Promise<void> => {
      for await (const result of org.session.run(update(profile, `appId = '${apps.google}'`)))
        for await (const page of result.rows) pages.push(...page);
    };
    await expect(run()).rejects.toMatchObject({
      code: 'remote_error',
      exitCode: 4,
      owner: 'remote',
      message: expect.stringContaining(cause),
      remote: { status: 400, errorCode: 'E0000001', errorId: expect.any(String) },
    });
    expect(pages).toEqual([]);
  });
});

test('a failing statement ends the script', async () => {
  const bad = update("json_object('authScheme', 'NOPE')", `appId = '${apps.google}'`);
  await org.fails(`${bad}; SELECT label FROM okta.apps.applications`);
  expect(org.sent()).toEqual([`POST /api/v1/apps/${apps.google}/connections/default`]);
});
