import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import { lex } from './lexer.ts';

const noTemplates = (): string => 'value';

test.each([
  ['a_1 Größe 名前 $x', ['a_1', 'Größe', '名前', 'x'], 'words in any script; $name is a bind'],
  ["'it''s' '' E'a\\tb' $$q'q$$ $t$ $$ $t$", ["it's", '', 'a\tb', "q'q", ' $$ '], 'every kind of string'],
  ['"a""b" `c``d`', ['a"b', 'c`d'], 'quoted names, the quote doubled'],
  ['1 2.5 .5 5. 1e3 0x1F 0b11 0o17 1_000', [1, 2.5, 0.5, 5, 1000, 31, 3, 15, 1000], 'numbers'],
  ['9007199254740991 9007199254740992', [9007199254740991, 9007199254740992n], 'whole numbers beyond 2^53 are bigint'],
  ['$12 :name', ['12', 'name'], 'binds by number and name'],
  ['? ? ?', ['1', '2', '3'], 'question marks are counted'],
  ['@a @If-Match @"odd one" @@json', ['a', 'If-Match', 'odd one', 'json'], 'parameters'],
  ['{{ x }} {{x}}', ['value', 'value'], 'templates'],
  ["E'\\u00e9\\U0001F600\\x41\\101\\q\\''", ["é😀AAq'"], 'escapes'],
])('%s', (text, values, _why) => {
  expect(lex(text, noTemplates).tokens.map((token) => token.value)).toEqual(values);
});

test.each([
  ["a->'b'->>'c'", ['a', '->', "'b'", '->>', "'c'"], 'arrows'],
  ['a::int<=b||c!=d', ['a', '::', 'int', '<=', 'b', '||', 'c', '!=', 'd'], 'operators without spaces'],
  ['1-2--3\n4', ['1', '-', '2', '4'], 'two dashes start a comment'],
  ['a@>b <@ c', ['a', '@>', 'b', '<@', 'c'], 'operators with @'],
  ['t.*, a.b', ['t', '.', '*', ',', 'a', '.', 'b'], 'dots'],
  ['x[1:n] y[1 : n]', ['x', '[', '1', ':', 'n', ']', 'y', '[', '1', ':', 'n', ']'], 'a colon behind a value in brackets is a slice'],
  ["[:a, :b] {'k':v}", ['[', ':a', ',', ':b', ']', '{', "'k'", ':', 'v', '}'], 'a colon elsewhere is a bind'],
])('%s', (text, texts, _why) => {
  expect(lex(text, noTemplates).tokens.map((token) => token.text)).toEqual(texts);
});

test.each([
  ['-- required;', ';', 'the form of the seed page'],
  ['--required,', ',', 'without a space'],
  ['--REQUIRED  ,  ', ',', 'any case, any spaces'],
  ['--required', null, 'without a separator'],
  ['-- required; and more', null, 'with other text'],
  ['-- not required;', null, 'another sentence'],
  ['/* required; */', null, 'another kind of comment'],
])('%s gives %s back', (comment, separator, _why) => {
  const { tokens } = lex(`${comment}\n`, noTemplates);
  expect(tokens.map(({ kind, text }) => [kind, text])).toEqual(separator === null ? [] : [['separator-comment', separator]]);
});

const piece = fc.oneof(
  fc.string({ maxLength: 5, unit: 'binary' }),
  fc.constantFrom(
    "'a''b'",
    '"a b"',
    '`c`',
    '$$x$$',
    '-- c\n',
    '/* /* */ */',
    '1.5',
    'word',
    '->>',
    '::',
    '{{ x }}',
    '@p',
    '@@json',
    '?',
    '(',
    ')',
    ';',
    '\r\n',
  ),
);

test('tokens and what is between them are the text', () => {
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      try {
        const { tokens, trivia } = lex(text, noTemplates);
        const spans = [...tokens, ...trivia].map(({ span }) => span).sort((a, b) => a.start - b.start || a.end - b.end);
        expect(spans.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
        for (const [index, span] of spans.entries()) expect(span.start).toBe(spans[index - 1]?.end ?? 0);
      } catch (error) {
        if (!QueryError.is(error)) throw error;
        expect(error.span?.start).toBeLessThan(text.length);
        expect(error.source).toBe(text);
      }
    }),
    { numRuns: 500, seed: 3 },
  );
});

test.each([
  ["SELECT 'a", 7, 'string'],
  ["SELECT E'a\\'", 7, 'string with escapes'],
  ['SELECT "a', 7, 'quoted name'],
  ['SELECT `a', 7, 'quoted name'],
  ['SELECT $t$ a $$', 7, 'dollar-quoted string'],
  ['SELECT /* /* */', 7, 'comment'],
  ['SELECT {{ a', 7, 'template'],
])('%s is never closed: the error is at the start of the %s', (text, start, _what) => {
  expect(() => lex(text, noTemplates)).toThrow(expect.objectContaining({ code: 'syntax_error', span: expect.objectContaining({ start }) }));
});

test('a million characters are no burden', () => {
  const million = 'x'.repeat(1_000_000);
  for (const text of [`'${million}'`, `"${million}"`, million, `--${million}`, `/*${million}*/`, `$$${million}$$`, `E'${million}'`]) {
    expect(lex(text, noTemplates).tokens.length).toBeLessThan(2);
  }
});
