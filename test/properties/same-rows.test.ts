import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QueryError } from '../../src/errors/query-error.ts';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';
import { comparable, loadOracle, type Oracle } from './duckdb-oracle.ts';
import { changeConditions, selects } from './random-select.ts';

/*
 * Whatever is bound, pushed down or left out, a SELECT gives the rows that DuckDB gives over the whole org, and an UPDATE changes the rows
 * that a SELECT with its WHERE would give. `PROPERTY_RUNS=2000 PROPERTY_SEED=7 npx vitest run test/properties` looks longer and elsewhere.
 */

const ids = [apps.zoom, apps.slack, apps.google, apps.payroll, apps.workday, apps.wiki, apps.menu];
const runs = Number(process.env['PROPERTY_RUNS'] ?? 150);
const parameters = { numRuns: runs, seed: Number(process.env['PROPERTY_SEED'] ?? 1) };
const timeout = 20_000 + 200 * runs;

let org: OktaOrg;
let oracle: Oracle;
beforeAll(async () => {
  org = await openOktaOrg();
  oracle = await loadOracle(org);
});
afterAll(() => org[Symbol.asyncDispose]());

test(
  'a SELECT gives the rows that it gives over all rows',
  async () => {
    let found = 0;
    const law = fc.asyncProperty(selects([...ids, 'nope']), async (sql) => {
      const expected = await oracle.answer(sql);
      expect(comparable(await org.rows(sql))).toEqual(expected);
      if (expected.length > 0) found += 1;
    });
    await fc.assert(law, parameters);
    expect(found, 'statements with rows').toBeGreaterThan(runs / 4);
  },
  timeout,
);

test(
  'an UPDATE changes the rows that its WHERE selects',
  async () => {
    let found = 0;
    const law = fc.asyncProperty(changeConditions(ids, 'a'), async (where) => {
      const expected = await oracle.answer(`SELECT id FROM okta.apps.applications a WHERE ${where}`);
      const changed = await changedBy(`UPDATE okta.apps.applications AS a SET visibility.autoLaunch = false WHERE ${where} RETURNING id`);
      if (changed === 'refused') return;
      expect(changed).toEqual(expected);
      if (expected.length > 0) found += 1;
    });
    await fc.assert(law, parameters);
    expect(found, 'statements that change something').toBeGreaterThan(runs / 8);
  },
  timeout,
);

/** Identifiers that a change gives back; `refused` when the statement is turned down whole, which is always safe. */
async function changedBy(sql: string): Promise<readonly string[] | 'refused'> {
  try {
    return comparable(await org.rows(sql));
  } catch (error) {
    if (QueryError.is(error) && error.code === 'refused') return 'refused';
    throw error;
  }
}
