import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../values/value.ts';
import { valueAt, valuesAt } from './json-path.ts';

const body: JsonValue = { a: { b: [{ c: 'x' }, { c: 'y' }, {}] }, n: null, deep: [{ list: [1, 2] }, { list: [3] }] };

describe('paths', () => {
  test.each<[path: string, expected: JsonValue | undefined]>([
    ['a.b', [{ c: 'x' }, { c: 'y' }, {}]],
    ['n', null],
    ['n.x', undefined],
    ['a.toString', undefined],
    ['a.b.length', undefined],
    ['', undefined],
  ])('valueAt %s is %j', (path, expected) => {
    expect(valueAt(body, path)).toEqual(expected);
  });

  test.each<[path: string, expected: readonly JsonValue[]]>([
    ['a.b[].c', ['x', 'y']],
    ['deep[].list[]', [1, 2, 3]],
    ['a', [{ b: [{ c: 'x' }, { c: 'y' }, {}] }]],
    ['n[].x', []],
    ['nothing[].x', []],
  ])('valuesAt %s is %j', (path, expected) => {
    expect(valuesAt(body, path)).toEqual(expected);
  });

  test('a list at the root', () => {
    expect(valuesAt([{ a: 1 }, { a: 2 }], '[].a')).toEqual([1, 2]);
  });
});
