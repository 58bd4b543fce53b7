import { expect, test } from 'vitest';
import { planned, scansOf } from '../planning.fixture.ts';

const users = 'okta.users.users';

test.each<[sql: string, expected: readonly string[] | undefined, why: string]>([
  [`SELECT profile->>'email' AS e FROM ${users}`, ['email'], 'an arrow'],
  [`SELECT u.profile.email, profile->'a'->>'b' AS b FROM ${users} u`, ['a', 'email'], 'a dotted path, and the first of two arrows'],
  [`SELECT count(*) FROM ${users} GROUP BY json_extract(profile, '$.city.x')`, ['city'], 'a path'],
  [`SELECT id FROM ${users} a JOIN ${users} b USING (id) WHERE a.profile->>'x' = b.profile->>'y'`, undefined, 'a join that merges'],
  [`SELECT a.id FROM ${users} a JOIN ${users} b ON a.id = b.id WHERE a.profile->>'x' = 'y'`, ['x'], 'a join that does not'],
  [`SELECT profile->>'email' AS e, profile FROM ${users}`, undefined, 'the column itself'],
  [`SELECT profile->>status AS e FROM ${users}`, undefined, 'a key that rows have'],
  [`SELECT profile->>0 AS e FROM ${users}`, undefined, 'a place in a list'],
  [`SELECT profile->>'$.*' AS e FROM ${users}`, undefined, 'every key'],
  [`SELECT profile->>'__proto__' AS e FROM ${users}`, undefined, 'a key that is none to JavaScript'],
  [`SELECT json_extract(profile, '$.a', '$.b') AS e FROM ${users}`, undefined, 'several paths'],
  [`SELECT json_keys(profile) AS e, profile->>'a' AS a FROM ${users}`, undefined, 'all keys'],
  [`SELECT profile->>'a' AS a, * FROM ${users}`, undefined, 'a star'],
  [`SELECT x.profile->>'a' AS a FROM (SELECT profile FROM ${users}) x`, undefined, 'a derived table'],
])('%s: %j, %s', async (sql, expected) => {
  const [scan] = scansOf((await planned(sql)).plan);
  expect(scan?.columns.find(({ name }) => name === 'profile')?.keys).toEqual(expected);
});
