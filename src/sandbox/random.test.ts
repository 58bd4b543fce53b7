import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Clock, iso } from './clock.ts';
import { Random } from './random.ts';
import { indexOfLogin, nameOf } from './users/user-names.ts';

describe('identifiers', () => {
  test('lead back to their index', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(900_000_000), (seed, index) => {
        const random = new Random(seed);
        const id = random.id('00u', index);
        expect(id).toMatch(/^00u[0-9A-Za-z]{17}$/);
        expect(random.indexOf('00u', id)).toBe(index);
      }),
    );
  });

  test('of neighbours share nothing to speak of, and no two are equal', () => {
    const random = new Random(1);
    const ids = Array.from({ length: 20_000 }, (_, index) => random.id('00u', index));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.map((id) => id.slice(3, 8))).size).toBeGreaterThan(19_900);
  });

  test.each([
    ['00u', 'of another length'],
    ['00gABCDEFGHIJKLMNOPQ', 'of another kind'],
    ['00uABCDEFGHIJKLMNOPQ', 'made up'],
    ['00uABCDEFGHIJKLMNOP!', 'with a strange character'],
  ])('%s has no index: %s', (id) => {
    expect(new Random(1).indexOf('00u', id)).toBeUndefined();
  });

  test('one of another seed is unknown', () => {
    expect(new Random(1).indexOf('00u', new Random(2).id('00u', 5))).toBeUndefined();
  });
});

describe('names', () => {
  test('logins lead back to their index, with and without the domain', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(999_999), (seed, index) => {
        const random = new Random(seed);
        const { login } = nameOf(random, index);
        expect(indexOfLogin(random, login)).toBe(index);
        expect(indexOfLogin(random, login.split('@')[0] ?? '')).toBe(index);
      }),
    );
  });

  test('no two users share a login', () => {
    const random = new Random(3);
    expect(new Set(Array.from({ length: 10_000 }, (_, index) => nameOf(random, index).login)).size).toBe(10_000);
  });

  test.each(['nobody', 'ada.nobody@example.com', 'ada.almeida@elsewhere.com', ''])('%j is nobody', (login) => {
    expect(indexOfLogin(new Random(1), login)).toBeUndefined();
  });
});

describe('time', () => {
  test('prints as Date does', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (time) => iso(time) === new Date(time).toISOString()));
  });

  test('every tick is later than the one before', () => {
    const clock = new Clock(0);
    const ticks = Array.from({ length: 50 }, () => clock.tick());
    expect(ticks).toEqual([...new Set(ticks)].toSorted());
  });
});
