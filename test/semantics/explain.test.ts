import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../src/index.ts';
import { type OktaOrg, openOktaOrg } from '../okta-org.fixture.ts';

const apps = 'okta.apps.applications';
const connections = 'okta.apps.connections';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
});

afterAll(async () => {
  await org[Symbol.asyncDispose]();
});

async function lines(sql: string, on: OktaOrg = org): Promise<readonly string[]> {
  return (await on.rows(sql)).map(([line]) => String(line));
}

describe('EXPLAIN never runs the statement', () => {
  test('it asks for the first page of lists whose size is unknown, and says so', async () => {
    await using fresh = await openOktaOrg();
    const plan = await lines(`EXPLAIN SELECT status FROM ${connections}`, fresh);
    expect(fresh.sent()).toEqual(['GET /api/v1/apps?limit=200']);
    expect(plan).toContain('Calls: about 15 of bucket apps (100 a minute)');
    expect(plan).toContain('Estimates: from 1 probe');
  });

  test.each<[sql: string, why: string]>([
    [`EXPLAIN SELECT label FROM ${apps} WHERE id = 'a'`, 'a key tells its price'],
    [`EXPLAIN SELECT label FROM ${apps} LIMIT 5`, 'so does a LIMIT within a page'],
    [`EXPLAIN DELETE FROM ${apps} WHERE id = 'a'`, 'and what is spelled out'],
    ['EXPLAIN SELECT 1', 'nothing is asked for'],
    ['EXPLAIN SHOW SERVICES IN okta', 'nor here'],
  ])('%s asks nothing', async (sql) => {
    org.sent();
    await lines(sql);
    expect(org.sent()).toEqual([]);
  });

  test('SET oktaql.probes = off: what nobody has seen is unknown', async () => {
    await using fresh = await openOktaOrg();
    const [, explained] = await fresh.run(`SET oktaql.probes = off; EXPLAIN SELECT status FROM ${connections}`);
    expect(fresh.sent()).toEqual([]);
    expect(explained?.rows.flat()).toContain('Calls: at least 1 of bucket apps (100 a minute)');
  });

  test('without a credential it works all the same', async () => {
    await using engine = createEngine({ environment: {}, pacing: false });
    const rows = await engine.connect().query(`EXPLAIN SELECT status FROM ${connections} WHERE subdomain = 'my-org'`);
    expect(rows.map((row) => Object.values(row)[0])).toContain('Calls: at least 1 of bucket apps (100 a minute)');
  });

  test('what an earlier statement read needs no probe', async () => {
    await using fresh = await openOktaOrg();
    await fresh.rows(`SELECT id FROM ${apps}`);
    fresh.sent();
    const plan = await lines(`EXPLAIN SELECT status FROM ${connections}`, fresh);
    expect(fresh.sent()).toEqual([]);
    expect(plan).toContain('Calls: about 15 of bucket apps (100 a minute, as the server says)');
    expect(plan).toContain('Estimates: from what was seen before');
  });

  test('a long list is counted where the API tells the number in one call', async () => {
    await using big = await openOktaOrg({ sandbox: { users: 700 } });
    const plan = await lines('EXPLAIN SELECT id FROM okta.users.users', big);
    expect(big.sent()).toEqual([
      'GET /api/v1/users?limit=200&fields=id',
      'GET /api/v1/groups?filter=type%20eq%20%22BUILT_IN%22&limit=200&expand=stats',
      expect.stringContaining('DEPROVISIONED'),
    ]);
    expect(plan.find((line) => line.startsWith('Calls: '))).toMatch(/^Calls: about [45] of bucket users/);
    expect(plan).toContain('Estimates: from 3 probes');
  });

  test('though what completes it is longer than a page', async () => {
    await using big = await openOktaOrg({ sandbox: { users: 5000 } });
    const plan = await lines('EXPLAIN SELECT id FROM okta.users.users', big);
    expect(plan.find((line) => line.startsWith('Calls: '))).toMatch(/^Calls: about 2[5-7] of bucket users/);
    big.sent();
    await big.run('SELECT id FROM okta.users.users');
    expect(big.sent()).toHaveLength(26);
  });

  test.each([
    ['each child has one page, as far as anybody knows', 'SELECT userId FROM okta.users.factors', 62],
    [
      'of those that a look-up names',
      "SELECT f.id FROM okta.users.factors f JOIN okta.users.users u ON u.id = f.userId WHERE u.status = 'STAGED'",
      4,
    ],
    [
      'from the side that takes fewer',
      "SELECT u.id, g.id FROM okta.users.users u JOIN okta.users.user_groups g ON g.userId = u.id WHERE u.status = 'ACTIVE'",
      10,
    ],
  ])('what is asked for the rows of another is priced as it is made: %s', async (_, sql, calls) => {
    await using fresh = await openOktaOrg();
    const plan = await lines(`EXPLAIN ${sql}`, fresh);
    expect(plan.find((line) => line.startsWith('Calls: '))).toMatch(new RegExp(`^Calls: about ${calls}\\b`));
    fresh.sent();
    await fresh.run(sql);
    expect(fresh.sent()).toHaveLength(calls);
  });

  test('a list that refuses the probe stays unknown, and it is said why', async () => {
    const refusal = Buffer.from(JSON.stringify({ errorCode: 'E0000006', errorSummary: 'You do not have permission' }));
    await using engine = createEngine({
      environment: {},
      pacing: false,
      credentials: { token: 'x' },
      transport: async () => ({
        status: 403,
        headers: [['content-type', 'application/json']],
        body: (async function* () {
          yield refusal;
        })(),
      }),
    });
    const rows = await engine.connect({ defaults: { subdomain: 'my-org' } }).query(`EXPLAIN SELECT id FROM ${apps}`);
    const plan = rows.map((row) => String(Object.values(row)[0]));
    expect(plan).toContain('Calls: at least 1 of bucket apps (100 a minute)');
    expect(plan.join('\n')).toMatch(/ {2}not asked for: GET \/api\/v1\/apps.*permission/);
  });
});

