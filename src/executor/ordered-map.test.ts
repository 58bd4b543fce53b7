import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderedMap } from './ordered-map.ts';

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('law: results come in the order of the inputs, never more than width at once, each input once', async () => {
  const inputs = fc.array(fc.record({ id: fc.nat(), delay: fc.nat(3) }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(inputs, fc.integer({ min: 1, max: 6 }), async (tasks, width) => {
      let running = 0;
      let most = 0;
      let started = 0;
      const results = await collect(
        orderedMap(tasks, width, async ({ id, delay }) => {
          started += 1;
          running += 1;
          most = Math.max(most, running);
          await after(delay);
          running -= 1;
          return id;
        }),
      );
      expect(results).toEqual(tasks.map(({ id }) => id));
      expect(most).toBeLessThanOrEqual(width);
      expect(started).toBe(tasks.length);
    }),
    { numRuns: 40, seed: 1 },
  );
});

describe('failures', () => {
  test('come in their turn and end it; nothing is left unhandled', async () => {
    const seen: unknown[] = [];
    const listener = (reason: unknown): void => void seen.push(reason);
    process.on('unhandledRejection', listener);
    const got: number[] = [];
    const run = async (): Promise<void> => {
      const results = orderedMap([1, 2, 3, 4, 5, 6], 3, async (n) => {
        await after(n === 2 ? 1 : 5);
        if (n === 2 || n === 3) throw new Error(`task ${n}`);
        return n;
      });
      for await (const result of results) got.push(result);
    };
    await expect(run()).rejects.toThrow('task 2');
    await after(20);
    process.off('unhandledRejection', listener);
    expect(got).toEqual([1]);
    expect(seen).toEqual([]);
  });
});

test('a reader that leaves starts no further task', async () => {
  const started: number[] = [];
  for await (const _result of orderedMap([1, 2, 3, 4, 5, 6, 7], 2, async (n) => {
    started.push(n);
    return n;
  }))
    break;
  expect(started).toEqual([1, 2]);
});

test('no input, no task', async () => {
  expect(await collect(orderedMap<number, number>([], 3, async (n) => n))).toEqual([]);
});
