import type { LookupCandidate } from './lookup.ts';
import { nothingPushed } from './pushdown/push-predicates.ts';
import type { UseAccess } from './plan-scan.ts';
import type { RelationUse } from './scope.ts';

/** One reference when its turn to be staged has come. */
export interface StagedAccess {
  readonly access: UseAccess;
  /** The candidates to take, by the lower-case name of the parameter. */
  readonly lookups: ReadonlyMap<string, LookupCandidate>;
  /** How it would be read without looking up keys; null where that is how it is read. */
  readonly listed: UseAccess | null;
}

/**
 * Orders the references of a statement so that each look-up finds its rows staged. What needs no look-up comes first; what could be listed is
 * looked up by its key where other rows supply that; where references wait for one another, one of them is listed, or lists its parents.
 */
export function stageOrder(accesses: readonly UseAccess[]): readonly StagedAccess[] {
  const ordered: StagedAccess[] = [];
  const ready = new Set<RelationUse>();
  let waiting = accesses.map((access) => (isListedTwice(access, accesses) ? { ...access, byKey: null } : access));
  while (waiting.length > 0) {
    const next = nextOf(waiting, ready);
    if (next === undefined) break;
    const staged = stagedAccess(next, ready);
    ordered.push(staged);
    ready.add(next.use);
    waiting = waiting.filter((access) => access !== next);
  }
  return ordered;
}

function nextOf(waiting: readonly UseAccess[], ready: ReadonlySet<RelationUse>): UseAccess | undefined {
  const free = waiting.filter(({ path }) => path.expansions.length === 0);
  return (
    free.find(({ byKey }) => byKey === null) ??
    waiting.find((access) => usable(access, ready).size > 0) ??
    free.find((access) => keyed(access, ready) !== null) ??
    free.find(({ pushdown }) => pushdown.pushed.length > 0) ??
    free[0] ??
    waiting[0]
  );
}

function stagedAccess(access: UseAccess, ready: ReadonlySet<RelationUse>): StagedAccess {
  const byKey = keyed(access, ready);
  if (byKey === null) return { access, lookups: usable(access, ready), listed: null };
  return { access: byKey, lookups: usable(byKey, ready), listed: access };
}

/** The access by key, where what supplies the keys is staged. */
function keyed(access: UseAccess, ready: ReadonlySet<RelationUse>): UseAccess | null {
  if (access.byKey === null) return null;
  const byKey: UseAccess = { ...access, path: access.byKey, pushdown: nothingPushed, projects: false };
  return usable(byKey, ready).size > 0 ? byKey : null;
}

/** One answer serves all references that list the same. */
function isListedTwice({ use, path, pushdown }: UseAccess, accesses: readonly UseAccess[]): boolean {
  if (pushdown.pushed.length > 0) return false;
  return accesses.some((other) => other.use !== use && other.path.method === path.method && other.pushdown.pushed.length === 0);
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
