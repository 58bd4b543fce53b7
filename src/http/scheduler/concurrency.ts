import { abortError } from '../network-error.ts';

/** Calls at once in the beginning: under half of what the smallest plans allow. */
const firstWidth = 7;
/** Most calls at once: under half of what the largest plans allow. */
const mostWidth = 35;

/**
 * How many calls one host gets at once: one more for each answer until the first refusal, from then on one more for each round of answers,
 * and half as many after a refusal. Waiting calls go in the order they came.
 */
export class Concurrency {
  #width = firstWidth;
  /** Whether a refusal has shown where the end is. */
  #hasSeenEnd = false;
  #inFlight = 0;
  /** Calls begun so far, and how many had been when the width was last halved. */
  #begun = 0;
  #halvedAt = 0;
  readonly #waiting: (() => void)[] = [];

  /** Resolves with the call's number when its turn has come. Rejects when the signal is aborted first. */
  async take(signal: AbortSignal): Promise<number> {
    if (signal.aborted) throw abortError(signal);
    if (this.#inFlight >= Math.floor(this.#width)) await this.#turn(signal);
    else this.#inFlight += 1;
    this.#begun += 1;
    return this.#begun;
  }

  /** A call has ended. */
  give(): void {
    this.#inFlight -= 1;
    this.#wake();
  }

  /** A call was answered, so that there may be room for more. */
  answered(): void {
    // What is not used up need not grow.
    if (this.#inFlight < Math.floor(this.#width)) return;
    this.#width = Math.min(mostWidth, this.#width + (this.#hasSeenEnd ? 1 / this.#width : 1));
  }

  /** The server had too many calls at once; the calls of one round of answers count once. */
  refused(number: number): void {
    if (number <= this.#halvedAt) return;
    this.#halvedAt = this.#begun;
    this.#hasSeenEnd = true;
    this.#width = Math.max(1, Math.floor(this.#width / 2));
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        const at = this.#waiting.indexOf(go);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(abortError(signal));
      };
      const go = (): void => {
        signal.removeEventListener('abort', stop);
        this.#inFlight += 1;
        resolve();
      };
      this.#waiting.push(go);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #wake(): void {
    while (this.#inFlight < Math.floor(this.#width)) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }
}
