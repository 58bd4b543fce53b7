/** Lets a fixed number of calls run at once and queues the others in order. */
export interface CallQueue {
  run<T>(call: () => Promise<T>): Promise<T>;
}

/** Makes a queue of `width` places. */
function createCallQueue(width: number): CallQueue {
  let free = width;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async run(call) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await call();
      } finally {
        release();
      }
    },
  };
}

/** DuckDB calls occupy threads of libuv's pool, which DNS look-ups need too: two at once in the whole process. */
export const duckdbCalls: CallQueue = createCallQueue(2);
