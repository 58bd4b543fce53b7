/** A pause until a rate limit lets calls through again. */
export interface RateLimitWait {
  readonly host: string;
  /** The bucket's title. */
  readonly bucket: string;
  /** From now. */
  readonly milliseconds: number;
  /** Settles when the pause is over or nobody waits any more; never rejects. */
  readonly over: Promise<void>;
}
