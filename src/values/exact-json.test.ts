import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExactly, stringifyExactly } from './exact-json.ts';
import { jsonText, readJson } from './json-text.ts';
import type { JsonValue } from './value.ts';

describe('integers keep all their digits', () => {
  test.each<[text: string, expected: JsonValue]>([
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-9007199254740993', -9_007_199_254_740_993n],
    ['123456789012345678901234567890', 123_456_789_012_345_678_901_234_567_890n],
    ['{"a": [9007199254740993, 1]}', { a: [9_007_199_254_740_993n, 1] }],
    ['"9007199254740993"', '9007199254740993'],
    ['{"9007199254740993": 1}', { '9007199254740993': 1 }],
    ['["\\"9007199254740993", 9007199254740993]', ['"9007199254740993', 9_007_199_254_740_993n]],
    ['["\\\\", 9007199254740993]', ['\\', 9_007_199_254_740_993n]],
    [
      '["~:1", "~~:9007199254740993", "\\u007e\\u007E:1", 9007199254740993]',
      ['~:1', '~~:9007199254740993', '~~:1', 9_007_199_254_740_993n],
    ],
    ['1.2345678901234567890', 1.234_567_890_123_456_7],
    ['12345678901234567890.5', Number('12345678901234567890.5')],
    ['9007199254740993e0', 9_007_199_254_740_992],
    ['0.9007199254740993', 0.900_719_925_474_099_3],
  ])('%s', (text, expected) => {
    expect(parseExactly(text)).toEqual(expected);
  });

  test.each(['{9007199254740993: 1}', '9007199254740993 1', '[9007199254740993', '"9007199254740993', '09007199254740993'])(
    'what is no JSON stays none: %s',
    (text) => {
      expect(() => parseExactly(text)).toThrow(SyntaxError);
      expect(readJson(text)).toBeUndefined();
    },
  );
});

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).filter((value) => !Number.isSafeInteger(Number(value))),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => (Number.isInteger(value) ? 0.5 : value)),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[~":\\0-9u]{0,24}$/),
);
const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('tree'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));

test('law: reading what was written gives the value, digits and all', () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect(parseExactly(stringifyExactly(value))).toEqual(value);
      expect(jsonText(value)).toBe(stringifyExactly(value));
    }),
    { numRuns: 500 },
  );
});

test('law: what has no integer beyond the safe ones is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(parseExactly(text)).toEqual(JSON.parse(text));
    }),
  );
});
