import { describe, expect, test } from 'vitest';
import { OktaError } from '../okta-error.ts';
import { certainEquals, compileFilter, type FilterDialect } from './filter-dialect.ts';
import { comparisonOperators, parseFilter } from './parse-filter.ts';

const every: FilterDialect = {
  attributes: {
    'a.*': comparisonOperators,
    n: comparisonOperators,
    t: comparisonOperators,
    s: comparisonOperators,
    list: comparisonOperators,
    flag: ['eq', 'pr'],
  },
  caseSensitive: true,
  connectives: ['and', 'or', 'not'],
};

const item = { s: 'Blue', n: 5, t: '2026-01-01T00:00:00.000Z', a: { b: 'x"y\\z' }, list: ['one', 'two'], flag: true, none: null };

describe('comparisons', () => {
  test.each([
    ['s eq "Blue"', true, 'equal'],
    ['s eq "blue"', false, 'case counts'],
    ['s ne "blue"', true, 'not equal'],
    ['s sw "Bl"', true, 'begins'],
    ['s ew "ue"', true, 'ends'],
    ['s co "lu"', true, 'contains'],
    ['s gt "Apple"', true, 'texts have an order'],
    ['n gt 4', true, 'numbers compare as numbers'],
    ['n lt 10', true, 'not as texts'],
    ['n ge 5', true, 'bounds belong to it'],
    ['n le 4', false, 'and what is beyond does not'],
    ['t gt "2025-12-31T23:30:00-01:00"', false, 'times compare as instants'],
    ['t eq "2026-01-01T01:00:00+01:00"', true, 'in any zone'],
    ['t ge "2026-01-01"', true, 'a day is its first instant'],
    ['a.b eq "x\\"y\\\\z"', true, 'literals are JSON strings'],
    ['list eq "two"', true, 'a list holds what one of its members does'],
    ['flag eq true', true, 'booleans'],
    ['flag eq false', false, 'other booleans'],
    ['flag pr', true, 'present'],
    ['a.none pr', false, 'absent'],
    ['a.none eq "x"', false, 'what is absent equals nothing'],
    ['a.none ne "x"', true, 'and differs from everything'],
    ['s EQ "Blue"', true, 'operators in capitals'],
  ])('%s is %s: %s', (expression, expected) => {
    expect(compileFilter(every, expression)(item)).toBe(expected);
  });

  test('without case where the dialect says so', () => {
    expect(compileFilter({ ...every, caseSensitive: false }, 's eq "BLUE" and s sw "bL"')(item)).toBe(true);
  });
});

describe('connectives', () => {
  const [yes, no] = ['n eq 5', 'n eq 6'];
  test.each([
    [`${yes} or ${no} and ${no}`, true, 'and binds stronger than or'],
    [`(${yes} or ${no}) and ${no}`, false, 'parentheses bind strongest'],
    [`${no} and ${no} or ${yes}`, true, 'on either side'],
    [`not (${no}) and ${yes}`, true, 'not holds for its parentheses'],
    [`${yes} AND NOT (${no} OR ${no})`, true, 'in capitals'],
  ])('%s is %s: %s', (expression, expected) => {
    expect(compileFilter(every, expression)(item)).toBe(expected);
  });
});

describe('what is refused', () => {
  test.each([
    ['', 'E0000031', 'nothing'],
    ['s', 'E0000031', 'no operator'],
    ['s eq', 'E0000031', 'no value'],
    ['s eq blue', 'E0000031', 'a bare word as value'],
    ['s is "x"', 'E0000031', 'an operator that does not exist'],
    ['s eq "x', 'E0000031', 'a text that does not end'],
    ['s eq "x" s eq "y"', 'E0000031', 'no connective'],
    ['(s eq "x"', 'E0000031', 'an open parenthesis'],
    ['s eq "x")', 'E0000031', 'a parenthesis too many'],
    ['not s eq "x"', 'E0000031', 'not without parentheses'],
    ['S eq "x"', 'E0000031', 'attribute names have their case'],
    ['unknown eq "x"', 'E0000031', 'an unknown attribute'],
    ['flag sw "t"', 'E0000053', 'an operator that the attribute does not take'],
  ])('%j with %s: %s', (expression, code) => {
    expect(refusalOf(() => compileFilter(every, expression))).toBe(code);
  });

  test.each(['and', 'or', 'not'] as const)('%s where the dialect has none', (word) => {
    const expression = word === 'not' ? 'not (n eq 5)' : `n eq 5 ${word} n eq 5`;
    expect(refusalOf(() => compileFilter({ ...every, connectives: [] }, expression))).toBe('E0000053');
  });
});

test('equalities that hold for everything found are those no or and no not weakens', () => {
  expect([...certainEquals('s eq "x" and (n eq 5 or n eq 6) and not (t eq "z") and a.b eq "y"')]).toEqual([
    ['s', 'x'],
    ['a.b', 'y'],
  ]);
});

test('trees', () => {
  const leaf = { kind: 'compare', attribute: 'a', operator: 'pr', value: true };
  expect(parseFilter('a pr or a pr and a pr')).toEqual({ kind: 'or', operands: [leaf, { kind: 'and', operands: [leaf, leaf] }] });
});

function refusalOf(run: () => unknown): string {
  try {
    run();
    return 'nothing';
  } catch (error) {
    return error instanceof OktaError ? error.code : String(error);
  }
}
