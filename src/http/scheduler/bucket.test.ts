import { describe, expect, test } from 'vitest';
import { Bucket } from './bucket.ts';
import { ServerTime } from './server-time.ts';

const start = Date.UTC(2026, 0, 1);
const state = (remaining: number, reset = 60): { limit: number; remaining: number; reset: number; resetAt: number } => ({
  limit: 10,
  remaining,
  reset,
  resetAt: start + reset * 1000,
});

describe('a bucket', () => {
  test('gives its documented share before the first answer, and what answers tell afterwards', () => {
    const bucket = new Bucket(4, 0.5);
    for (const [free] of [[true], [true], [false]]) {
      expect(bucket.blockedUntil(start) === null).toBe(free);
      if (free === true) bucket.enter();
    }
    bucket.leave(state(9), start);
    expect(bucket.blockedUntil(start)).toBeNull();
  });

  test('is shut until its reset once our share is used, and open from then on', () => {
    const bucket = new Bucket(null, 0.5);
    for (let remaining = 9; remaining >= 5; remaining -= 1) {
      expect(bucket.blockedUntil(start)).toBeNull();
      bucket.enter();
      bucket.leave(state(remaining), start);
    }
    expect(bucket.blockedUntil(start + 1_000)).toBe(start + 60_000);
    expect(bucket.blockedUntil(start + 60_000)).toBeNull();
  });

  test('keeps for others what calls on their way will take', () => {
    const bucket = new Bucket(null, 1);
    bucket.enter();
    bucket.leave(state(1), start);
    expect(bucket.blockedUntil(start)).toBeNull();
    bucket.enter();
    expect(bucket.blockedUntil(start)).toBe(start + 60_000);
  });

  test('takes no answer of an earlier minute for news, and no reset beyond two minutes', () => {
    const bucket = new Bucket(null, 1);
    bucket.enter();
    bucket.enter();
    bucket.leave(state(0, 9_999), start);
    expect(bucket.blockedUntil(start)).toBe(start + 120_000);
    bucket.leave(state(10, 60), start);
    expect(bucket.blockedUntil(start)).toBe(start + 120_000);
  });
});

test("the server's clock is the best of what its dates tell", () => {
  const time = new ServerTime();
  expect(time.local(5_000)).toBe(5_000);
  time.observe(new Date(start + 100_000).toUTCString(), start + 700);
  time.observe('no date', start);
  time.observe(new Date(start + 101_000).toUTCString(), start + 1_100);
  time.observe(new Date(start + 101_000).toUTCString(), start + 1_900);
  expect(time.local(start + 160_000)).toBe(start + 160_000 - 99_900);
});
