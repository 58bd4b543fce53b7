import { describe, expect, test } from 'vitest';
import { createTransport } from '../../src/http/undici-transport.ts';
import type { HttpResponse, Transport } from '../../src/index.ts';
import { type OktaOrg, openOktaOrg } from '../okta-org.fixture.ts';

const byKeys = "SELECT u.id FROM okta.apps.application_users a JOIN okta.users.users u ON u.id = a.id WHERE a.appId = '{app}' ORDER BY 1";
const groupsOfUsers = 'SELECT u.id, g.id AS "group" FROM okta.users.users u JOIN okta.users.user_groups g ON g.userId = u.id ORDER BY 1, 2';

async function assignedApp(org: OktaOrg): Promise<string> {
  const [row] = await org.rows("SELECT id FROM okta.apps.applications WHERE name = 'slack'");
  org.sent();
  return String(row?.[0]);
}

/** The same rows without pushdown, where every value is asked for alone. */
async function plainRows(org: OktaOrg, sql: string): Promise<unknown> {
  await org.run("SET oktaql.pushdown = 'off'");
  const rows = await org.rows(sql);
  await org.run("SET oktaql.pushdown = 'on'");
  org.sent();
  return rows;
}

/** What a list says of an expression that it does not take. */
function refusal(): HttpResponse {
  const body = JSON.stringify({ errorCode: 'E0000031', errorSummary: 'Invalid search criteria.', errorId: 'oae1', errorCauses: [] });
  return {
    status: 400,
    headers: [['content-type', 'application/json']],
    body: (async function* () {
      yield Buffer.from(body);
    })(),
  };
}

describe('join columns that are parameters become look-ups, deduplicated and batched', () => {
  test('many keys are one list with a filter, which fits a URL', async () => {
    await using org = await openOktaOrg({ sandbox: { users: 900 } });
    const sql = byKeys.replace('{app}', await assignedApp(org));
    const rows = await org.rows(sql);
    const lists = org.sent().filter((line) => line.includes('/users?filter='));
    expect(rows.length).toBeGreaterThan(200);
    expect(lists.length).toBe(Math.ceil(rows.length / 190));
    for (const line of lists) expect(line.length).toBeLessThan(8192);
    expect(rows).toEqual(await plainRows(org, sql));
  });

  test('one key is one read of that object', async () => {
    await using org = await openOktaOrg();
    const [user] = await org.rows('SELECT id FROM okta.users.users LIMIT 1');
    org.sent();
    await org.rows(`SELECT u.status FROM (VALUES ('${String(user?.[0])}')) v(id) JOIN okta.users.users u ON u.id = v.id`);
    expect(org.sent()).toEqual([`GET /api/v1/users/${String(user?.[0])}`]);
  });

  test('a list that does not take the filter after all is listed whole', async () => {
    const network = createTransport();
    const asked: string[] = [];
    const transport: Transport = (request, signal) => {
      asked.push(new URL(request.url).search);
      return /filter=id/.test(request.url) ? Promise.resolve(refusal()) : network.send(request, signal);
    };
    await using org = await openOktaOrg({ engine: { transport } });
    const [app] = await org.rows("SELECT id FROM okta.apps.applications WHERE name = 'slack'");
    const sql = byKeys.replace('{app}', String(app?.[0]));
    const rows = await org.rows(sql);
    expect(asked.at(-1)).toBe('?filter=status%20eq%20%22DEPROVISIONED%22&limit=200&fields=id');
    expect(rows).toEqual(await plainRows(org, sql));
    await network.close();
  });

  test('the groups of many users are read from the side of the groups', async () => {
    await using org = await openOktaOrg();
    const rows = await org.rows(groupsOfUsers);
    const sent = org.sent();
    expect(sent.filter((line) => /\/groups\/[^/]+\/users\?/.test(line))).toHaveLength(8);
    expect(
      sent.filter((line) => /\/users\/[^/]+\/groups/.test(line)),
      'lists of members leave out the deprovisioned',
    ).toHaveLength(3);
    expect(rows).toEqual(await plainRows(org, groupsOfUsers));
  });

  test('the groups of few users are asked for user by user', async () => {
    await using org = await openOktaOrg();
    await org.rows(`${groupsOfUsers.replace(' ORDER', " WHERE u.status = 'LOCKED_OUT' ORDER")}`);
    expect(org.sent().filter((line) => /\/groups\/[^/]+\/users\?/.test(line))).toEqual([]);
  });
});
