import { expect, test } from 'vitest';
import type { JsonValue } from '../values/value.ts';
import { shows } from './shows.ts';

const cases: readonly [value: JsonValue, wanted: JsonValue, shown: boolean, why: string][] = [
  [{ a: 1, b: 2 }, { a: 1 }, true, 'more keys are no difference'],
  [{ a: 1 }, { a: 1, b: 2 }, false, 'a key that is not there is one'],
  [{ a: { b: 'x', c: 1 } }, { a: { b: 'x' } }, true, 'at any depth'],
  [{ a: { b: 'x' } }, { a: { b: 'y' } }, false, 'another value'],
  [{ a: [1, 2] }, { a: [1, 2] }, true, 'lists are compared in order'],
  [{ a: [2, 1] }, { a: [1, 2] }, false, 'another order'],
  [{ a: [1, 2, 3] }, { a: [1, 2] }, false, 'a longer list is another list'],
  [{ a: 'x' }, { a: ['x'] }, false, 'a text is no list'],
  [{}, { a: null }, true, 'what is null may be left out'],
  [{ a: 1 }, { a: null }, false, 'but not have a value'],
  [{ a: '1' }, { a: 1 }, false, 'a text is no number'],
  ['x', { a: 1 }, false, 'a text is no object'],
];

test.each(cases)('%j shows %j: %s, as %s', (value, wanted, shown) => {
  expect(shows(value, wanted)).toBe(shown);
});
