import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';

/*
 * What a query says of the columns of derived tables, common tables, views and set operations is asked of what they read: the rows are those
 * of the same query over tables that were read whole. `PROPERTY_RUNS=1000 PROPERTY_SEED=3 npx vitest run test/properties` looks longer.
 */

const runs = Number(process.env['PROPERTY_RUNS'] ?? 60);
const parameters = { numRuns: runs, seed: Number(process.env['PROPERTY_SEED'] ?? 1) };

let org: OktaOrg;
beforeAll(async () => {
  org = await openOktaOrg();
  await org.run(`CREATE TABLE all_users AS SELECT * FROM okta.users.users; CREATE TABLE all_groups AS SELECT * FROM okta.groups.groups;
    CREATE TABLE all_members AS SELECT groupId, id, status FROM okta.groups.users`);
});
afterAll(() => org[Symbol.asyncDispose]());

/** Relations with the table that holds all of their rows, under `{u}`, `{g}` and `{m}`. */
const relations = {
  u: ['okta.users.users', 'all_users'],
  g: ['okta.groups.groups', 'all_groups'],
  m: ['okta.groups.users', 'all_members'],
} as const;

function over(sql: string, which: 0 | 1): string {
  return sql.replaceAll(/\{(u|g|m)\}/g, (_, name: 'u' | 'g' | 'm') => relations[name][which]);
}

const inner = fc.constantFrom(
  'SELECT id, status AS s FROM {u}',
  'SELECT u.id, u.status AS s FROM {u} u',
  'SELECT DISTINCT id, status AS s FROM {u}',
  'SELECT id, status AS s FROM {u} ORDER BY id LIMIT 20',
  'SELECT max(id) AS id, status AS s FROM {u} GROUP BY status',
  'SELECT id, status AS s FROM {u} UNION ALL SELECT id, type FROM {g}',
  'SELECT id, status AS s FROM {u} EXCEPT SELECT id, status FROM {m}',
  'SELECT id, status AS s FROM {u} INTERSECT SELECT id, status FROM {m}',
  'SELECT g.id, u.status AS s FROM {g} g LEFT JOIN {u} u ON u.profile.department = g.profile.name',
  'SELECT u.id, g.type AS s FROM {u} u LEFT JOIN {g} g ON u.profile.department = g.profile.name',
  'SELECT u.id, g.type AS s FROM {g} g FULL JOIN {u} u ON u.profile.department = g.profile.name',
  'SELECT id, row_number() OVER (PARTITION BY status ORDER BY id)::VARCHAR AS s FROM {u}',
  'SELECT DISTINCT ON (status) id, status AS s FROM {u} ORDER BY status, id',
  'SELECT m.id, m.groupId AS s FROM {m} m',
  'SELECT id, coalesce(profile.department, status) AS s FROM {u}',
  'SELECT id, s FROM (SELECT id, profile.city AS s FROM {u}) AS w',
  'WITH w AS (SELECT id, status AS s FROM {u}) SELECT id, s FROM w',
  'WITH w AS (SELECT id, status AS s FROM {u}) SELECT a.id, b.s FROM w a JOIN w b ON a.id = b.id',
);

const condition = fc.constantFrom(
  "v.s = 'ACTIVE'",
  "s IN ('SUSPENDED', 'OKTA_GROUP', 'Oslo')",
  "v.s <> 'ACTIVE'",
  'v.s IS NULL',
  "v.s > 'M'",
  "v.s LIKE 'S%'",
  "(v.s = 'STAGED' OR v.s = 'Sales')",
  "v.s NOT IN ('ACTIVE')",
  "v.id > '00u'",
  "v.s IN (SELECT id FROM {g} WHERE type = 'OKTA_GROUP')",
  "coalesce(v.s, 'none') = 'none'",
);

const outer = fc.constantFrom<(query: string, where: string) => string>(
  (query, where) => `SELECT id, s FROM (${query}) AS v WHERE ${where}`,
  (query, where) => `WITH v AS (${query}) SELECT id, s FROM v WHERE ${where}`,
  (query, where) => `WITH v(id, s) AS (${query}) SELECT v.id, v.s FROM v LEFT JOIN (SELECT 1 AS one) o ON v.id IS NOT NULL WHERE ${where}`,
  (query, where) => `SELECT g.id, v.s FROM {g} AS g LEFT JOIN (${query}) AS v ON v.s = g.type AND ${where}`,
  (query, where) => `SELECT g.id, v.s FROM {g} AS g LEFT JOIN (${query}) AS v ON v.s = g.type WHERE ${where.replace(/^s /, 'v.s ')}`,
  (query, where) => `SELECT id, s FROM (SELECT * FROM (${query}) AS i) AS v WHERE ${where}`,
  (query, where) => `SELECT count(*), min(s) FROM (${query}) AS v(id, s) WHERE ${where}`,
);

test(
  'conditions on derived columns leave out no row',
  async () => {
    let pushed = 0;
    const law = fc.asyncProperty(inner, condition, outer, async (query, where, around) => {
      const sql = around(query, where);
      org.sent();
      const found = sorted(await org.rows(over(sql, 0)));
      if (org.sent().some((line) => /[?&](filter|search)=|groups\/\w+\/users/.test(line))) pushed += 1;
      expect(found, sql).toEqual(sorted(await org.rows(over(sql, 1))));
    });
    await fc.assert(law, parameters);
    expect(pushed, 'queries of which something reached a request').toBeGreaterThan(runs / 8);
  },
  30_000 + 500 * runs,
);

function sorted(rows: readonly (readonly unknown[])[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
