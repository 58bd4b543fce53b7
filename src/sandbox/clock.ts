/** Time as the org sees it: the start is given, and every look at it is later than the one before. */
export class Clock {
  /** Milliseconds since 1970 at which the org was started. */
  readonly start: number;
  readonly #time: () => number;
  readonly #startedAt: number;
  #last: number;

  /** `time` is what passes, in milliseconds; real time unless given. */
  constructor(start: number, time: () => number = Date.now) {
    this.start = start;
    this.#time = time;
    this.#startedAt = time();
    this.#last = start;
  }

  /** A new instant, at least a millisecond after the last one, as ISO-8601 text in UTC. */
  tick(): string {
    this.#last = Math.max(this.#last + 1, this.now());
    return iso(this.#last);
  }

  /** Milliseconds since 1970, without advancing beyond real time passed. */
  now(): number {
    return this.start + (this.#time() - this.#startedAt);
  }
}

/** Milliseconds since 1970 as ISO-8601 text in UTC with milliseconds. */
export function iso(milliseconds: number): string {
  const day = Math.floor(milliseconds / 86_400_000);
  let date = dates.get(day);
  if (date === undefined) {
    if (dates.size > mostDates) dates.clear();
    dates.set(day, (date = new Date(day * 86_400_000).toISOString().slice(0, 11)));
  }
  const time = milliseconds - day * 86_400_000;
  const seconds = Math.floor(time / 1000);
  return `${date}${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${String(time % 1000).padStart(3, '0')}Z`;
}

/** Texts of days, kept because formatting a date is most of what making a user costs. */
const dates = new Map<number, string>();
const mostDates = 10_000;

function two(number: number): string {
  const whole = Math.floor(number);
  return whole < 10 ? `0${whole}` : String(whole);
}
