import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import type { ArgumentValue } from '../../request/method-call.ts';

/** How many rows a list has, as far as somebody saw. */
export interface RowEstimate {
  readonly rows: number;
  /** Whether the list was seen to its end; otherwise it has more than {@link rows}. */
  readonly whole: boolean;
  /** `probe`: its first page was asked for; `count`: the API told the number; `seen`: an earlier statement read it. */
  readonly source: 'probe' | 'count' | 'seen';
}

/** What is known of the size of things besides the catalog. */
export interface Estimates {
  /** By {@link listKey}. */
  readonly rows: ReadonlyMap<string, RowEstimate>;
  /** Requests a minute that answers named for a bucket, by `origin bucket`. */
  readonly perMinute: ReadonlyMap<string, number>;
  /** Calls made to learn it. */
  readonly probes: number;
  /** Why a list could not be probed, for people. */
  readonly failures: readonly string[];
}

/** Nothing is known. */
export const noEstimates: Estimates = { rows: new Map(), perMinute: new Map(), probes: 0, failures: [] };

/**
 * Tells lists apart whose rows are counted: origin, method and arguments, without page size. Path parameters that are left out stand for any
 * value: such a key is for the average.
 */
export function listKey(origin: string, method: MethodDescriptor, values: ReadonlyMap<string, ArgumentValue>): string {
  const size = method.paging?.size?.parameter;
  const given = [...values].filter(([name]) => name !== size).map(([name, value]): readonly [string, ArgumentValue] => [name, value]);
  const sorted = given.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([origin, method.httpMethod, method.path, sorted.map(([name, value]) => [name, String(value)])]);
}
