import type { Clock } from '../clock.ts';
import { abortError } from '../network-error.ts';
import type { Bucket, BucketState } from './bucket.ts';
import type { RateLimitWait } from './rate-limit-wait.ts';

/** Where a gate stands and whom it tells. */
export interface GateOptions {
  readonly host: string;
  /** The bucket's title. */
  readonly title: string;
  readonly clock: Clock;
  readonly onWait: ((wait: RateLimitWait) => void) | undefined;
}

interface Pause {
  readonly until: number;
  readonly wait: RateLimitWait;
  readonly stop: AbortController;
  waiters: number;
}

/** Lets the calls of one bucket wait together, so that there is one pause however many there are. */
export class BucketGate {
  readonly bucket: Bucket;
  readonly #options: GateOptions;
  #pause: Pause | null = null;

  constructor(bucket: Bucket, options: GateOptions) {
    this.bucket = bucket;
    this.#options = options;
  }

  /** Whether a further call has to wait. */
  isShut(): boolean {
    return this.bucket.blockedUntil(this.#options.clock.now()) !== null;
  }

  /** Resolves when it is worth looking again. Rejects when the signal is aborted first. */
  async opened(signal: AbortSignal, onWait: ((wait: RateLimitWait) => void) | undefined): Promise<void> {
    if (signal.aborted) throw abortError(signal);
    const until = this.bucket.blockedUntil(this.#options.clock.now());
    if (until === null) return;
    this.#pause ??= this.#begin(until);
    const pause = this.#pause;
    onWait?.(pause.wait);
    pause.waiters += 1;
    try {
      await unlessAborted(pause.wait.over, signal);
    } finally {
      pause.waiters -= 1;
      // Whoever leaves last takes the timer along, which would keep the process.
      if (pause.waiters === 0) pause.stop.abort();
    }
  }

  /** A call has ended; what it told may open the gate, or tell better how long it stays shut. */
  left(state: BucketState | null): void {
    const now = this.#options.clock.now();
    this.bucket.leave(state, now);
    if (this.#pause !== null && this.bucket.blockedUntil(now) !== this.#pause.until) this.#pause.stop.abort();
  }

  #begin(until: number): Pause {
    const { clock, host, title, onWait } = this.#options;
    const milliseconds = until - clock.now();
    const stop = new AbortController();
    const over = clock.wait(milliseconds, stop.signal).catch(() => undefined);
    const pause: Pause = { until, stop, waiters: 0, wait: { host, bucket: title, milliseconds, over } };
    void over.then(() => {
      if (this.#pause === pause) this.#pause = null;
    });
    onWait?.(pause.wait);
    return pause;
  }
}

/** Resolves with the promise, which never rejects, or rejects when the signal is aborted. */
function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(abortError(signal));
    signal.addEventListener('abort', stop, { once: true });
    void promise.then(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    // Whoever is told of the wait may have ended it.
    if (signal.aborted) stop();
  });
}
