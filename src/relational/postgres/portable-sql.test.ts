import { describe, expect, test } from 'vitest';
import { portableSql } from './portable-sql.ts';

const spellings: readonly (readonly [string, string, string])[] = [
  ['SELECT "lastUpdated" FROM "scan 0"', 'SELECT "lastupdated" FROM "scan 0"', 'quoted names are found whatever their case'],
  ['SELECT count(*) / 7', 'SELECT count(*) ::double precision / 7', 'a quotient keeps its fraction'],
  ["SELECT '1/2' -- a / b", "SELECT '1/2' -- a / b", 'texts and comments stay'],
  ['ORDER BY a DESC, b DESC NULLS FIRST', 'ORDER BY a DESC NULLS LAST, b DESC NULLS FIRST', 'NULL is last unless told otherwise'],
  ['now() - INTERVAL 90 DAY', "now() - INTERVAL '90 day'", 'an interval without quotes'],
  ["INTERVAL '1' DAY", "INTERVAL '1' DAY", 'an interval with them'],
  ['CAST(a AS DOUBLE)', 'CAST(a AS DOUBLE PRECISION)', 'the name of the type'],
  ['CAST(a AS double precision)', 'CAST(a AS double precision)', 'both of its words'],
  ['profile->>\'$."a"."b"\'', 'profile#>> \'{"a","b"}\'', 'a path of keys'],
  ["profile->'$.a[0]'", 'profile#> \'{"a","0"}\'', 'a path with an index'],
  ["profile->>'$'", "profile#>> '{}'", 'the whole'],
  ["profile->>'a'", "profile->>'a'", 'a key'],
];

describe('the portable subset is spelled for PostgreSQL', () => {
  test.each(spellings)('%s', (sql, expected) => {
    expect(portableSql(sql).text).toBe(expected);
  });

  test('places in the new text are found in the old one', () => {
    const sql = 'SELECT a / b, c FROM t ORDER BY d DESC, missing';
    const { text, offsetOf } = portableSql(sql);
    for (const word of ['a', ' b', 'c FROM', 'missing']) expect(offsetOf(text.indexOf(word))).toBe(sql.indexOf(word));
  });
});
