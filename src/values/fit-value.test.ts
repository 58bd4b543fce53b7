import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeValue, fitValue, normalTimestamp } from './fit-value.ts';
import { type ColumnType, columnTypes, type JsonValue } from './value.ts';

test.each<[value: JsonValue | undefined, type: ColumnType, expected: unknown]>([
  ['x', 'string', 'x'],
  ['', 'string', ''],
  [7, 'string', undefined],
  [{}, 'string', undefined],
  [true, 'boolean', true],
  ['true', 'boolean', undefined],
  [0, 'boolean', undefined],
  [7, 'integer', 7],
  [-0.5, 'integer', undefined],
  ['7', 'integer', undefined],
  [7.5, 'number', 7.5],
  ['7.5', 'number', undefined],
  [{ a: [1] }, 'json', { a: [1] }],
  ['x', 'json', 'x'],
  [0, 'json', 0],
  [false, 'json', false],
  ['2026-01-31', 'date', '2026-01-31'],
  ['2026-1-31', 'date', undefined],
  [5, 'timestamp', undefined],
  ['soon', 'timestamp', undefined],
])('%j as %s is %j', (value, type, expected) => {
  expect(fitValue(value, type)).toEqual(expected);
});

test.each(columnTypes)('null and a missing value are NULL as %s', (type) => {
  expect(fitValue(null, type)).toBeNull();
  expect(fitValue(undefined, type)).toBeNull();
});

describe('timestamps', () => {
  test.each<[text: string, expected: string | undefined]>([
    ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T02:30:00+02:30', '2026-01-01T00:00:00.000Z'],
    ['2025-12-31T19:00:00-05:00', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00.123456789Z', '2026-01-01T00:00:00.123Z'],
    ['2026-01-01T00:00:00', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01 00:00:00', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['2026-01-31T23:59:59.999Z', '2026-01-31T23:59:59.999Z'],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-13-01T00:00:00.000Z', undefined],
    ['2026-01-01T25:00:00.000Z', undefined],
    ['2026-01-01T25:00:00Z', undefined],
    ['01.02.2026', undefined],
    ['', undefined],
    ['January 1, 2026', undefined],
    ['20260101T000000Z', undefined],
    ['1767225600', undefined],
  ])('%s', (text, expected) => {
    expect(normalTimestamp(text)).toBe(expected);
  });

  test('law: an instant written with any offset is the same instant', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9000-01-01'), noInvalidDate: true }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (date, offset) => {
          const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
          const sign = offset < 0 ? '-' : '+';
          const two = (n: number): string => String(n).padStart(2, '0');
          const zone = `${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
          expect(normalTimestamp(`${local}${zone}`)).toBe(date.toISOString());
        },
      ),
    );
  });

  test('law: what is normal stays as it is', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9000-01-01'), noInvalidDate: true }), (date) => {
        const text = date.toISOString();
        expect(normalTimestamp(text)).toBe(text);
      }),
    );
  });
});

test.each<[value: JsonValue, text: string]>([
  [null, 'null'],
  [[1], 'a list'],
  [{ a: 1 }, 'an object'],
  ['x', 'text "x"'],
  [7, 'number 7'],
  [true, 'boolean true'],
  ['x'.repeat(90), `text "${'x'.repeat(39)}…`],
])('%j is described as %s', (value, text) => {
  expect(describeValue(value)).toBe(text);
});
