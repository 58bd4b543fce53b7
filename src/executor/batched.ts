import type { Page, Row } from '../values/value.ts';

/** How many rows make a batch, and how long it may take to come together. */
export interface BatchSize {
  /** Rows with which a batch is full; asked before each. */
  readonly rows: () => number;
  /** Milliseconds after a batch's first page at which it is handed out as it is. */
  readonly wait: number;
  /** Whether a page is made ready while a batch is looked at: only where it will be wanted in any case. */
  readonly ahead: boolean;
}

/**
 * Joins pages into batches: the first page alone, so that its rows are seen at once, then as many as make a batch. Another page is asked for
 * only when a batch is not full without it, or ahead. Leaving early aborts the signal that the pages were opened with.
 */
export async function* batched(
  open: (signal: AbortSignal) => AsyncIterable<Page>,
  size: BatchSize,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const stop = new AbortController();
  const pages = open(AbortSignal.any([signal, stop.signal]))[Symbol.asyncIterator]();
  let pending: Promise<IteratorResult<Page>> | undefined;
  const ask = (): Promise<IteratorResult<Page>> => {
    pending ??= pages.next();
    return pending;
  };
  try {
    for (let most = 1; ; most = size.rows()) {
      const batch: Row[] = [];
      let deadline = Number.POSITIVE_INFINITY;
      let done = false;
      while (batch.length < most) {
        const page = await before(ask(), deadline);
        if (page === 'late') break;
        pending = undefined;
        if (page.done === true) {
          done = true;
          break;
        }
        if (batch.length === 0) deadline = performance.now() + size.wait;
        for (const row of page.value) batch.push(row);
      }
      // What fails ahead is thrown when its turn comes; until then it must not count as unhandled.
      if (!done && size.ahead) ask().catch(() => undefined);
      if (batch.length > 0) yield batch;
      if (done) return;
    }
  } finally {
    stop.abort();
    // What was asked for and nobody waits for any more must not count as an unhandled failure.
    pending?.catch(() => undefined);
    await pages.return?.().catch(() => undefined);
  }
}

/** What a promise gives, or `late` when that takes beyond the deadline. */
async function before<T>(promise: Promise<T>, deadline: number): Promise<T | 'late'> {
  if (deadline === Number.POSITIVE_INFINITY) return await promise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.max(0, deadline - performance.now()));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
