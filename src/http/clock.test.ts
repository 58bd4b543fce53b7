import { expect, test } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import { systemClock } from './clock.ts';

test('waits as long as it is told', async () => {
  const started = performance.now();
  await systemClock.wait(30, new AbortController().signal);
  expect(performance.now() - started).toBeGreaterThan(25);
});

test('an abort ends the wait with its own reason', async () => {
  const stop = new AbortController();
  const waiting = systemClock.wait(60_000, stop.signal);
  stop.abort(new QueryError('timeout', 'over'));
  await expect(waiting).rejects.toMatchObject({ code: 'timeout' });
});

test('does not begin once aborted', async () => {
  await expect(systemClock.wait(60_000, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
