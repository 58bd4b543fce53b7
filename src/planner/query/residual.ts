import type { UseAccess } from './plan-scan.ts';
import { within } from './compose-sql.ts';
import type { PlannedQuery } from './planned-query.ts';
import { conditions } from './scope.ts';

/** Conditions on a reference's rows that its calls do not answer exactly, as they are written: the database decides. */
export function residualOf({ use, pushdown }: UseAccess, { analysis, answered, parsed }: PlannedQuery): readonly string[] {
  const scope = analysis.scopeOf.get(use);
  if (scope === undefined) return [];
  const own = [...analysis.meanings].flatMap(([reference, meaning]) => (meaning.use === use ? [reference.span] : []));
  return conditions(scope)
    .filter((condition) => own.some((span) => within(span, condition.span)))
    .filter((condition) => !answered.includes(condition.span) && !pushdown.exact.includes(condition))
    .map(({ span }) => parsed.source.slice(span.start, span.end).replaceAll(/\s+/g, ' '));
}