describe('what EXPLAIN tells', () => {
  test.each<[sql: string, line: string, why: string]>([
    [`EXPLAIN SELECT label FROM ${apps} WHERE id IN ('a', 'b')`, 'Calls: 1 of bucket apps (100 a minute)', 'a known price is no guess'],
    [
      `EXPLAIN SELECT status FROM ${connections}`,
      '    warning: one call for each row of okta.apps.applications; more than 1,000 are refused',
      'N+1',
    ],
    [
      `EXPLAIN SELECT id FROM ${apps} WHERE label LIKE '%x'`,
      '      warning: the whole list is read: no condition goes into the call',
      'a full scan',
    ],
    [`EXPLAIN SELECT id FROM ${apps} WHERE label LIKE '%x'`, "      filter: label LIKE '%x'", 'what the database decides'],
    [
      `EXPLAIN SELECT id FROM ${apps} WHERE status = 'ACTIVE'`,
      "      pushed: status = 'ACTIVE' by filter (exact)",
      'what the list decides',
    ],
    [`EXPLAIN SELECT id FROM ${apps} WHERE id = 'a'`, 'OAuth scopes: okta.apps.read', 'scopes'],
    [
      `EXPLAIN DELETE FROM ${apps} WHERE id = 'a'`,
      '  effect: cannot be undone; takes the assignments of users and groups along',
      'what cannot be undone',
    ],
  ])('%s: %s', async (sql, line) => {
    expect(await lines(sql)).toContain(line);
  });

  test('a list that is read without conditions is no full scan to be warned of', async () => {
    expect((await lines(`EXPLAIN SELECT id FROM ${apps}`)).filter((line) => line.includes('warning'))).toEqual([]);
  });

  test('minutes where the calls need more than a bucket allows at once', async () => {
    await using big = await openOktaOrg({ sandbox: { apps: 120 } });
    expect(await lines(`EXPLAIN SELECT status FROM ${connections}`, big)).toContain(
      'Time: at least 2 minutes at 50 % of each bucket; at least 12 minutes on a free organization',
    );
  });
});

test.each([
  ["SELECT id FROM okta.users.users WHERE status = 'ACTIVE'", []],
  ["SELECT id FROM okta.users.users WHERE profile.city = 'Oslo'", ['search']],
  ["SELECT id FROM okta.users.users WHERE q = 'ada'", ['q']],
  ['SELECT id FROM okta.groups.groups', ['Administrators']],
])('caveats are about what is sent: %s', async (sql, about) => {
  await using org = await openOktaOrg();
  const lines = (await org.rows(`EXPLAIN ${sql}`)).map(([line]) => String(line).trim());
  expect(lines.flatMap((line) => /^caveat: (\w+)/.exec(line)?.[1] ?? [])).toEqual(about);
});

