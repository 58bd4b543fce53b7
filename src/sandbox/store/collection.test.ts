import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { Collection, collectionOf } from './collection.ts';

function generated(count: number): Collection {
  return new Collection({
    count,
    idOf: (index) => `g${index}`,
    indexOf: (id) => (/^g\d+$/.test(id) ? Number(id.slice(1)) : undefined),
    make: (index) => ({ id: `g${index}` }),
  });
}

describe('a collection behaves like an ordered map that started with its generated objects', () => {
  test('whatever is put and removed', () => {
    const change = fc.tuple(fc.constantFrom('put', 'remove'), fc.constantFrom('g0', 'g1', 'g2', 'g9', 'a', 'b'), fc.nat(9));
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const collection = generated(3);
        const model = new Map<string, JsonObject>([0, 1, 2].map((index) => [`g${index}`, { id: `g${index}` }]));
        for (const [what, id, value] of changes) {
          if (what === 'put') {
            collection.put(id, { id, value });
            model.set(id, { id, value });
          } else expect(collection.remove(id)).toBe(model.delete(id));
        }
        expect([...collection.entries()].map(({ id, item }) => [id, item])).toEqual([...model]);
        expect(collection.size).toBe(model.size);
        for (const id of ['g0', 'g1', 'g2', 'g9', 'a', 'b'])
          expect([collection.has(id), collection.get(id)]).toEqual([model.has(id), model.get(id)]);
      }),
    );
  });
});

test('going on after an ordinal gives the rest, also when what stood there is gone', () => {
  const collection = generated(5);
  collection.put('a', { id: 'a' });
  const ordinals = [...collection.entries()].map(({ ordinal }) => ordinal);
  expect(ordinals).toEqual([0, 1, 2, 3, 4, 5]);
  collection.remove('g2');
  expect([...collection.after(2)].map(({ id }) => id)).toEqual(['g3', 'g4', 'a']);
  expect([...collection.after(5)]).toEqual([]);
  expect(collection.newest).toBe(5);
});

test('a million objects take no time until they are looked at', () => {
  const collection = generated(1_000_000);
  expect([collection.size, collection.get('g999999')]).toEqual([1_000_000, { id: 'g999999' }]);
  expect([...collection.after(999_997)].map(({ id }) => id)).toEqual(['g999998', 'g999999']);
});

test('a list as a start', () => {
  const collection = collectionOf([['x', { id: 'x' }]]);
  expect([collection.has('x'), collection.has('y'), collection.size]).toEqual([true, false, 1]);
});
