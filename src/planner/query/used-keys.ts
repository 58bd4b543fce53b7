import type { UsedPath } from './pushdown/used-paths.ts';
import type { QueryAnalysis, RelationUse, Scope } from './scope.ts';

/** Keys that are one however a path is read. */
const plainKey = /^(?!__proto__$)[A-Za-z_]\w*$/;

/**
 * For each JSON column of a reference that a statement reads by keys alone, the keys that it begins with: no other has to be staged. A `*`
 * and a join that merges columns take columns whole.
 */
export function usedKeys(
  use: RelationUse,
  { scope, analysis, used }: { readonly scope: Scope; readonly analysis: QueryAnalysis; readonly used: readonly UsedPath[] },
): ReadonlyMap<string, readonly string[]> {
  if (scope.merged?.size !== 0 || [...analysis.stars.values()].includes(scope)) return new Map();
  const columns = [...use.visible.values()].filter(({ type, origin }) => type === 'json' && origin === 'field');
  return new Map(
    columns.flatMap(({ name }): [string, readonly string[]][] => {
      const first = used.filter(({ column }) => column === name).map(({ keys }) => keys[0]);
      const keys = first.flatMap((key) => (key !== undefined && plainKey.test(key) ? [key] : []));
      return keys.length === 0 || keys.length < first.length ? [] : [[name, [...new Set(keys)].sort()]];
    }),
  );
}
