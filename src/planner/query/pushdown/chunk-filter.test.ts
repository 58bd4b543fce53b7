import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FilterLanguage } from '../../../catalog/pushdown-descriptor.ts';
import { chunkFilter } from './chunk-filter.ts';
import { type FilterExpression, joined, printFilter } from './filter-expression.ts';

const language: FilterLanguage = {
  operators: { eq: 'eq', gt: 'gt' },
  comparison: '{attribute} {operator} {value}',
  presence: '{attribute} pr',
  and: ' and ',
  or: ' or ',
  group: '({})',
  text: 'json',
  timestamp: 'text',
  refusals: [],
};

const equal = (attribute: string, text: string): FilterExpression => ({
  kind: 'compare',
  attribute,
  operator: 'eq',
  value: { kind: 'text', text },
});

const values = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 40 });

test('parts fit, hold every value once, and every other condition', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 300, max: 900 }), (texts, bytes) => {
      const [first = '', ...rest] = texts;
      const list = joined('or', [equal('a', first), ...rest.map((text) => equal('a', text))]);
      const { texts: parts, used } = chunkFilter([equal('b', 'x'), list], { language, bytes });
      expect(used).toHaveLength(2);
      for (const part of parts) {
        expect(encodeURIComponent(part).length).toBeLessThanOrEqual(bytes);
        expect(part).toContain('b eq "x"');
      }
      for (const text of texts) {
        const printed = printFilter(equal('a', text), language);
        expect(parts.filter((part) => part.includes(printed)).length).toBeGreaterThanOrEqual(1);
      }
    }),
  );
});

test('a range over several attributes is not parted: rows could fulfil two parts', () => {
  const either = joined('or', [equal('a', 'x'.repeat(200)), equal('b', 'y'.repeat(200))]);
  expect(chunkFilter([either, equal('c', 'z')], { language, bytes: 300 })).toEqual({ texts: ['c eq "z"'], used: [equal('c', 'z')] });
});

test('nothing fits', () => {
  expect(chunkFilter([equal('a', 'x'.repeat(500))], { language, bytes: 300 })).toEqual({ texts: [], used: [] });
});
