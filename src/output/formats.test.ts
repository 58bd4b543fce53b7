import { describe, expect, it } from 'vitest';
import type { Column, Page } from '../values/value.ts';
import { createWriter, type OutputFormat, outputFormats } from './formats.ts';
import type { WriterOptions } from './writer.ts';

const columns: readonly Column[] = [
  { name: 'id', type: 'string' },
  { name: 'big', type: 'integer' },
  { name: 'price', type: 'decimal' },
  { name: 'profile', type: 'json' },
  { name: 'raw', type: 'blob' },
];

const rows: Page = [
  ['a1', 9007199254740993n, '1.50', { b: [1, null], a: 'x|y' }, new Uint8Array([0, 255])],
  ['', 7, null, null, null],
];

interface Run {
  readonly format: OutputFormat;
  readonly columns?: readonly Column[];
  readonly pages: readonly Page[];
  readonly terminal?: NonNullable<WriterOptions['terminal']>;
  readonly abort?: boolean;
}

async function print({ format, pages, terminal, abort = false, ...given }: Run): Promise<string> {
  let text = '';
  const write = async (piece: string): Promise<void> => {
    text += piece;
  };
  const writer = createWriter(format, { write, ...(terminal === undefined ? {} : { terminal }) });
  await writer.begin(given.columns ?? columns);
  for (const page of pages) await writer.page(page);
  await (abort ? writer.abort() : writer.end());
  return text;
}

describe('one result set', () => {
  it.each<[OutputFormat, string, string]>([
    [
      'json',
      '[\n{"id":"a1","big":9007199254740993,"price":1.50,"profile":{"b":[1,null],"a":"x|y"},"raw":"AP8="},\n' +
        '{"id":"","big":7,"price":null,"profile":null,"raw":null}\n]\n',
      'integers of any size and decimals are bare numbers, JSON is JSON',
    ],
    [
      'jsonl',
      '{"id":"a1","big":9007199254740993,"price":1.50,"profile":{"b":[1,null],"a":"x|y"},"raw":"AP8="}\n' +
        '{"id":"","big":7,"price":null,"profile":null,"raw":null}\n',
      'an object a line',
    ],
    [
      'csv',
      'id,big,price,profile,raw\na1,9007199254740993,1.50,"{""b"":[1,null],""a"":""x|y""}",AP8=\n"",7,,,\n',
      'NULL is nothing, the empty text is quoted',
    ],
    [
      'markdown',
      '| id | big | price | profile | raw |\n| --- | ---: | ---: | --- | --- |\n' +
        '| a1 | 9007199254740993 | 1.50 | {"b":\\[1,null\\],"a":"x\\|y"} | AP8= |\n|  | 7 |  |  |  |\n',
      'bars and brackets are escaped',
    ],
    [
      'line',
      '     id = a1\n    big = 9007199254740993\n  price = 1.50\nprofile = {"b":[1,null],"a":"x|y"}\n    raw = AP8=\n' +
        '\n     id = \n    big = 7\n  price = null\nprofile = null\n    raw = null\n',
      'names line up at the equals sign',
    ],
    [
      'table',
      ' id |              big | price | profile                  | raw\n' +
        '----+------------------+-------+--------------------------+------\n' +
        ' a1 | 9007199254740993 |  1.50 | {"b":[1,null],"a":"x|y"} | AP8=\n' +
        '    |                7 |  null | null                     | null\n',
      'numbers line up at their last digit',
    ],
  ])('prints %s', async (format, expected, _why) => {
    expect(await print({ format, pages: [rows] })).toBe(expected);
  });

  it.each(outputFormats)('prints the same in %s however the rows are cut into pages', async (format) => {
    const whole = await print({ format, pages: [rows] });
    expect(await print({ format, pages: [[], rows.slice(0, 1), [], rows.slice(1)] })).toBe(whole);
  });

  it.each<[OutputFormat, string]>([
    ['json', '[]\n'],
    ['jsonl', ''],
    ['csv', 'id,big,price,profile,raw\n'],
    ['line', ''],
    ['table', ' id | big | price | profile | raw\n----+-----+-------+---------+-----\n'],
  ])('prints no rows as %s', async (format, expected) => {
    expect(await print({ format, pages: [] })).toBe(expected);
  });
});

describe('a result set that breaks off', () => {
  it('is no JSON', async () => {
    const text = await print({ format: 'json', pages: [rows], abort: true });
    expect(() => JSON.parse(text)).toThrow();
    expect(text).toContain('"a1"');
  });

  it('prints nothing as a table that was still being measured', async () => {
    expect(await print({ format: 'table', pages: [rows], abort: true })).toBe('');
  });
});

