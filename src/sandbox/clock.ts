/** Time as the org sees it: the start is given, and every look at it is later than the one before. */
export class Clock {
  /** Milliseconds since 1970 at which the org was started. */
  readonly start: number;
  readonly #startedAt: number = Date.now();
  #last: number;

  constructor(start: number) {
    this.start = start;
    this.#last = start;
  }

  /** A new instant, at least a millisecond after the last one, as ISO-8601 text in UTC. */
  tick(): string {
    this.#last = Math.max(this.#last + 1, this.now());
    return iso(this.#last);
  }

  /** Milliseconds since 1970, without advancing beyond real time passed. */
  now(): number {
    return this.start + (Date.now() - this.#startedAt);
  }
}

/** Milliseconds since 1970 as ISO-8601 text in UTC with milliseconds. */
export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
