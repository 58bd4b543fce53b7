import { describe, expect, test } from 'vitest';
import { parseScript } from '../sql/parse.ts';
import { bindsByKey } from './bind-values.ts';
import type { InputParameters } from './public-types.ts';

const bind = async (sql: string, parameters: InputParameters | undefined): Promise<unknown> => [
  ...bindsByKey(parameters, await parseScript(sql, { variables: {} })),
];

test.each<[sql: string, parameters: InputParameters | undefined, expected: unknown]>([
  [
    'SELECT $1, $2',
    ['a', 2],
    [
      ['1', 'a'],
      ['2', 2],
    ],
  ],
  [
    'SELECT ?, ?',
    ['a', null],
    [
      ['1', 'a'],
      ['2', null],
    ],
  ],
  [
    'SELECT ?; SELECT ?',
    [1, 2],
    [
      ['1', 1],
      ['2', 2],
    ],
  ],
  [
    'SELECT :a; SELECT :b, :a',
    { a: true, b: 5n },
    [
      ['a', true],
      ['b', 5n],
    ],
  ],
  ['SELECT 1', undefined, []],
  ['SELECT 1', [], []],
  ['SELECT $1', undefined, []],
])('%s', async (sql, parameters, expected) => {
  expect(await bind(sql, parameters)).toEqual(expected);
});

describe('refused', () => {
  test.each<[sql: string, parameters: unknown, says: string]>([
    ['SELECT $1', ['a', 'b'], 'no bind 2'],
    ['SELECT :a', { b: 1 }, 'no bind b'],
    ['SELECT :a', ['x'], 'no bind 1'],
    ['SELECT $1', [new Date(0)], 'object'],
    ['SELECT $1', [['x']], 'a list'],
    ['SELECT $1', [{}], 'object'],
    ['SELECT $1', [undefined], 'undefined'],
    ['SELECT $1', [() => 1], 'function'],
    ['SELECT $1', [Symbol('x')], 'symbol'],
  ])('%s with %o', async (sql, parameters, says) => {
    await expect(bind(sql, parameters as InputParameters)).rejects.toMatchObject({
      code: 'undefined_bind',
      message: expect.stringContaining(says),
    });
  });
});
