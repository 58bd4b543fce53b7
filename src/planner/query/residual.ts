import type { UseAccess } from './plan-scan.ts';
import { within } from './compose-sql.ts';
import type { PlannedQuery } from './planned-query.ts';
import { conditions } from './scope.ts';

/** Conditions on one reference's rows that its calls do not answer exactly, as they are written: the database decides. */
export function residualOf({ use, pushdown }: UseAccess, { analysis, answered, parsed }: PlannedQuery): readonly string[] {
  const scope = analysis.scopeOf.get(use);
  if (scope === undefined) return [];
  return conditions(scope)
    .filter((condition) => {
      const spoken = [...analysis.meanings].filter(([reference]) => within(reference.span, condition.span));
      // A sub-query's own references say nothing of where the condition belongs.
      const own = spoken.filter(([, meaning]) => analysis.scopeOf.get(meaning.use) === scope);
      return own.length > 0 && own.every(([, meaning]) => meaning.use === use);
    })
    .filter((condition) => !answered.includes(condition.span) && !pushdown.exact.includes(condition))
    .map(({ span }) => parsed.source.slice(span.start, span.end).replaceAll(/\s+/g, ' '));
}
