import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stackqlFunctionNames } from '../../src/sql/functions/function-table.ts';
import { jsonText } from '../../src/values/json-text.ts';
import type { Value } from '../../src/index.ts';
import { type OktaOrg, openOktaOrg } from '../okta-org.fixture.ts';

/** Whose meaning a function has where SQLite and DuckDB differ, or that they do not. */
type Meaning = 'SQLite' | 'DuckDB' | 'both';

/** Function, whose meaning, a call, what it gives, and what is to be known. */
type Line = readonly [string, Meaning, string, Value, string];

const json = `'{"a": 1, "b": "x", "c": [true, null]}'`;

const lines: readonly Line[] = [
  [
    'json_extract',
    'SQLite',
    `json_extract(${json}, '$.b')`,
    'x',
    'Text without quotes; numbers, booleans, objects and arrays as text too.',
  ],
  ['json_extract', 'SQLite', `json_extract(${json}, '$.a', '$.c[0]', '$.none')`, [1, true, null], 'Several paths give an array.'],
  ['json_array_length', 'both', `json_array_length(${json}, '$.c') - 3`, -1, 'A signed number.'],
  ['json_type', 'SQLite', `json_type(${json}, '$.b')`, 'text', "SQLite's words: text, integer, real, true, false, null, array, object."],
  [
    'json_each',
    'SQLite',
    `(SELECT group_concat(e.value, ' ' ORDER BY e.id) FROM json_each(${json}) e)`,
    '1 x [true,null]',
    'In FROM, also over a column of a relation to the left; text has no quotes.',
  ],
  ['json_tree', 'SQLite', `(SELECT max(fullkey) FROM json_tree(${json}) WHERE type = 'true')`, '$.c[0]', 'In FROM.'],
  [
    'json_group_array',
    'SQLite',
    `(SELECT json_group_array(x ORDER BY x) FILTER (WHERE x > 1) FROM (VALUES (1), (3), (2)) t(x))`,
    [2, 3],
    'With DISTINCT, ORDER BY, FILTER, OVER; `[]` for no rows.',
  ],
  [
    'json_group_object',
    'SQLite',
    `(SELECT json_group_object(k, v ORDER BY k) FROM (VALUES ('a', 1), ('b', NULL)) t(k, v))`,
    { a: 1, b: null },
    '`{}` for no rows.',
  ],
  ['json_object', 'both', `json_object('a', 1)`, { a: 1 }, ''],
  ['json_array', 'both', `json_array(1, 'x', NULL)`, [1, 'x', null], ''],
  ['json', 'both', `json('{"a" : 1}')`, { a: 1 }, ''],
  ['json_valid', 'both', `json_valid('{')`, false, 'A boolean.'],
  ['json_patch', 'SQLite', `json_patch('{"a":1,"b":2}', '{"b":null}')`, { a: 1 }, ''],
  ['iif', 'SQLite', `iif(1 > 2, 'yes', 'no')`, 'no', 'The third argument may be left out.'],
  ['ifnull', 'both', `ifnull(NULL, 'x')`, 'x', ''],
  ['nullif', 'both', `nullif('x', 'x')`, null, ''],
  [
    'group_concat',
    'both',
    `(SELECT group_concat(DISTINCT x, '|' ORDER BY x) FROM (VALUES ('b'), ('a'), ('b')) t(x))`,
    'a|b',
    'A comma unless a separator is given.',
  ],
  ['total', 'SQLite', `(SELECT total(x) FROM (VALUES (1)) t(x) WHERE x > 1)`, 0, '0 where sum gives NULL.'],
  ['split_part', 'both', `split_part('a@b.c', '@', 2)`, 'b.c', ''],
  ['instr', 'both', `instr('abc', 'c')`, 3, ''],
  ['substr', 'both', `substr('abcd', -2)`, 'cd', ''],
  ['regexp_like', 'SQLite', `regexp_like('app-12', '[0-9]+')`, true, 'Matches a part of the text.'],
  [
    'regexp_replace',
    'SQLite',
    `regexp_replace('a1b2', '([0-9])', '<$1>')`,
    'a<1>b<2>',
    "All matches; groups as $1. With options as a fourth argument it is DuckDB's.",
  ],
  ['regexp_substr', 'SQLite', `regexp_substr('abc', '[0-9]+')`, null, 'NULL where nothing matches.'],
  ['glob', 'SQLite', `glob('a*', 'abc')`, true, 'The pattern first; also `x GLOB pattern`.'],
  ['char', 'SQLite', `char(65, 66)`, 'AB', ''],
  ['hex', 'DuckDB', `hex('AB')`, '4142', 'The digits of a number, where SQLite gives those of its text.'],
  ['typeof', 'SQLite', `typeof(1.5)`, 'real', "integer (booleans too), real, text, blob, null. DuckDB's types: `pg_typeof`."],
  ['printf', 'SQLite', `printf('%s has %03d', 7, '5')`, '7 has 005', 'Arguments are converted.'],
  [
    'format',
    'both',
    `format('%d%%', 5) || format('{}', 'x')`,
    '5%x',
    "SQLite's with a constant that has %, DuckDB's with one that has {}.",
  ],
  [
    'datetime',
    'SQLite',
    `datetime('2026-05-05T10:11:12Z', '-7 days', 'start of month')`,
    '2026-04-01 00:00:00',
    'Text in UTC; compared with a timestamp it is one.',
  ],
  ['date', 'SQLite', `date('2026-05-05', 'weekday 1')`, '2026-05-11', 'A date, which prints as the text that SQLite gives.'],
  ['time', 'SQLite', `time('2026-05-05T10:11:12Z', '+90 minutes')`, '11:41:12', ''],
  ['julianday', 'SQLite', `julianday('2026-05-05') - julianday('2026-05-01')`, 4, ''],
  ['unixepoch', 'SQLite', `unixepoch('1970-01-02')`, 86_400, ''],
  [
    'strftime',
    'SQLite',
    `strftime('%Y-%m %s', '2026-05-05', '+1 month')`.replace(' %s', ''),
    '2026-06',
    "The format first; DuckDB's order is taken too. `%s` and `%J` stand alone.",
  ],
  ['strftime', 'DuckDB', `strftime(DATE '2026-05-05', '%d.%m.')`, '05.05.', ''],
];

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
});
afterAll(() => org[Symbol.asyncDispose]());

