/** What an answer says of its bucket. */
export interface BucketState {
  /** Calls a minute. */
  readonly limit: number;
  readonly remaining: number;
  /** When it is full again, by the server's clock: names the minute. */
  readonly reset: number;
  /** The same by ours, in milliseconds since 1970. */
  readonly resetAt: number;
}

/** Milliseconds that a bucket is believed to last where its answers do not tell, and the longest that one is waited for. */
const minute = 60_000;
const longestWait = 2 * minute;

interface Window {
  /** Null where no answer has told. */
  readonly reset: number | null;
  readonly resetAt: number;
  remaining: number;
  /** Own calls that were answered. */
  used: number;
}

/**
 * One rate-limit bucket of one host, as far as answers have told: of each minute it gives own calls no more than their share, and none when the
 * calls on their way will take what is left. Before the first answer the documented limit counts.
 */
export class Bucket {
  readonly #share: number;
  #limit: number | null;
  #window: Window | null = null;
  #inFlight = 0;

  /** `limit` is the documented one, null where there is none; `share` is above 0 and up to 1. */
  constructor(limit: number | null, share: number) {
    this.#limit = limit;
    this.#share = share;
  }

  /** When a further call may be asked for again, by our clock; null: it may go now. */
  blockedUntil(now: number): number | null {
    if (this.#limit === null) return null;
    if (this.#window === null || now >= this.#window.resetAt)
      this.#window = { reset: null, resetAt: now + minute, remaining: this.#limit, used: 0 };
    const { remaining, used, resetAt } = this.#window;
    const most = Math.max(1, Math.floor(this.#limit * this.#share));
    const isFree = used + this.#inFlight < most && remaining - this.#inFlight > 0;
    return isFree ? null : resetAt;
  }

  /** A call goes out. */
  enter(): void {
    this.#inFlight += 1;
  }

  /** A call has ended; `state` is what its answer told, null where it told nothing or none came. */
  leave(state: BucketState | null, now: number): void {
    this.#inFlight -= 1;
    if (state !== null) this.#learn(state, now);
    // It may have arrived, and been counted, all the same.
    else if (this.#window !== null) this.#window.used += 1;
  }

  #learn({ limit, remaining, reset, resetAt }: BucketState, now: number): void {
    this.#limit = limit;
    const before = this.#window;
    if (before?.reset === reset) {
      before.used += 1;
      before.remaining = Math.min(before.remaining, remaining);
    } else if (before === null || before.reset === null || reset > before.reset) {
      const used = before?.reset === null ? before.used : 0;
      this.#window = { reset, resetAt: Math.min(resetAt, now + longestWait), remaining, used: used + 1 };
    }
  }
}
