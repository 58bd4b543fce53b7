import type { BucketDescriptor } from '../../catalog/descriptor.ts';
import type { Estimates } from './estimates.ts';
import { type Figure, mapped } from './figure.ts';

/** Calls that one rate-limit bucket counts, and how long it makes them take. */
export interface BucketCost {
  /** Null where the provider's limits are not known. */
  readonly name: string | null;
  readonly calls: Figure;
  /** Requests a minute; null where nobody told. */
  readonly perMinute: number | null;
  /** Whether an answer told {@link perMinute}; the documents otherwise. */
  readonly observed: boolean;
  /** Whole minutes to wait for new allowances, at {@link share} of the bucket; null where no limit is known. */
  readonly minutes: Figure | null;
  /** The same on an organization that does not pay; null where an answer told the limit. */
  readonly minutesFree: Figure | null;
}

/** Calls of one bucket. */
export interface BucketCalls {
  readonly name: string | null;
  readonly bucket: BucketDescriptor | undefined;
  readonly calls: Figure;
}

/** What the time that calls take depends on. */
export interface BucketFacts {
  /** Origins that the calls are spread over evenly; each has its own buckets. */
  readonly origins: readonly string[];
  readonly estimates: Estimates;
  /** Part of a bucket that may be used. */
  readonly share: number;
}

/** Prices the calls of one bucket. */
export function bucketCost({ name, bucket, calls }: BucketCalls, { origins, estimates, share }: BucketFacts): BucketCost {
  const told = origins.flatMap((origin) => estimates.perMinute.get(bucketKey(origin, name ?? '')) ?? []);
  const observed = told.length > 0;
  const perMinute = observed ? Math.min(...told) : (bucket?.perMinute ?? null);
  const minutesAt = (limit: number | null): Figure | null => {
    if (limit === null) return null;
    const allowed = Math.max(1, Math.floor(limit * share));
    return mapped(calls, (count) => minutesFor(count / Math.max(1, origins.length), allowed));
  };
  return {
    name,
    calls,
    perMinute,
    observed,
    minutes: minutesAt(perMinute),
    minutesFree: observed ? null : minutesAt(bucket?.perMinuteFree ?? null),
  };
}

/** Key of what an organization's answers told of a bucket. */
export function bucketKey(origin: string, bucket: string): string {
  return `${origin} ${bucket}`;
}

/** Minutes until the last of so many calls may be made: the first minute's allowance is there at once. */
function minutesFor(calls: number, allowed: number): number {
  return Math.max(0, Math.ceil(calls / allowed) - 1);
}
