import { expect, test } from 'vitest';
import { createCallQueue } from './call-queue.ts';

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('never more calls at once than there are places, in order', async () => {
  const queue = createCallQueue(2);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  await Promise.all(
    [1, 2, 3, 4, 5].map((n) =>
      queue.run(async () => {
        started.push(n);
        running += 1;
        most = Math.max(most, running);
        await after(2);
        running -= 1;
      }),
    ),
  );
  expect(started).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('a call that is aborted while it waits leaves at once and is never started', async () => {
  const queue = createCallQueue(1);
  const abort = new AbortController();
  const first = queue.run(() => after(30));
  let started = false;
  const second = queue.run(async () => {
    started = true;
  }, abort.signal);
  abort.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  await first;
  await queue.run(async () => undefined);
  expect(started).toBe(false);
});

test('what is to run soon runs before what waits, and can be waited for', async () => {
  const queue = createCallQueue(1);
  const order: string[] = [];
  const calls = ['running', 'waiting'].map((name) =>
    queue.run(async () => {
      await after(2);
      order.push(name);
    }),
  );
  queue.soon(async () => void order.push('soon'));
  await queue.settled();
  expect(order).toEqual(['running', 'soon']);
  await Promise.all(calls);
});

test('a failed call gives its place back', async () => {
  const queue = createCallQueue(1);
  await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await queue.run(async () => 1)).toBe(1);
});