describe('JSON', () => {
  it('gives every cell a key of its own', async () => {
    const named = ['a', 'a', 'a_1', 'a'].map((name): Column => ({ name, type: 'integer' }));
    expect(await print({ format: 'jsonl', columns: named, pages: [[[1, 2, 3, 4]]] })).toBe('{"a":1,"a_2":2,"a_1":3,"a_3":4}\n');
  });

  it.each<[Column['type'], Page[number][number], string]>([
    ['number', Number.NaN, '"NaN"'],
    ['number', Number.POSITIVE_INFINITY, '"Infinity"'],
    ['decimal', '12345678901234567890.01', '12345678901234567890.01'],
    ['decimal', 'Infinity', '"Infinity"'],
    ['json', 'text', '"text"'],
    ['json', false, 'false'],
    ['boolean', true, 'true'],
    ['string', '"\u2028\n', '"\\"\u2028\\n"'],
    ['string', '42', '"42"'],
  ])('prints a cell of type %s, %s, as %s', async (type, value, expected) => {
    expect(await print({ format: 'jsonl', columns: [{ name: 'v', type }], pages: [[[value]]] })).toBe(`{"v":${expected}}\n`);
  });
});

describe('CSV', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['cr\r', '"cr\r"'],
    [' space', '" space"'],
    ['', '""'],
    ['=1+1', '=1+1'],
  ])('prints %j as %s', async (value, expected) => {
    expect(await print({ format: 'csv', columns: [{ name: 'a,b', type: 'string' }], pages: [[[value]]] })).toBe(`"a,b"\n${expected}\n`);
  });
});

describe('a table', () => {
  const text: readonly Column[] = [{ name: 'v', type: 'string' }];

  it('shows no control character of a cell', async () => {
    const shown = await print({ format: 'table', columns: text, pages: [[['\u001b[2Jgone\r\n\u202eevil\u009b']]] });
    expect(shown).toContain('\\u{1b}[2Jgone\\r\\n\\u{202e}evil\\u{9b}');
    expect(shown).not.toMatch(/[\u001b\r\u202e\u009b]/);
  });

  it('counts wide characters as two cells', async () => {
    const two: readonly Column[] = [...text, { name: 'w', type: 'string' }];
    expect(
      await print({
        format: 'table',
        columns: two,
        pages: [
          [
            ['日本', 'x'],
            ['e\u0301', 'x'],
            ['👩‍👩‍👧', 'x'],
          ],
        ],
      }),
    ).toBe(' v    | w\n------+---\n 日本 | x\n e\u0301    | x\n 👩‍👩‍👧   | x\n');
  });

  it('gives each cell a line where a terminal is too narrow for the columns', async () => {
    const columns = ['a', 'b', 'c'].map((name): Column => ({ name: `${name}${'x'.repeat(20)}`, type: 'string' }));
    const terminal = { width: 32, color: true };
    const long = 'y'.repeat(40);
    const shown = await print({ format: 'table', columns, pages: [[['1', null, long]], [['2', '日本語'.repeat(5), '3']]], terminal });
    expect(shown.split('\n')).toEqual([
      'axxxxxxxxxxxxxxxxxxxx = 1',
      'bxxxxxxxxxxxxxxxxxxxx = null',
      'cxxxxxxxxxxxxxxxxxxxx = yyyyyyy…',
      '',
      'axxxxxxxxxxxxxxxxxxxx = 2',
      'bxxxxxxxxxxxxxxxxxxxx = 日本語…',
      'cxxxxxxxxxxxxxxxxxxxx = 3',
      '',
    ]);
  });

  it('never cuts the only column', async () => {
    const text = 'word '.repeat(10).trim();
    const shown = await print({
      format: 'table',
      columns: [{ name: 'plan', type: 'string' }],
      pages: [[[text]]],
      terminal: { width: 20, color: false },
    });
    expect(shown).toBe(` plan\n${'-'.repeat(20)}\n ${text}\n`);
  });

  it('fits a terminal by cutting its widest columns, and dims NULL', async () => {
    const wide: readonly Column[] = [...text, { name: 'links', type: 'json' }];
    const page: Page = [
      ['short', { href: 'x'.repeat(200) }],
      [null, null],
    ];
    const shown = await print({ format: 'table', columns: wide, pages: [page], terminal: { width: 40, color: true } });
    const plain = shown.replace(/\u001b\[\d+m/g, '').split('\n');
    expect(Math.max(...plain.map((line) => line.length))).toBe(40);
    expect(plain[2]).toMatch(/^ short \| \{"href":"x+…$/);
    expect(shown).toContain('\u001b[2mnull\u001b[22m');
  });

  it('goes on row by row once it has measured a thousand', async () => {
    let pieces = 0;
    const writer = createWriter('table', {
      write: async () => {
        pieces += 1;
      },
    });
    await writer.begin(text);
    for (let page = 0; page < 12; page += 1) await writer.page(Array.from({ length: 100 }, () => ['x']));
    expect(pieces).toBe(3);
  });
});