async function valueOf(call: string): Promise<Value> {
  const [row] = await org.rows(`SELECT ${call} AS x`);
  return row?.[0] ?? null;
}

describe("StackQL's functions have its meaning", () => {
  test.each(lines)('%s (%s): %s', async (_name, _meaning, call, expected) => {
    expect(await valueOf(call)).toEqual(expected);
  });

  test('every function of the table is tried here', () => {
    const tried = new Set(lines.map(([name]) => name));
    expect(stackqlFunctionNames.filter((name) => !tried.has(name))).toEqual([]);
  });

  test('the page lists them with what they give', async () => {
    const rows = lines.map(([name, meaning, call, value, note]) => {
      const cells = [`\`${name}\``, meaning, code(call), code(jsonText(value)), note];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    });
    await expect([...heading, ...rows, ''].join('\n')).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/functions.md'));
  });
});

function code(text: string): string {
  return `\`${text}\``;
}

const heading = [
  '# Functions',
  '',
  "Queries run in DuckDB and may call all of [its functions](https://duckdb.org/docs/stable/sql/functions/overview). Those that StackQL's users",
  "know from SQLite are here too. Where both have a function of one name, the table says whose meaning it has. DuckDB's own stays within reach as",
  "`main.json_extract(…)`. `now()`, `current_timestamp`, `current_date` and `'now'` are one instant for a whole statement, and count as constants",
  'where a parameter takes constants only. Times are in UTC, so that `utc` and `localtime` change nothing.',
  '',
  'Modifiers of times: `±N seconds|minutes|hours|days|months|years`, `start of day|month|year`, `weekday N`, `unixepoch`. Any other gives NULL, as',
  'does text that is no time.',
  '',
  '| function | meaning | example | gives | |',
  '|---|---|---|---|---|',
];

describe('functions over relations', () => {
  test('the name of an unnamed column is the text as written', async () => {
    const [ran] = await org.run("SELECT json_extract(profile, '$.login'), datetime('now') FROM okta.users.users LIMIT 1");
    expect(ran?.columns).toEqual(["json_extract(profile, '$.login')", "datetime('now')"]);
  });

  test('json_each over a column of the relation to its left', async () => {
    const rows = await org.rows(`SELECT u.profile->>'login', e.value FROM okta.users.users u, json_each(u.profile) e
      WHERE e.key = 'login' AND e.type = 'text' AND e.value <> u.profile->>'login'`);
    expect(rows).toEqual([]);
    const [count] = await org.rows(`SELECT count(*) FROM okta.users.users u, json_each(u.profile) WHERE key = 'login'`);
    const [users] = await org.rows('SELECT count(*) FROM okta.users.users');
    expect(count).toEqual(users);
  });

  test('arrows go into what json_each gives, text included', async () => {
    const rows = await org.rows(`SELECT e.value->>'$', f.value->>'a' FROM json_each('["x"]') e, json_each('[{"a":"y"}]') f`);
    expect(rows).toEqual([['x', 'y']]);
  });

  test("DuckDB's own is called by its schema", async () => {
    expect(await valueOf(`main.json_extract('{"a":"x"}', '$.a')::VARCHAR`)).toBe('"x"');
  });

  test('a bind may be the time, and be now', async () => {
    const rows = await org.rows("SELECT date(:t, '+1 day'), date(:n) = current_date", { parameters: { t: '2026-01-01', n: 'now' } });
    expect(rows).toEqual([['2026-01-02', true]]);
  });

  test('a text column without a zone of its own is left alone in quotes: names in strings and comments are no calls', async () => {
    expect(await valueOf("'iif(1)' /* iif( */ || iif(true, 'a')")).toBe('iif(1)a');
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ["strftime('%s %Y', '2026-01-01')", '%s and %J stand alone in a format', 'the database cannot put them between others'],
    ["strftime('%' || 'Y', DATE '2026-01-01')", 'the format of strftime has to be a text constant', 'the database needs one too'],
  ];
  test.each(wrong)('%s is refused', async (call, message) => {
    const error = await org.fails(`SELECT ${call}`);
    expect([error.code, error.message]).toEqual(['unsupported', message]);
    expect(error.span).toBeDefined();
  });
});
