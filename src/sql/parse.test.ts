import { describe, expect, test } from 'vitest';
import type { Query } from './ast.ts';
import { parseScript } from './parse.ts';
import type { QueryReader, UnreadQuery } from './query-reader.ts';

async function refusal(text: string): Promise<unknown> {
  try {
    return await parseScript(text);
  } catch (error) {
    return error;
  }
}

test('a statement knows its text, its place, and its splices', async () => {
  const source = "SELECT 1;\n SELECT '{{ x }}', :b -- required,\n , :b ;";
  const [, second] = await parseScript(source.replace(' ,', ''), { variables: { x: 'v' } });
  expect(second).toMatchObject({
    span: { start: 11 },
    binds: ['b'],
    splices: [{ text: "'v'" }, { text: '$1', bind: 0 }, { text: ',' }, { text: '$1', bind: 0 }],
  });
});

test('a whole script is refused for its last statement', async () => {
  expect(await refusal('SELECT 1; DELETE FROM')).toMatchObject({ code: 'syntax_error', span: { start: 21, end: 21 } });
});

test.each([
  ['binds of two kinds in one script', 'SELECT ?; SELECT $1', { code: 'syntax_error', span: { start: 17, end: 19 } }],
  [
    'a parameter given twice',
    'EXEC a.b.c.d @x = 1, @X = 2',
    { code: 'duplicate_parameter', hint: 'It was first given in line 1, column 14.' },
  ],
  ['too many brackets', `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`, { code: 'unsupported' }],
  ['too many CASEs', `SELECT ${'CASE WHEN a THEN '.repeat(10_000)}1${' END'.repeat(10_000)}`, { code: 'unsupported' }],
  ['too many NOTs', `SELECT ${'NOT '.repeat(10_000)} a`, { code: 'unsupported' }],
  ['too many casts', `SELECT a${'::int'.repeat(10_000)}`, { code: 'unsupported' }],
  ['too many operators', `SELECT ${Array(10_000).fill('a').join(' OR ')}`, { code: 'unsupported' }],
  ['too many joins', `SELECT 1 FROM a ${'CROSS JOIN b '.repeat(10_000)}`, { code: 'unsupported' }],
  ['too many unions', Array(10_000).fill('SELECT 1').join(' UNION '), { code: 'unsupported' }],
  ['a lone surrogate', 'SELECT \uD800', { code: 'syntax_error' }],
  ['a NUL', 'SELECT \0', { code: 'syntax_error' }],
])('%s: refused, not crashed', async (_what, text, error) => {
  expect(await refusal(text)).toMatchObject(error);
});

test('queries inside queries take time in proportion', { timeout: 5_000 }, async () => {
  const depth = 60;
  const [parsed] = await parseScript(`SELECT a, ${'(SELECT b, '.repeat(depth)}1${')'.repeat(depth)}`);
  expect(parsed?.statement.kind).toBe('select-statement');
});

test('long lists are read', async () => {
  const [parsed] = await parseScript(`SELECT a IN (${Array(5_000).fill("'x'").join(', ')})`);
  expect(parsed?.binds).toEqual([]);
});

test('names of objects that JavaScript knows are names like others', async () => {
  const [parsed] = await parseScript('SELECT __proto__, constructor.toString FROM hasOwnProperty');
  expect(parsed?.statement.kind).toBe('select-statement');
  expect(await refusal("SELECT '{{ constructor }}'")).toMatchObject({ code: 'undefined_template' });
  expect(await refusal('constructor')).toMatchObject({ code: 'syntax_error' });
});

describe('a second reader', () => {
  const query: Query = {
    kind: 'query',
    recursive: false,
    with: [],
    body: { kind: 'values', rows: [], span: { start: 0, end: 0 } },
    orderBy: [],
    limit: null,
    offset: null,
    span: { start: 0, end: 0 },
  };

  function recording(answer: Query | null): { readonly reader: QueryReader; readonly asked: UnreadQuery[] } {
    const asked: UnreadQuery[] = [];
    const read = (unread: UnreadQuery): Promise<Query | null> => {
      asked.push(unread);
      return Promise.resolve(answer);
    };
    return { reader: { read }, asked };
  }

  test('is not asked where the built-in grammar reads', async () => {
    const { reader, asked } = recording(query);
    await parseScript('SELECT 1', { reader });
    expect(asked).toEqual([]);
  });

  test('reads what the built-in grammar does not', async () => {
    const { reader, asked } = recording(query);
    const [parsed] = await parseScript('SELECT 0; SELECT :x, * EXCLUDE ({{ c }}) FROM t', { reader, variables: { c: 'long' } });
    expect(parsed?.statement.kind).toBe('select-statement');
    expect(asked[0]?.tokens.map(({ kind, value }) => (value === null ? kind : value))).toEqual([
      'SELECT',
      'x',
      'punctuation',
      'operator',
      'EXCLUDE',
      'punctuation',
      'long',
      'punctuation',
      'FROM',
      't',
    ]);
  });

  test('leaves the error standing when it cannot either', async () => {
    const { reader } = recording(null);
    await expect(parseScript('SELECT a[1]', { reader })).rejects.toMatchObject({ code: 'unsupported' });
  });
});
