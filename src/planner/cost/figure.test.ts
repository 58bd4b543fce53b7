import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeast, cut, estimated, type Figure, figureText, known, mapped, product, sum } from './figure.ts';

describe('figures for people', () => {
  test.each<[Figure, string, string]>([
    [known(0), '0', 'nothing is a figure too'],
    [known(1234567), '1,234,567', 'digits in groups'],
    [estimated(14), 'about 14', 'a guess says so'],
    [estimated(0, 1), 'about 1', 'a guess is never below what is certain'],
    [atLeast(0), 'unknown', 'nothing tells'],
    [atLeast(3), 'at least 3', 'a bound is told'],
    [cut(atLeast(0), 5), 'up to 5', 'so is the other one'],
    [cut(atLeast(2), 5), '2 to 5', 'and both'],
    [cut(atLeast(7), 5), '5', 'bounds that meet are knowledge'],
  ])('%j is %s', (figure, expected) => {
    expect(figureText(figure)).toBe(expected);
  });
});

describe('arithmetic of figures', () => {
  test.each<[string, Figure, Figure]>([
    ['the sum of nothing', sum([]), known(0)],
    ['the product of nothing', product([]), known(1)],
    ['known and known', sum([known(2), known(3)]), known(5)],
    ['known and a guess', sum([known(2), estimated(3, 1)]), { least: 3, likely: 5, most: null }],
    ['a guess and nothing known', sum([estimated(3), atLeast(1)]), { least: 1, likely: null, most: null }],
    ['a known factor', product([known(2), estimated(3, 1)]), { least: 2, likely: 6, most: null }],
    ['no rows, however many pages', product([known(0), atLeast(1)]), known(0)],
    ['a bound on a guess', cut(estimated(14), 10), { least: 0, likely: 10, most: 10 }],
    ['pages of rows', mapped(estimated(201), (rows) => Math.ceil(rows / 200)), { least: 0, likely: 2, most: null }],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

/** A figure with a value that it could stand for. */
const figures = fc
  .tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.boolean(), fc.boolean())
  .map(([least, value, rest, guessed, bounded]): { figure: Figure; value: number } => ({
    figure: { least, likely: guessed ? least + value : null, most: bounded ? least + value + rest : null },
    value: least + value,
  }));

function holds({ least, most }: Figure, value: number): boolean {
  return least <= value && (most === null || value <= most);
}

describe('laws', () => {
  test('the true value never leaves the bounds', () => {
    fc.assert(
      fc.property(figures, figures, fc.nat(60), (a, b, limit) => {
        expect(holds(sum([a.figure, b.figure]), a.value + b.value)).toBe(true);
        expect(holds(product([a.figure, b.figure]), a.value * b.value)).toBe(true);
        expect(holds(cut(a.figure, limit), Math.min(a.value, limit))).toBe(true);
      }),
    );
  });

  test('a guess stays within the bounds', () => {
    fc.assert(
      fc.property(figures, figures, fc.nat(60), (a, b, limit) => {
        for (const figure of [sum([a.figure, b.figure]), product([a.figure, b.figure]), cut(a.figure, limit)]) {
          if (figure.likely !== null) expect(holds(figure, figure.likely)).toBe(true);
        }
      }),
    );
  });

  test('order does not matter', () => {
    fc.assert(
      fc.property(figures, figures, ({ figure: a }, { figure: b }) => {
        expect(sum([a, b])).toEqual(sum([b, a]));
        expect(product([a, b])).toEqual(product([b, a]));
      }),
    );
  });
});
