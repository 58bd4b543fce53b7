import { expect, test } from 'vitest';
import { parseScript } from './parse.ts';
import { walk } from './walk.ts';
import type { WalkStep } from './walk.ts';

async function columnsOf(sql: string, step: (kind: string) => WalkStep): Promise<readonly string[]> {
  const [parsed] = await parseScript(sql);
  const names: string[] = [];
  if (parsed === undefined) return names;
  walk(parsed.statement, (node) => {
    if (node.kind === 'column') names.push(node.path.map((part) => part.name).join('.'));
    return step(node.kind);
  });
  return names;
}

test.each([
  ['SELECT a, f(b) FROM t WHERE c = d GROUP BY e HAVING g > 1', 'abcdeg'],
  ['SELECT a FROM t JOIN u ON b = c JOIN v USING (x) ORDER BY d LIMIT e OFFSET f', 'abcdef'],
  ['WITH q AS (SELECT a) SELECT b FROM (SELECT c) s UNION SELECT d', 'abcd'],
  ['SELECT CASE a WHEN b THEN c ELSE d END, e BETWEEN f AND g, h IN (i, j), k IS NULL, -l, CAST(m AS INT), [n]', 'abcdefghijklmn'],
  ['SELECT a LIKE b ESCAPE c, sum(d ORDER BY e) FILTER (WHERE f) OVER (PARTITION BY g ORDER BY h)', 'abcdefgh'],
  ['SELECT a IN (SELECT b), EXISTS (SELECT c), (SELECT d), (e, f)', 'abcdef'],
  ['INSERT INTO t (x) VALUES (a, b) RETURNING c', 'abc'],
  ['UPDATE t SET x = a, y = b FROM u WHERE c RETURNING d', 'abcd'],
  ['DELETE FROM t USING (SELECT a) u WHERE b RETURNING c', 'abc'],
  ['EXEC a.b.c.d @x = a, @y IN (SELECT b) @@json = c RETURNING d', 'abcd'],
  ['EXPLAIN SELECT a', 'a'],
  ['SHOW METHODS IN t WHERE a', 'a'],
  ['SET x = a', 'a'],
])('%s: every column once, in the order of the text', async (sql, names) => {
  expect(await columnsOf(sql, () => 'enter')).toEqual(names.split(''));
});

test('what is below a skipped node is passed by', async () => {
  const step = (kind: string): WalkStep => (kind === 'subquery' || kind === 'in-query' ? 'skip' : 'enter');
  expect(await columnsOf('SELECT a, (SELECT b), c IN (SELECT d), e', step)).toEqual(['a', 'e']);
});
