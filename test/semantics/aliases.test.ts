import { beforeAll, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

test('an alias with the name of a parameter captures it in ORDER BY, not in WHERE', async () => {
  expect(await org.rows("SELECT label AS q FROM okta.apps.applications WHERE q = 'S' ORDER BY q")).toEqual([['Salesforce'], ['Slack']]);
  expect(org.sent()).toEqual(['GET /api/v1/apps?q=S&limit=200']);
  expect(await org.rows(`SELECT label AS appId FROM okta.apps.applications WHERE appId = '${apps.slack}'`)).toEqual([['Slack']]);
  expect(org.sent()).toEqual([`GET /api/v1/apps/${apps.slack}`]);
  expect(await org.rows("SELECT label AS subdomain FROM okta.apps.applications WHERE subdomain = 'my-org' AND label = 'Slack'")).toEqual([
    ['Slack'],
  ]);
});
