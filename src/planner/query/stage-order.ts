import type { LookupCandidate } from './lookup.ts';
import type { UseAccess } from './plan-scan.ts';
import type { RelationUse } from './scope.ts';

/** Accesses in the order in which they can be staged, with the look-ups that take the place of listing parents. */
export interface StageOrder {
  readonly accesses: readonly UseAccess[];
  /** For a reference the candidates to take, by the lower-case name of the parameter. */
  readonly lookups: ReadonlyMap<RelationUse, ReadonlyMap<string, LookupCandidate>>;
}

/**
 * Orders the references of a statement so that each look-up finds its rows staged. What needs no look-up comes first; where references wait
 * for one another, one of them lists its parents after all.
 */
export function stageOrder(accesses: readonly UseAccess[]): StageOrder {
  const ordered: UseAccess[] = [];
  const lookups = new Map<RelationUse, ReadonlyMap<string, LookupCandidate>>();
  const ready = new Set<RelationUse>();
  let waiting = [...accesses];
  while (waiting.length > 0) {
    const next =
      waiting.find((access) => access.path.expansions.length === 0) ??
      waiting.find((access) => usable(access, ready).size > 0) ??
      waiting[0];
    if (next === undefined) break;
    const taken = usable(next, ready);
    if (taken.size > 0) lookups.set(next.use, taken);
    ready.add(next.use);
    ordered.push(next);
    waiting = waiting.filter((access) => access !== next);
  }
  return { accesses: ordered, lookups };
}

/** Candidates whose rows are staged, for the parameters that nothing else gives. */
function usable({ path, candidates }: UseAccess, ready: ReadonlySet<RelationUse>): ReadonlyMap<string, LookupCandidate> {
  const found = new Map<string, LookupCandidate>();
  for (const { parameter } of path.expansions) {
    const names = [parameter.sqlName, parameter.keyColumn ?? parameter.sqlName].map((name) => name.toLowerCase());
    const candidate = candidates.find(
      ({ column, needs }) => names.includes(column.name.toLowerCase()) && needs.every((use) => ready.has(use)),
    );
    if (candidate !== undefined) found.set(parameter.sqlName.toLowerCase(), candidate);
  }
  return found;
}
