import { afterAll, expect, test } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import type { Column, Page } from '../values/value.ts';
import { createDuckdbEngine } from './duckdb-engine.ts';

const engine = createDuckdbEngine();
afterAll(() => engine.close());

const columns: readonly Column[] = [
  { name: 'name', type: 'string' },
  { name: 'count', type: 'integer' },
  { name: 'share', type: 'number' },
  { name: 'on', type: 'boolean' },
  { name: 'at', type: 'timestamp' },
  { name: 'profile', type: 'json' },
];
const row = ['a', 9007199254740993n, 0.5, true, '2026-01-01T00:00:00.000Z', { b: [1, null], a: 'x' }];

async function rowsOf(sql: string, rows: Page = [row]): Promise<Page> {
  const execution = await engine.open();
  try {
    await execution.createTable('scan 0', columns);
    const query = await execution.prepare(sql);
    await execution.append('scan 0', rows);
    const all: Page[number][] = [];
    for await (const page of query.run(new AbortController().signal)) all.push(...page);
    return all;
  } finally {
    await execution.close();
  }
}

test('every column type comes back as it was staged', async () => {
  expect(await rowsOf('SELECT * FROM "scan 0"')).toEqual([row]);
});

test('NULL stays NULL in every type', async () => {
  const nulls = columns.map(() => null);
  expect(await rowsOf('SELECT * FROM "scan 0"', [nulls])).toEqual([nulls]);
});

test.each([
  ['sum(count)', 'a sum beyond 2^53 is a bigint', 9007199254740993n],
  ['count(*)', 'a small integer is a number', 1],
  ['1.5', 'a short decimal is a number', 1.5],
  ['1234567890123456.5', 'a long decimal keeps its digits as text', '1234567890123456.5'],
  ['[1, 2]', 'a list is JSON', [1, 2]],
  [`{'a': 1, 'b': "at"}`, 'a struct is JSON, its timestamps text', { a: 1, b: '2026-01-01T00:00:00.000Z' }],
  ["profile->'b'", 'an arrow gives JSON', [1, null]],
  ["profile->>'a'", 'a double arrow gives text', 'x'],
  ['"at"::DATE', 'a date is ISO text', '2026-01-01'],
  ["TIMESTAMP '2026-01-01 00:00:00'", 'a timestamp without a zone is in UTC', '2026-01-01T00:00:00.000Z'],
])('%s: %s', async (expression, _why, expected) => {
  const [page] = await rowsOf(`SELECT ${expression} FROM "scan 0"`);
  expect(page).toEqual([expected]);
});

test('an unknown column fails before any row is staged, with its place', async () => {
  const error = await rowsOf(`SELECT 'é', nope FROM "scan 0"`).catch((thrown: unknown) => thrown);
  expect(QueryError.is(error) && [error.code, error.span]).toEqual(['unknown_column', { start: 12, end: 12 }]);
});

test('two executions do not see each other', async () => {
  const [first, second] = await Promise.all([engine.open(), engine.open()]);
  await first.createTable('scan 0', columns);
  await expect(second.prepare('SELECT * FROM "scan 0"')).rejects.toThrow(/does not exist/);
  await Promise.all([first.close(), second.close()]);
});

test('an aborted query ends as cancelled', async () => {
  const execution = await engine.open();
  const query = await execution.prepare('SELECT count(*) FROM range(100000) a, range(1000000) b');
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 50);
  const error = await query
    .run(abort.signal)
    [Symbol.asyncIterator]()
    .next()
    .catch((thrown: unknown) => thrown);
  expect(QueryError.is(error) && error.code).toBe('cancelled');
  await execution.close();
});

test('rows staged after the check are sorted and grouped whole', async () => {
  const rows = ['ENABLED', 'DISABLED', 'UNKNOWN', 'ENABLED'].map((name) => [name, 1, 1, true, null, null]);
  expect(await rowsOf('SELECT name, count(*) FROM "scan 0" GROUP BY name ORDER BY name', rows)).toEqual([
    ['DISABLED', 1],
    ['ENABLED', 2],
    ['UNKNOWN', 1],
  ]);
});
