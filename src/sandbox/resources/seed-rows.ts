import { iso } from '../clock.ts';
import type { JsonObject } from '../json.ts';
import type { Org, Seed } from '../org.ts';
import { collectionOf } from '../store/collection.ts';

/**
 * First objects of a collection, written by hand. Each gets an identifier with the prefix, times and the status ACTIVE unless it has its own;
 * `times: false` is for kinds of objects without them.
 */
export function seedRows(
  prefix: string,
  rows: (org: Org, params: readonly string[]) => readonly JsonObject[],
  options: { readonly times?: boolean; readonly status?: boolean } = {},
): Seed {
  return (org, params) =>
    collectionOf(
      rows(org, params).map((row, index) => {
        const id = typeof row['id'] === 'string' ? row['id'] : seededId(org, prefix, [...params, index]);
        const at = iso(Date.UTC(2024, 1, 1, 9) + index * 3_600_000);
        const times = options.times === false ? {} : { created: at, lastUpdated: at };
        const status = options.status === false ? {} : { status: 'ACTIVE' };
        return [id, { id, ...times, ...status, ...row }];
      }),
    );
}

/** Identifier of the object that a new org has at a place, which the key tells. */
export function seededId(org: Org, prefix: string, key: readonly (string | number)[]): string {
  return prefix + org.random.text(20 - prefix.length, prefix, ...key);
}
