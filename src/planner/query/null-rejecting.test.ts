import { expect, test } from 'vitest';
import { parseScript } from '../../sql/parse.ts';
import { rejectsNulls } from './null-rejecting.ts';

test.each<[condition: string, expected: boolean, why: string]>([
  ["a = 'x'", true, 'NULL equals nothing'],
  ["'x' <> a", true, 'nor differs from anything'],
  ["a->>'k' LIKE 'x%'", true, 'a path into NULL is NULL'],
  ["lower(a) IN ('x', 'y')", true, 'NULL is in no list'],
  ["a NOT IN ('x', 'y')", true, 'nor known to be in none'],
  ['a BETWEEN 1 AND 2', true, 'nor between'],
  ['a IS NOT NULL', true, 'says so'],
  ['a IS TRUE', true, 'NULL is not TRUE'],
  ["a = 'x' AND b IS NULL", true, 'one of several is enough'],
  ["NOT a = 'x'", true, 'NOT of NULL is NULL'],
  ['a IS NULL', false, 'is what it asks for'],
  ['a IS NOT TRUE', false, 'NULL is not'],
  ["a = 'x' OR b IS NULL", false, 'all alternatives have to'],
  ["NOT (a = 'x' AND b IS NULL)", false, 'NOT turns AND round'],
  ["coalesce(a, 'x') = 'x'", false, 'functions may make something of NULL'],
  ["a IS DISTINCT FROM 'x'", false, 'compares NULLs too'],
  ['CASE WHEN a IS NULL THEN true END', false, 'anything may come of it'],
  ['NOT a IS NULL', false, 'not looked into: it is no harm to miss one'],
])('%s: %s, as %s', async (condition, expected) => {
  const [parsed] = await parseScript(`SELECT 1 FROM t WHERE ${condition}`);
  const body = parsed?.statement.kind === 'select-statement' ? parsed.statement.query.body : undefined;
  const where = body?.kind === 'select' ? body.where : null;
  expect(where !== null && rejectsNulls(where)).toBe(expected);
});