describe('EXPLAIN ANALYZE', () => {
  test('runs the query and tells what each scan took', async () => {
    org.sent();
    const [ran] = await org.run(`EXPLAIN ANALYZE SELECT a.label, c.status FROM ${connections} c JOIN ${apps} a ON a.id = c.appId`);
    const plan = (ran?.rows ?? []).map(([line]) => String(line));
    expect(org.sent()).toHaveLength(15);
    expect(plan.filter((line) => line.includes('actual:'))).toEqual([
      expect.stringMatching(/^ +actual: 14 rows, 1 call, [\d,]+ bytes, .* in calls(?:, .* of waiting)?$/),
      expect.stringMatching(/^ +actual: 8 rows, 14 calls, [\d,]+ bytes, .* in calls(?:, .* of waiting)?$/),
    ]);
    expect(plan.at(-1)).toMatch(/^Actual: 8 rows, 15 calls, [\d,]+ bytes in /);
    expect(ran?.outcome.statistics.calls).toBe(15);
  });

  test('counts the parent of an expansion on its own', async () => {
    const plan = await lines(`EXPLAIN ANALYZE SELECT status FROM ${connections}`);
    expect(plan.filter((line) => line.includes('actual:')).map((line) => line.replace(/,? [\d,]+ bytes.*/, '').trim())).toEqual([
      'actual: 14 rows, 1 call',
      'actual: 8 rows, 14 calls',
    ]);
  });

  test('fails where the query fails', async () => {
    expect(await org.fails('EXPLAIN ANALYZE SELECT CAST(label AS INTEGER) FROM okta.apps.applications')).toMatchObject({
      code: 'relational_error',
    });
  });

  test.each<[sql: string]>([
    [`EXPLAIN ANALYZE DELETE FROM ${apps} WHERE id = 'a'`],
    [`EXPLAIN ANALYZE EXEC okta.apps.applications.activate_application @appId = 'a'`],
  ])('%s is refused, as it would change something', async (sql) => {
    org.sent();
    expect(await org.fails(sql)).toMatchObject({ code: 'refused', exitCode: 1, hint: expect.stringContaining('--dryrun') });
    expect(org.sent()).toEqual([]);
  });
});

describe('--max-calls is a budget of the whole statement', () => {
  test('what certainly takes more is refused before the first call', async () => {
    org.sent();
    const error = await org.fails(`SELECT status FROM okta.users.users WHERE id IN ('a', 'b', 'c')`, { maxCalls: 2 });
    expect(error).toMatchObject({ code: 'refused', message: 'this would take 3 calls, and --max-calls allows 2' });
    expect(org.sent()).toEqual([]);
  });

  test('what a first page tells is refused with its price', async () => {
    await using fresh = await openOktaOrg();
    expect(await fresh.fails(`SELECT status FROM ${connections}`, { maxCalls: 14 })).toMatchObject({
      code: 'refused',
      message: 'this would take about 15 calls, and --max-calls allows 14',
    });
    expect(fresh.sent()).toEqual(['GET /api/v1/apps?limit=200']);
  });

  test('pages that were asked to learn the price are not asked again', async () => {
    await using fresh = await openOktaOrg();
    expect(await fresh.rows(`SELECT status FROM ${connections}`, { maxCalls: 15 })).toHaveLength(8);
    expect(fresh.sent()).toHaveLength(15);
  });

  test('the call past it is not made, and the result is incomplete: exit code 5', async () => {
    await using big = await openOktaOrg({ sandbox: { apps: 450 } });
    await big.run('SET oktaql.probes = off');
    expect(await big.fails(`SELECT id FROM ${apps}`, { maxCalls: 2 })).toMatchObject({ code: 'incomplete', exitCode: 5 });
    expect(big.sent()).toHaveLength(2);
  });

  test('a change that does not fit is refused once its objects are known, before the first is changed', async () => {
    await using fresh = await openOktaOrg();
    const error = await fresh.fails(`DELETE FROM ${apps} WHERE label LIKE '%e%'`, { maxCalls: 3 });
    expect(error).toMatchObject({ code: 'refused' });
    expect(fresh.sent().filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  test('EXPLAIN of what would be refused is not', async () => {
    expect(await org.rows(`EXPLAIN SELECT status FROM okta.users.users WHERE id IN ('a', 'b', 'c')`, { maxCalls: 2 })).not.toEqual([]);
  });
});
