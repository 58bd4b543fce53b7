import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OktaOrg, openOktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;
beforeAll(async () => {
  org = await openOktaOrg();
});
afterAll(() => org[Symbol.asyncDispose]());

const users = 'okta.users.users';
const userGroups = 'okta.users.user_groups';
const groups = 'okta.groups.groups';

/** Joined before anything else is asked, so that no condition reaches the rows that the look-up takes its values from. */
const whole = `WITH j AS MATERIALIZED (SELECT u.id, u.status, u.lastLogin, g.id AS "group" FROM ${users} u JOIN ${userGroups} g ON g.userId = u.id)
  SELECT j.id, c.id FROM ${groups} c LEFT JOIN j ON j."group" = c.id`;

describe('a condition that NULLs fulfil leaves no partner out of a look-up', () => {
  const nested = (from: string): string =>
    `SELECT u.id, c.id FROM ${groups} c LEFT JOIN (${from} u JOIN ${userGroups} g ON g.userId = u.id) ON g.id = c.id`;
  const sides: readonly (readonly [from: string, sql: string])[] = [
    ['of a relation', nested(users)],
    ['of a derived table', nested(`(SELECT id, status, lastLogin FROM ${users})`)],
    ['of a common table', `WITH w AS (SELECT id, status, lastLogin FROM ${users}) ${nested('w')}`],
    [
      'on the left of a RIGHT JOIN',
      `SELECT u.id, c.id FROM ${users} u JOIN ${userGroups} g ON g.userId = u.id RIGHT JOIN ${groups} c ON c.id = g.id`,
    ],
  ];
  const conditions = ['{j}.lastLogin IS NULL', "coalesce({j}.status, 'STAGED') = 'STAGED'", "{j}.status = 'STAGED' OR {j}.status IS NULL"];

  test.each(sides.flatMap(([name, sql]) => conditions.map((condition) => ({ name, sql, condition }))))(
    '$name: $condition',
    async ({ sql, condition }) => {
      const expected = await org.rows(`${whole} WHERE ${condition.replaceAll('{j}', 'j')} ORDER BY ALL`);
      expect(expected.length).toBeGreaterThan(0);
      expect(await org.rows(`${sql} WHERE ${condition.replaceAll('{j}', 'u')} ORDER BY ALL`)).toEqual(expected);
    },
  );
});

describe('a look-up asks only for values of rows that can have a partner', () => {
  test.each([
    [
      'a condition in the same ON',
      `SELECT count(g.id) FROM ${users} u LEFT JOIN ${userGroups} g ON g.userId = u.id AND u.status = 'STAGED'`,
    ],
    ['one in WHERE', `SELECT count(*) FROM ${users} u JOIN ${userGroups} g ON g.userId = u.id WHERE u.status = 'STAGED'`],
    [
      'one of a sub-query on what stands around it',
      `SELECT sum((SELECT count(*) FROM ${userGroups} g WHERE g.userId = u.id AND u.status = 'STAGED')) FROM ${users} u`,
    ],
    [
      'one on the null-supplied side that NULLs do not fulfil',
      `SELECT count(*) FROM ${groups} c LEFT JOIN (${users} u JOIN ${userGroups} g ON g.userId = u.id) ON g.id = c.id WHERE u.status = 'STAGED'`,
    ],
  ])('%s', async (_, sql) => {
    await org.run("SET oktaql.pushdown = 'off'");
    const staged = await org.rows(`SELECT id FROM ${users} WHERE status = 'STAGED'`);
    org.sent();
    await org.run(sql);
    const asked = org.sent().filter((line) => /\/users\/[^/]+\/groups/.test(line));
    await org.run("SET oktaql.pushdown = 'on'");
    expect(asked).toHaveLength(staged.length);
  });

  test('but for all of them where a condition differs from call to call', async () => {
    const [explained] = await org.run(
      `EXPLAIN SELECT g.id FROM ${users} u JOIN ${userGroups} g ON g.userId = u.id WHERE random() >= 0 AND length(u.status) > random()`,
    );
    const lookups = (explained?.rows ?? []).flat().filter((line) => String(line).includes('look-up SELECT'));
    expect(lookups.join('\n')).toMatch(/look-up SELECT DISTINCT u\.id FROM "scan 0" AS "u" ORDER BY 1/);
  });
});

describe('a sub-query that differs from run to run is no look-up', () => {
  test.each([
    ['a sample', `SELECT id FROM ${groups} USING SAMPLE 2 ROWS`],
    ['a volatile function', `SELECT id FROM ${groups} ORDER BY random() LIMIT 2`],
    ['LIMIT over groups in no order', `SELECT id FROM ${groups} GROUP BY id LIMIT 2`],
  ])('%s', async (_, sql) => {
    const [row] = await org.rows(`SELECT count(DISTINCT m.groupId) FROM okta.groups.users m WHERE m.groupId IN (${sql})`);
    expect(row).toEqual([2]);
    expect(org.sent().filter((line) => /\/groups\/[^/]+\/users/.test(line))).toHaveLength(8);
  });

  test('LIMIT of rows in their order is one', async () => {
    await org.run(`SELECT m.id FROM okta.groups.users m WHERE m.groupId IN (SELECT id FROM ${groups} LIMIT 2)`);
    expect(org.sent().filter((line) => /\/groups\/[^/]+\/users/.test(line))).toHaveLength(2);
  });
});
