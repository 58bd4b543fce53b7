import { expect, test } from 'vitest';
import { lex } from './lexer.ts';
import { isComplete, splitScript } from './script.ts';

function split(source: string): readonly string[] {
  const { tokens } = lex(source, () => '');
  return splitScript({ source, tokens }).map((range) => {
    const { start, end } = range.spanOf(range.position, range.end - 1);
    return source.slice(start, end);
  });
}

test.each([
  ['', [], 'nothing'],
  [' ;; -- a\n;', [], 'nothing but separators and comments'],
  ['a; b', ['a', 'b'], 'the last needs no separator'],
  ['\';\' ; ";" ; $$;$$', ["';'", '";"', '$$;$$'], 'separators inside quotes'],
  ['a /* ; */ b; c', ['a /* ; */ b', 'c'], 'separators inside comments'],
  ['a -- required;\nb', ['a', 'b'], 'a separator given back'],
])('%j', (source, statements, _why) => {
  expect(split(source)).toEqual(statements);
});

test.each([
  ['(a; b)', '(', 'a separator inside brackets'],
  ['(a', '(', 'an open bracket'],
  ['a)', ')', 'a bracket that closes nothing'],
  ['(a]', ']', 'brackets that do not fit'],
])('%s is refused at %s: %s', (source, at) => {
  expect(() => split(source)).toThrow(
    expect.objectContaining({ code: 'syntax_error', span: { start: source.indexOf(at), end: source.indexOf(at) + 1 } }),
  );
});

test('brackets are counted, not walked', () => {
  expect(() => split('('.repeat(100_000))).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

test.each([
  ['', false, 'nothing to run'],
  ['SELECT 1', false, 'no separator'],
  ['SELECT 1;', true, 'a separator'],
  ['SELECT 1; -- done', true, 'a comment behind it'],
  ['SELECT 1 -- required;', true, 'a separator given back'],
  ['SELECT 1 -- ;', false, 'a separator in a comment'],
  ["SELECT ';", false, 'an open string'],
  ['SELECT ";', false, 'an open name'],
  ['SELECT /* ;', false, 'an open comment'],
  ['SELECT $$ ;', false, 'an open dollar quote'],
  ['SELECT {{ a ;', false, 'an open template'],
  ['SELECT (1;', false, 'an open bracket'],
  ['SELECT 1; SELECT 2', false, 'text behind the separator'],
  ['SELECT {{ a }};', true, 'templates need no value'],
  ['SELECT §', true, 'what can never be right'],
  ['SELECT 1);', true, 'a bracket too many can never be right'],
])('%j is complete: %s', (text, complete, _why) => {
  expect(isComplete(text)).toBe(complete);
});
