import { expect, test } from 'vitest';
import { formatError } from './caret.ts';
import { QueryError } from './query-error.ts';

function show(source: string, start: number, end: number): readonly string[] {
  return formatError(new QueryError('syntax_error', 'wrong', { source, span: { start, end } }))
    .split('\n')
    .slice(1);
}

test.each([
  ['a line', 'SELECT x', 7, 8, ['1 | SELECT x', '  |        ^']],
  ['several characters', 'SELECT abc', 7, 10, ['1 | SELECT abc', '  |        ^^^']],
  ['an empty span', 'SELECT x', 7, 7, ['1 | SELECT x', '  |        ^']],
  ['the end of the text', 'SELECT', 6, 6, ['1 | SELECT', '  |       ^']],
  ['beyond the end of the text', 'ab', 9, 12, ['1 | ab', '  |   ^']],
  ['an empty text', '', 0, 0, ['1 | ', '  | ^']],
  ['a later line', 'a\nbc\nd', 3, 4, ['2 | bc', '  |  ^']],
  ['Windows line ends', 'a\r\nbc\r\nd', 4, 5, ['2 | bc', '  |  ^']],
  ['old Mac line ends', 'a\rbc\rd', 3, 4, ['2 | bc', '  |  ^']],
  ['the end of a line', 'ab\ncd', 2, 2, ['1 | ab', '  |   ^']],
  ['behind a last line end', 'ab\n', 3, 3, ['2 | ', '  | ^']],
  ['several lines', 'ab\n  cd\nef', 1, 9, ['1 | ab', '  |  ^', '2 |   cd', '  |   ^^', '3 | ef', '  | ^']],
  ['a span that ends with a line', 'ab\ncd', 0, 3, ['1 | ab', '  | ^^']],
  ['tabs', '\ta\tb', 3, 4, ['1 |     a    b', '  |          ^']],
  ['a tab under the span', 'a\tb', 1, 2, ['1 | a    b', '  |  ^^^^']],
  ['wide characters before', '名前 x', 3, 4, ['1 | 名前 x', '  |      ^']],
  ['wide characters under the span', 'a名前', 1, 3, ['1 | a名前', '  |  ^^^^']],
  ['an emoji of several code points', '👩‍👩‍👧 x', 9, 10, ['1 | 👩‍👩‍👧 x', '  |    ^']],
  ['marks that combine', 'e\u0301 x', 3, 4, ['1 | e\u0301 x', '  |   ^']],
  ['control characters', 'a\0b', 1, 2, ['1 | a\uFFFDb', '  |  ^']],
  ['a lone surrogate', 'a\uD800b', 1, 2, ['1 | a\uFFFDb', '  |  ^']],
  ['characters that turn the text around', 'a\u202Eb', 1, 2, ['1 | a\uFFFDb', '  |  ^']],
])('%s', (_what, source, start, end, lines) => {
  expect(show(source, start, end)).toEqual(lines);
});

test('line numbers have one width', () => {
  const source = 'x\n'.repeat(11);
  expect(show(source, 16, 21)).toEqual([' 9 | x', '   | ^', '10 | x', '   | ^', '11 | x', '   | ^']);
});

test('of many lines the first and the last are shown', () => {
  const lines = show('x\n'.repeat(20), 0, 39);
  expect(lines.at(0)).toBe(' 1 | x');
  expect(lines).toContain('   | …');
  expect(lines.at(-2)).toBe('20 | x');
  expect(lines.length).toBeLessThan(14);
});

test('of a long line the part around the span is shown', () => {
  const [text = '', marks = ''] = show(`${'a'.repeat(100_000)}!${'b'.repeat(100_000)}`, 100_000, 100_001);
  expect(text.length).toBeLessThan(200);
  expect(text.charAt(marks.indexOf('^'))).toBe('!');
  expect(marks).toMatch(/^ *\| +\^$/);
});

test.each([80, 60, 10])('no line of the source is wider than a terminal of %d columns, or so narrow as to say nothing', (width) => {
  const source = `${'a, '.repeat(100)}wrong${', b'.repeat(100)}`;
  const error = new QueryError('unknown_column', 'no', { source, span: { start: 300, end: 305 } });
  const [, line = '', marks = ''] = formatError(error, width).split('\n');
  expect(line.length).toBeLessThanOrEqual(Math.max(width, 46));
  expect(line.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('wrong');
});

test('a span as long as the text has as many marks as are seen', () => {
  const [text = '', marks = ''] = show('a'.repeat(100_000), 0, 100_000);
  expect(marks.length).toBeLessThanOrEqual(text.length);
});

test.each([
  [new QueryError('usage', 'wrong'), 'error: wrong'],
  [new QueryError('usage', 'wrong', { hint: 'Do right.' }), 'error: wrong\nhint: Do right.'],
  [new QueryError('usage', 'wrong', { span: { start: 0, end: 1 } }), 'error: wrong'],
])('without a source there is no excerpt', (error, text) => {
  expect(formatError(error)).toBe(text);
});
