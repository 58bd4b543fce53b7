import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { statements } from '../../grammar-tests/arbitrary.ts';
import { textOf, withoutSpans } from '../../grammar-tests/tree.ts';
import { createDuckdbEngine } from '../../src/relational/duckdb-engine.ts';
import { createDuckdbQueryReader } from '../../src/relational/duckdb-query-reader.ts';
import type { Expression, Query } from '../../src/sql/ast.ts';
import { printStatement } from '../../src/sql/print.ts';
import { walk, type TreeNode } from '../../src/sql/walk.ts';
import { selects } from '../properties/random-select.ts';
import { builtIn, difference, second } from './reading.ts';

/*
 * Where both readers read a query, they give the same tree: names, places, conjuncts, joins. Refusing is always allowed, differing never.
 */

const engine = createDuckdbEngine();
const reader = createDuckdbQueryReader(() => Promise.resolve(engine));
afterAll(() => engine.close());

const seed = Number(process.env['PROPERTY_SEED'] ?? 20260101);
const runs = Number(process.env['PROPERTY_RUNS'] ?? 250);
const timeout = 20_000 + 200 * runs;

/** The tree of both, if both read it; they have to agree. */
async function agreed(text: string): Promise<boolean> {
  const first = await builtIn(text);
  const other = await second(reader, text).catch(() => null);
  if (first === null || other === null) return false;
  expect(difference(flatGroups(first), flatGroups(other)), text).toBeNull();
  return true;
}

/** DuckDB's tree has `GROUP BY (a, b), c` as `GROUP BY a, b, c`. */
function flatGroups<T>(tree: T): unknown {
  if (Array.isArray(tree)) return tree.map(flatGroups);
  if (typeof tree !== 'object' || tree === null) return tree;
  const copy = Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, flatGroups(value)]));
  return 'groupBy' in tree ? { ...copy, groupBy: (tree.groupBy as readonly Expression[]).flatMap(items).map(flatGroups) } : copy;
}

function items(group: Expression): readonly Expression[] {
  return group.kind === 'list' && group.form === 'tuple' ? group.items.flatMap(items) : [group];
}

test('on any statement', { timeout }, async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(statements, async (statement) => {
      if (statement.kind === 'select-statement' && (await agreed(printStatement(statement)))) read += 1;
    }),
    { numRuns: runs, seed },
  );
  expect(read).toBeGreaterThan(runs / 50);
});

test('on queries that make sense', { timeout }, async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(selects(['0oa1', '0oa2']), async (text) => {
      if (await agreed(text)) read += 1;
    }),
    { numRuns: runs, seed },
  );
  expect(read).toBeGreaterThan(runs / 2);
});

const pieces = {
  operand: [
    'a',
    'b.c',
    't.p."q r"',
    "'x''y'",
    '7',
    '-1.5',
    ':bind',
    'NULL',
    'f(a, b)',
    'count(*)',
    "p->'k'->>'l'",
    '(a)',
    '((b))',
    'CAST(a AS DECIMAL(10, 2))',
  ],
  more: [
    'l[1]',
    'l[a:b]',
    "{'k': a}",
    '[x FOR x IN l]',
    'list_filter(l, x -> x > a)',
    'EXTRACT(day FROM a)',
    'TRY_CAST(a AS DATE)',
    '(a).k',
    '[]',
  ],
  infix: ['=', '<>', '<', 'AND', 'OR', '+', '-', '*', '||', 'LIKE', 'NOT ILIKE', 'IS DISTINCT FROM', '@>'],
  postfix: [
    '',
    '',
    '',
    ' IS NULL',
    ' IS NOT TRUE',
    ' IN (1, a)',
    ' NOT IN (SELECT z FROM y)',
    ' BETWEEN 1 AND b',
    '::TEXT',
    ' COLLATE nocase',
  ],
} as const;

const operand = fc
  .tuple(fc.constantFrom(...pieces.operand, ...pieces.more), fc.constantFrom(...pieces.postfix))
  .map(([text, behind]) => text + behind);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    operand,
    fc.tuple(tie('expression'), fc.constantFrom(...pieces.infix), tie('expression')).map((parts) => parts.join(' ')),
    tie('expression').map((text) => `(${text})`),
    tie('expression').map((text) => `NOT ${text}`),
  ),
}));

test('on expressions of which only some are in both grammars', { timeout }, async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(expression, expression, async (item, condition) => {
      if (await agreed(`SELECT ${item} AS i FROM t WHERE ${condition}`)) read += 1;
    }),
    { numRuns: runs, seed },
  );
  expect(read).toBeGreaterThan(runs / 20);
});

test.each([
  ['NOT a = b', 'DuckDB makes <> of it'],
  ['NOT (a = b)', 'in parentheses'],
  ['NOT (a + 1) < (b)', 'its operands in parentheses'],
  ['NOT NOT a >= b', 'twice'],
  ['NOT (NOT (a <> b))', 'twice, in parentheses'],
  ['NOT (NOT a = b AND c = d)', 'inside another one'],
  ['(NOT a) = b', 'of an operand alone'],
  ['NOT a IN (1, 2)', 'DuckDB makes NOT IN of it'],
  ['NOT (a IN (1, 2))', 'a list in parentheses'],
  ['NOT (a NOT IN (1, 2))', 'a list that is negated itself'],
  ['NOT (a IS TRUE)', 'a test'],
  ['NOT (coalesce(a, b) = c)', 'of a call whose name is a keyword'],
  ['NOT a::INTEGER < 3', 'of a cast'],
  ['NOT a IS NOT DISTINCT FROM b', 'of NULLs too'],
])('a comparison behind NOT is read as it is written: %s (%s)', async (text) => {
  expect(await agreed(`SELECT ${text} AS i FROM t WHERE ${text}`), 'both read it').toBe(true);
});

test('the text that a node covers is that node', { timeout }, async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(expression, async (text) => {
      const source = `SELECT 'é', ${text} FROM t`;
      const query = await second(reader, source).catch(() => null);
      if (query === null) return;
      read += 1;
      for (const node of expressionsOf(query)) await expectSame(node, textOf(node, source));
    }),
    { numRuns: runs / 2, seed },
  );
  expect(read).toBeGreaterThan(runs / 10);
});

/** What stands only inside something else, or has such parts. */
const partsOnly = new Set(['lambda', 'lambda_parameter', 'list_comprehension', 'EXTRACT']);

function expressionsOf(query: Query): readonly Expression[] {
  const found: Expression[] = [];
  const take = (node: TreeNode): 'skip' | 'enter' => {
    if (node.kind === 'query' && node !== query) return 'skip';
    const isPart = node.kind === 'call' && partsOnly.has(node.name);
    if (isPart || node.kind === 'star') return 'skip';
    if (!['query', 'select', 'relation'].includes(node.kind)) found.push(node as Expression);
    return 'enter';
  };
  walk(query, take);
  return found;
}

async function expectSame(node: Expression, text: string): Promise<void> {
  const again = await second(reader, `SELECT ${text}`);
  const body = again?.body.kind === 'select' ? again.body.items[0]?.expression : undefined;
  expect(withoutSpans(body ?? null), text).toEqual(withoutSpans(node));
}
