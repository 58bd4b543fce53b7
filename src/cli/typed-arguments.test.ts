import { describe, expect, it } from 'vitest';
import type { InputValue } from '../engine/public-types.ts';
import { parseArguments } from './arguments.ts';
import { countOption, secondsOption, splitAssignment, typedByLook } from './typed-arguments.ts';

describe('typedByLook', () => {
  it.each<[text: string, expected: InputValue, why: string]>([
    ['true', true, 'a boolean'],
    ['false', false, 'a boolean'],
    ['null', null, 'null'],
    ['TRUE', 'TRUE', 'only the exact word'],
    ['42', 42, 'a number'],
    ['-1.5', -1.5, 'a number'],
    ['007', '007', 'leading zeros would be lost'],
    ['1.50', '1.50', 'a trailing zero would be lost'],
    ['-0', '-0', 'the sign would be lost'],
    ['1e3', '1e3', 'it would print as 1000'],
    ['12345678901234567890', '12345678901234567890', 'digits would be lost'],
    ['Infinity', 'Infinity', 'no JSON number'],
    ['', '', 'empty'],
    [' 1', ' 1', 'not as written'],
    ['00u1', '00u1', 'an identifier'],
  ])('reads %j as %j: %s', (text, expected) => {
    expect(typedByLook(text)).toBe(expected);
  });
});

describe('splitAssignment', () => {
  it.each([
    ['a=1', ['a', '1']],
    ['a=', ['a', '']],
    ['a=b=c', ['a', 'b=c']],
    ['okta.appId= x', ['okta.appId', ' x']],
  ])('splits %j', (text, expected) => {
    expect(splitAssignment(text, 'set')).toEqual(expected);
  });

  it.each(['a', '=1', ' =1', ''])('refuses %j', (text) => {
    expect(() => splitAssignment(text, 'var')).toThrow(/--var takes NAME=VALUE/);
  });
});

describe('numbers', () => {
  it.each(['0', '7', '1000000'])('takes --max-calls %s', (text) => {
    expect(countOption(parseArguments(['exec', `--max-calls=${text}`]), 'max-calls')).toBe(Number(text));
  });

  it.each(['-1', '1.5', 'many', '', '1e3', '99999999999999999999'])('refuses --max-calls %s', (text) => {
    expect(() => countOption(parseArguments(['exec', `--max-calls=${text}`]), 'max-calls')).toThrow(/whole number/);
  });

  it.each(['0', '-1', 'x', '', '1s'])('refuses --timeout %s', (text) => {
    expect(() => secondsOption(parseArguments(['exec', `--timeout=${text}`]), 'timeout')).toThrow(/seconds/);
  });

  it('takes a part of a second', () => {
    expect(secondsOption(parseArguments(['exec', '--timeout', '0.25']), 'timeout')).toBe(0.25);
  });
});
