import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../src/index.ts';

/** A clock on which waiting takes next to no real time. */
export interface QuickClock extends Clock {
  /** Milliseconds that were waited for so far, as the waiter sees it. */
  readonly waited: () => number;
}

/** Longest that one wait really takes, in milliseconds; what a server does meanwhile has time to happen. */
const longest = 15;

/** A clock that jumps ahead with every wait. */
export function quickClock(): QuickClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    async wait(milliseconds, signal) {
      ahead += milliseconds;
      await sleep(Math.min(longest, milliseconds), undefined, { signal });
    },
    waited: () => ahead,
  };
}
