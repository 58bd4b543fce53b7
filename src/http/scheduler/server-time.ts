/** Milliseconds by which an estimate may be too late before the server's clock is taken to have been set back. */
const tolerance = 5_000;

/**
 * How far a server's clock is ahead of ours. A `Date` header is cut to the second and travels for a while, so that each answer gives a lower
 * bound; the highest of them is the best.
 */
export class ServerTime {
  #ahead: number | null = null;

  /** Takes an answer's `Date` header, which came at `now` by our clock; what is no date is passed over. */
  observe(date: string | undefined, now: number): void {
    const time = date === undefined ? Number.NaN : Date.parse(date);
    if (Number.isNaN(time)) return;
    const ahead = time - now;
    if (this.#ahead === null || ahead > this.#ahead || ahead < this.#ahead - tolerance) this.#ahead = ahead;
  }

  /** A moment of the server's clock by ours, both in milliseconds since 1970; the same where nothing is known. */
  local(serverTime: number): number {
    return serverTime - (this.#ahead ?? 0);
  }
}
