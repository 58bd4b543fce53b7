import { segmentsOf } from './router.ts';

/** Requests a minute by what is called: method, path pattern with `*` for a segment and `**` for the rest, limit, name. The first that matches counts. */
const buckets: readonly (readonly [method: string, pattern: string, limit: number, name: string])[] = [
  ['*', '/api/v1/apps/*', 500, 'app'],
  ['*', '/api/v1/apps/**', 100, 'apps'],
  ['*', '/api/v1/groups/*', 1000, 'group'],
  ['*', '/api/v1/groups/**', 500, 'groups'],
  ['GET', '/api/v1/users/*', 2000, 'user'],
  ['*', '/api/v1/users/*', 600, 'user-changes'],
  ['*', '/api/v1/users', 600, 'users'],
  ['*', '/api/v1/logs', 120, 'logs'],
  ['*', '/oauth2/v1/clients/**', 100, 'clients'],
  ['*', '/**', 1200, 'other'],
];

/** Names of all buckets. */
export const bucketNames: readonly string[] = buckets.map(([, , , name]) => name);

/** State of a bucket after a request was counted. */
export interface RateLimitState {
  readonly limit: number;
  /** Never below zero. */
  readonly remaining: number;
  /** UTC epoch seconds at which the bucket is full again. */
  readonly reset: number;
  readonly exceeded: boolean;
}

/** Counts requests by bucket and minute. It only tells; refusing is somebody else's business. */
export class RateLimits {
  readonly #limits: Readonly<Record<string, number>>;
  readonly #counts = new Map<string, { minute: number; count: number }>();

  /** `limits` has requests a minute of buckets that differ from the table. */
  constructor(limits: Readonly<Record<string, number>> = {}) {
    this.#limits = limits;
  }

  /** Counts one request made at `now`, in milliseconds since 1970. */
  count(method: string, path: string, now: number): RateLimitState {
    const bucket = buckets.find(([wanted, pattern]) => (wanted === '*' || wanted === method) && fits(pattern, path)) ?? [
      '*',
      '/**',
      1200,
      'other',
    ];
    const [, pattern, usual, name] = bucket;
    const limit = this.#limits[name] ?? usual;
    const minute = Math.floor(now / 60_000);
    const before = this.#counts.get(`${bucket[0]} ${pattern}`);
    const count = before?.minute === minute ? before.count + 1 : 1;
    this.#counts.set(`${bucket[0]} ${pattern}`, { minute, count });
    return { limit, remaining: Math.max(0, limit - count), reset: (minute + 1) * 60, exceeded: count > limit };
  }
}

function fits(pattern: string, path: string): boolean {
  const wanted = segmentsOf(pattern);
  const given = segmentsOf(path);
  const open = wanted.at(-1) === '**';
  const fixed = open ? wanted.slice(0, -1) : wanted;
  if (open ? given.length < fixed.length : given.length !== fixed.length) return false;
  return fixed.every((segment, index) => segment === '*' || segment === given[index]);
}
