import { describe, expect, test } from 'vitest';
import { blocks, code, codes, plain, sentence, sqlBlock, table } from './markdown.ts';

describe('plain', () => {
  test.each([
    ['a | b', String.raw`a \| b`, 'a table keeps its borders'],
    ['two\n lines ', 'two lines', 'a cell is one line'],
    ['<script> & *bold* [x](y)', String.raw`&lt;script> & \*bold\* \[x\](y)`, 'foreign markup stays text'],
    ['a `b` c', String.raw`a \`b\` c`, 'so does code'],
    [String.raw`C:\new`, String.raw`C:\\new`, 'and a backslash'],
    ['_links of a_b', String.raw`\_links of a_b`, 'only underscores that could stress a word are kept from it'],
  ])('%j becomes %j: %s', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });
});

describe('code', () => {
  test.each([
    ['id', '`id`', 'a plain name'],
    ['a|b', '`a\\|b`', 'a table keeps its borders'],
    ['a`b', '``a`b``', 'the fence is longer than what is in it'],
    ['`a', '`` `a ``', 'and does not touch it'],
  ])('%j becomes %j: %s', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test('lists', () => {
    expect([codes([]), codes(['a', 'b'])]).toEqual(['', '`a`, `b`']);
  });
});

test.each([
  ['Lists toys', 'Lists toys.', 'a title becomes a sentence'],
  ['Lists toys.', 'Lists toys.', 'one that is one stays'],
  ['Really?', 'Really?', 'whatever it ends in'],
])('sentence %j: %j: %s', (text, expected) => {
  expect(sentence(text)).toBe(expected);
});

test('tables, statements and blocks', () => {
  expect(table(['A', 'B'], [['1', '']])).toBe('| A | B |\n|---|---|\n| 1 |  |');
  expect(sqlBlock('SELECT 1;')).toBe('```sql\nSELECT 1;\n```');
  expect(blocks(['a', 'b'])).toBe('a\n\nb\n');
});
