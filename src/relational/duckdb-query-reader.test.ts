import { afterAll, expect, test } from 'vitest';
import type { Token } from '../sql/token.ts';
import { createDuckdbEngine } from './duckdb-engine.ts';
import { createDuckdbQueryReader } from './duckdb-query-reader.ts';

const engine = createDuckdbEngine();
const reader = createDuckdbQueryReader(() => Promise.resolve(engine));
afterAll(() => engine.close());

/** Enough of a lexer for these texts: words, quoted names, strings, numbers, brackets, operators. */
function tokensOf(text: string): readonly Token[] {
  const kinds = [
    ['word', /[a-z_]\w*/iy],
    ['name', /"[^"]*"/y],
    ['string', /'[^']*'/y],
    ['number', /[0-9]+/y],
    ['operator', /->>?|[-+*/=<>:%|]+/y],
    ['punctuation', /[()[\]{},.]/y],
  ] as const;
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const start = at;
    for (const [kind, pattern] of kinds) {
      pattern.lastIndex = start;
      const [piece] = pattern.exec(text) ?? [];
      if (piece === undefined || at > start) continue;
      at += piece.length;
      const value = kind === 'number' ? Number(piece) : ['name', 'string'].includes(kind) ? piece.slice(1, -1) : piece;
      const keyword = kind === 'word' ? piece.toUpperCase() : piece;
      tokens.push({ kind, span: { start, end: at }, text: piece, keyword, value: kind === 'punctuation' ? null : value, templated: false });
    }
    if (at === start) at += 1;
  }
  return tokens;
}

test.each([
  ["SELECT * FROM 'a.csv'", 'a file is no relation'],
  ['SELECT a FROM t AT (VERSION => 1)', 'a version of a table is not known'],
  ['SELECT f(t.*) FROM t', 'DuckDB drops the star from its tree'],
  ['SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b), v AS (ORDER BY q)', 'the second window is not in the tree'],
  ['SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN c PRECEDING AND CURRENT ROW) FROM t', 'a frame holds words and constants'],
  ['DESCRIBE SELECT 1', 'is no query'],
  ['SELECT 1 FROM a := b', 'is no SQL, or not known'],
])('%s is not read: %s', async (sql) => {
  expect(await reader.read({ tokens: tokensOf(sql) }).catch(() => null)).toBeNull();
});

test('a name says where it stands, however many bytes are before it', async () => {
  const sql = `SELECT 'é€', "ü"[1], t.name AS key FROM x.y AS t(name) QUALIFY true`;
  const query = await reader.read({ tokens: tokensOf(sql) });
  const body = query?.body.kind === 'select' ? query.body : undefined;
  expect(body?.items.map(({ span, alias }) => [sql.slice(span.start, span.end), alias?.name])).toEqual([
    [`'é€'`, undefined],
    ['"ü"[1]', undefined],
    ['t.name AS key', 'key'],
  ]);
  expect(body?.from).toMatchObject({ kind: 'derived', alias: { name: 't' }, columnAliases: [{ name: 'name' }] });
});

test.each([
  ['PIVOT t ON s USING count(*)', ['t', 's', undefined]],
  [
    'PIVOT (SELECT a, b FROM t) ON a, lower(b) GROUP BY c',
    ['(SELECT a, b FROM t)', 'a', undefined],
    ['(SELECT a, b FROM t)', 'lower(b)', undefined],
  ],
  ['WITH t AS (SELECT 1 AS s) PIVOT t ON s USING count(*)', ['t', 's', 'WITH t AS (SELECT 1 AS s)']],
  ["SELECT * FROM (PIVOT t ON s IN ('a'), d USING count(*))", ['t', 'd', undefined]],
])('%s says which of its pivots have no values', async (sql, ...expected) => {
  const query = await reader.read({ tokens: tokensOf(sql) });
  const text = (span: { readonly start: number; readonly end: number } | null): string | undefined =>
    span === null ? undefined : sql.slice(span.start, span.end);
  expect(query?.pivots?.map(({ source, expression, tables }) => [text(source), text(expression), text(tables)])).toEqual(expected);
});

test('wrong text has the place of what cannot stand there', async () => {
  const sql = 'SELECT l[1] FROM t WHERE AND x';
  const error = await reader.read({ tokens: tokensOf(sql) }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'syntax_error', span: { start: 25, end: 28 } });
});

test('a chain of thousands of conditions is read in a moment', async () => {
  const sql = `SELECT l[1] FROM t WHERE ${Array.from({ length: 1000 }, (_, index) => `a${index} = ${index}`).join(' AND ')}`;
  const started = performance.now();
  expect(await reader.read({ tokens: tokensOf(sql) })).not.toBeNull();
  expect(performance.now() - started).toBeLessThan(3000);
});
