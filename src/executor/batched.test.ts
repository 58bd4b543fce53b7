import { expect, test } from 'vitest';
import type { Page } from '../values/value.ts';
import { type BatchSize, batched } from './batched.ts';

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const never = new AbortController().signal;

interface Source {
  asked: number;
  signal: AbortSignal | undefined;
  open(signal: AbortSignal): AsyncIterable<Page>;
}

/** Pages of three rows each, every one after so many milliseconds. */
function sourceOf(count: number, delay = 0): Source {
  return {
    asked: 0,
    signal: undefined,
    async *open(signal) {
      this.signal = signal;
      for (let page = 0; page < count; page += 1) {
        this.asked += 1;
        if (delay > 0) await after(delay);
        yield [[page], [page], [page]];
      }
    },
  };
}

async function sizesOf(source: Source, size: BatchSize): Promise<readonly number[]> {
  const sizes: number[] = [];
  for await (const batch of batched((signal) => source.open(signal), size, never)) sizes.push(batch.length);
  return sizes;
}

test.each<[pages: number, rows: number, sizes: readonly number[], why: string]>([
  [0, 9, [], 'no pages, no batch'],
  [1, 9, [3], 'the first alone'],
  [7, 9, [3, 9, 9], 'then full ones'],
  [6, 9, [3, 9, 6], 'the last may be less'],
  [3, 1, [3, 3, 3], 'a page is never parted'],
])('%i pages, batches of %i: %j, %s', async (pages, rows, sizes) => {
  for (const ahead of [false, true]) expect(await sizesOf(sourceOf(pages), { rows: () => rows, wait: 1_000, ahead })).toEqual(sizes);
});

test('rows do not wait for others for long', async () => {
  const sizes = await sizesOf(sourceOf(4, 30), { rows: () => 100, wait: 10, ahead: false });
  expect(sizes).toEqual([3, 3, 3, 3]);
});

test.each([
  [false, 1],
  [true, 2],
])('ahead: %s: a reader that leaves with the first batch has asked for %i pages, and the rest is aborted', async (ahead, asked) => {
  const source = sourceOf(9, 2);
  for await (const _batch of batched((signal) => source.open(signal), { rows: () => 9, wait: 1_000, ahead }, never)) break;
  expect(source.asked).toBe(asked);
  expect(source.signal?.aborted).toBe(true);
});

test('a failure ahead comes in its turn and leaves nothing unhandled', async () => {
  const seen: unknown[] = [];
  const listener = (reason: unknown): void => void seen.push(reason);
  process.on('unhandledRejection', listener);
  const open = async function* (): AsyncGenerator<Page> {
    yield [[1]];
    throw new Error('gone');
  };
  const got: number[] = [];
  const run = async (): Promise<void> => {
    for await (const batch of batched(open, { rows: () => 9, wait: 1_000, ahead: true }, never)) {
      await after(5);
      got.push(batch.length);
    }
  };
  await expect(run()).rejects.toThrow('gone');
  await after(5);
  process.off('unhandledRejection', listener);
  expect(got).toEqual([1]);
  expect(seen).toEqual([]);
});
