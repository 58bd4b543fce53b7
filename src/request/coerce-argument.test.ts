import { describe, expect, test } from 'vitest';
import type { Value } from '../values/value.ts';
import { coerceArgument, type ParameterType } from './coerce-argument.ts';
import type { ArgumentValue } from './method-call.ts';

function of(type: ParameterType['type'], more: Partial<ParameterType> = {}): ParameterType {
  return { name: 'p', location: 'query', type, datatype: type === 'timestamp' ? 'string' : type, ...more };
}

const list = of('json', { datatype: 'array' });
const oneToFive = of('integer', { minimum: 1, maximum: 5 });

describe('coerceArgument takes', () => {
  test.each<[parameter: ParameterType, value: Value, expected: ArgumentValue, why: string]>([
    [of('string'), 'a', 'a', 'text'],
    [of('string'), '', '', 'empty text'],
    [of('string'), 12, '12', 'a number where text is wanted'],
    [of('string'), 2n ** 60n, '1152921504606846976', 'a bigint where text is wanted'],
    [of('boolean'), true, true, 'a boolean'],
    [of('boolean'), 'TRUE', true, 'its text, in any case'],
    [of('boolean'), 'false', false, 'its text'],
    [of('integer'), 3, 3, 'an integer'],
    [of('integer'), '3', 3, 'its text'],
    [of('integer'), ' -3 ', -3, 'with sign and spaces'],
    [of('integer'), '9007199254740993', 9007199254740993n, 'exact beyond 2^53'],
    [oneToFive, 5, 5, 'the maximum itself'],
    [of('number'), '1.5e3', 1500, 'a number as text'],
    [of('timestamp'), '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z', 'ISO 8601'],
    [of('timestamp'), '2026-01-02 03:04:05', '2026-01-02T03:04:05.000Z', 'SQL without zone is UTC'],
    [of('timestamp'), '2026-01-02 03:04:05.25+02', '2026-01-02T01:04:05.250Z', 'SQL with a short zone'],
    [of('timestamp'), '2026-01-02T03:04-0130', '2026-01-02T04:34:00.000Z', 'a zone without colon'],
    [of('timestamp'), '2026-01-02', '2026-01-02T00:00:00.000Z', 'a date'],
    [list, ['a', 'b'], ['a', 'b'], 'a list'],
    [list, '["a", 1]', ['a', 1], 'a list as JSON text'],
    [list, 'a', ['a'], 'a single value is a list of one'],
    [of('json'), { a: 1 }, '{"a":1}', 'an object as JSON text'],
  ])('%o: %o as %o: %s', (parameter, value, expected) => {
    expect(coerceArgument(parameter, value)).toEqual({ value: expected, notice: null });
  });
});

describe('coerceArgument refuses', () => {
  test.each<[parameter: ParameterType, value: Value, message: string]>([
    [of('integer'), 'abc', "query parameter p takes an integer, not 'abc'"],
    [of('integer'), '', "query parameter p takes an integer, not ''"],
    [of('integer'), 1.5, 'query parameter p takes an integer, not 1.5'],
    [of('integer'), true, 'query parameter p takes an integer, not true'],
    [oneToFive, 6, 'query parameter p takes an integer from 1 to 5, not 6'],
    [oneToFive, '0', "query parameter p takes an integer from 1 to 5, not '0'"],
    [of('integer', { maximum: 5 }), 2n ** 70n, 'query parameter p takes an integer of at most 5, not 1180591620717411303424'],
    [of('number', { minimum: 0 }), -1, 'query parameter p takes a number of at least 0, not -1'],
    [of('number'), 'Infinity', "query parameter p takes a number, not 'Infinity'"],
    [of('boolean'), 1, 'query parameter p takes a boolean, not 1'],
    [of('boolean'), 'yes', "query parameter p takes a boolean, not 'yes'"],
    [of('string'), { a: 1 }, 'query parameter p takes a string, not {"a":1}'],
    [of('string'), null, 'query parameter p takes a string, not NULL'],
    [of('string'), new Uint8Array([1]), 'query parameter p takes a string, not a blob'],
    [of('timestamp'), 'yesterday', "query parameter p takes a timestamp (ISO 8601), not 'yesterday'"],
    [of('timestamp'), '2026-13-01', "query parameter p takes a timestamp (ISO 8601), not '2026-13-01'"],
    [list, [['a']], 'query parameter p takes a list, not [["a"]]'],
  ])('%o: %o with "%s"', (parameter, value, message) => {
    expect(() => coerceArgument(parameter, value)).toThrow(expect.objectContaining({ code: 'invalid_parameter', message }));
  });

  test('with a long value cut', () => {
    expect(() => coerceArgument(of('integer'), 'x'.repeat(500))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{0,100}…$/) }),
    );
  });
});

describe('a value that the document does not list', () => {
  const choice = of('string', { enum: ['ACTIVE', 'INACTIVE'] });
  test.each<[value: Value, notice: string | null]>([
    ['ACTIVE', null],
    ['ACTVE', "query parameter p is 'ACTVE', which the API's document does not list. Did you mean `ACTIVE`?"],
    ['active', "query parameter p is 'active', which the API's document does not list. Did you mean `ACTIVE` or `INACTIVE`?"],
    ['GONE', "query parameter p is 'GONE', which the API's document does not list. Known: ACTIVE, INACTIVE."],
  ])('%s gives the notice %s', (value, notice) => {
    expect(coerceArgument(choice, value)).toEqual({ value, notice });
  });
});
