import { describe, expect, test } from 'vitest';
import { planned, scansOf } from '../planning.fixture.ts';

/** Rows needed of each scan of a query. */
async function limits(sql: string): Promise<readonly (number | null)[]> {
  return scansOf((await planned(sql)).plan).map(({ limit }) => limit);
}

const apps = 'okta.apps.applications';

describe('rows that no result can show are not fetched', () => {
  test.each([
    [`SELECT label FROM ${apps} WHERE FALSE`, [0], 'a constant'],
    [`SELECT label FROM ${apps} WHERE label LIKE 'a%' AND 1 = 2`, [0], 'a comparison of constants'],
    [`SELECT label FROM ${apps} WHERE NULL`, [0], 'NULL is not true'],
    [`SELECT label FROM ${apps} WHERE 'a' = 'a'`, [null], 'true'],
    [`SELECT label FROM ${apps} WHERE '1' = 1`, [null], 'the database converts'],
    [`SELECT label FROM ${apps} WHERE FALSE OR label = 'a'`, [null], 'no conjunct'],
    [`SELECT label FROM ${apps} LIMIT 0`, [0], 'none wanted'],
    [`SELECT label FROM ${apps} ORDER BY label LIMIT 0 OFFSET 3`, [0], 'none wanted, sorted or not'],
    [`SELECT count(*) FROM ${apps} WHERE FALSE`, [0], 'the count is 0'],
    [`SELECT count(*) FROM ${apps} a, ${apps} b WHERE FALSE`, [0, 0], 'all of FROM'],
    [`SELECT label, (SELECT count(*) FROM ${apps}) FROM ${apps} WHERE FALSE`, [0, null], 'an aggregate beside would still be shown'],
    [`SELECT label FROM ${apps} UNION ALL SELECT label FROM ${apps} WHERE FALSE`, [null, 0], 'one side'],
  ])('%s: %j, %s', async (sql, expected) => {
    expect((await limits(sql)).toSorted()).toEqual(expected.toSorted());
  });
});

describe('an inner LIMIT ends the fetch of what it alone is over', () => {
  test.each([
    [`SELECT count(*) FROM (SELECT label FROM ${apps} LIMIT 3) x`, [3], 'a derived table'],
    [`SELECT count(*) FROM (SELECT upper(label) FROM ${apps} LIMIT 3 OFFSET 2) x`, [5], 'rows left out are read'],
    [`SELECT count(*) FROM (SELECT label FROM ${apps} WHERE label LIKE 'a' LIMIT 3) x`, [null], 'a condition is left to evaluate'],
    [`SELECT count(*) FROM (SELECT label FROM ${apps} WHERE q = 'a' LIMIT 3) x`, [3], 'the call answers the condition'],
    [`SELECT count(*) FROM (SELECT label FROM ${apps} ORDER BY label LIMIT 3) x`, [null], 'sorted'],
    [`SELECT count(*) FROM (SELECT DISTINCT label FROM ${apps} LIMIT 3) x`, [null], 'distinct'],
    [`SELECT count(*) FROM (SELECT count(*) FROM ${apps} LIMIT 3) x`, [null], 'counted'],
    [`SELECT count(*) FROM (SELECT unnest([label]) FROM ${apps} LIMIT 3) x`, [null], 'a row may become none'],
    [`SELECT * FROM (SELECT label FROM ${apps}) x LIMIT 3`, [3], 'around a derived table'],
    [`SELECT * FROM (SELECT label FROM ${apps} LIMIT 9) x LIMIT 3 OFFSET 1`, [4], 'the smaller of two'],
    [`SELECT * FROM (SELECT label FROM ${apps}) x WHERE label LIKE 'a' LIMIT 3`, [null], 'a condition between'],
    [`SELECT label FROM ${apps} UNION ALL SELECT label FROM ${apps} LIMIT 3`, [3, 3], 'each side could have them all'],
    [`SELECT label FROM ${apps} UNION SELECT label FROM ${apps} LIMIT 3`, [null, null], 'equal rows count once'],
    [`SELECT (SELECT label FROM ${apps} LIMIT 1), label FROM ${apps}`, [1, null], 'a scalar'],
    [`SELECT label FROM ${apps} a WHERE label IN (SELECT b.label FROM ${apps} b WHERE b.id = a.label LIMIT 1)`, [null, null], 'correlated'],
    [`WITH x AS (SELECT label FROM ${apps} LIMIT 2) SELECT a.label FROM x a, x b`, [2], 'a table expression'],
  ])('%s: %j, %s', async (sql, expected) => {
    expect((await limits(sql)).toSorted()).toEqual(expected.toSorted());
  });
});
