/** Lets a fixed number of calls run at once and queues the others in order. */
export interface CallQueue {
  /** Runs a call when its turn comes. Rejects with the signal's reason, and never starts the call, when it is aborted before. */
  run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Runs a call that nobody waits for before those that wait; it must not fail. */
  soon(call: () => Promise<void>): void;
  /** Settles when what was to run soon has run. */
  settled(): Promise<void>;
}

/** Makes a queue of `width` places. */
export function createCallQueue(width: number): CallQueue {
  let free = width;
  const waiting: (() => void)[] = [];
  const soon = new Set<Promise<void>>();
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const turn = (signal: AbortSignal | undefined, place: 'first' | 'last'): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        const index = waiting.indexOf(start);
        if (index < 0) return;
        waiting.splice(index, 1);
        reject(signal?.reason);
      };
      const start = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      if (place === 'first') waiting.unshift(start);
      else waiting.push(start);
      signal?.addEventListener('abort', leave, { once: true });
    });
  const run = async <T>(call: () => Promise<T>, signal: AbortSignal | undefined, place: 'first' | 'last'): Promise<T> => {
    signal?.throwIfAborted();
    if (free > 0) free -= 1;
    else await turn(signal, place);
    try {
      return await call();
    } finally {
      release();
    }
  };
  return {
    run: (call, signal) => run(call, signal, 'last'),
    soon(call) {
      const done = run(call, undefined, 'first').finally(() => soon.delete(done));
      soon.add(done);
    },
    async settled() {
      await Promise.all(soon);
    },
  };
}

/** DuckDB calls occupy threads of libuv's pool, which DNS look-ups need too: two at once in the whole process. */
export const duckdbCalls: CallQueue = createCallQueue(2);
