import type { SourceSpan } from '../../errors/query-error.ts';
import type { Expression, Query } from '../../sql/ast.ts';
import type { Splice } from '../../sql/parsed-statement.ts';
import { bindValues } from '../constant.ts';
import { composeSql, within } from './compose-sql.ts';
import { conjunctsOf } from './conjuncts.ts';
import type { PagedPlan } from '../plan.ts';
import { scanOf } from './plan-scan.ts';
import { type PlannedQuery, rowBounds, rowsFor } from './planned-query.ts';
import { residualOf } from './residual.ts';
import { rowWiseSelect } from './row-wise.ts';
import { splicesOfQuery, tableName } from './splice-query.ts';

/** A plan that runs the SQL on some of the rows at a time, for a query whose rows are made one by one; undefined for any other. */
export function pagedPlan(planned: PlannedQuery): PagedPlan | undefined {
  const { text, parsed, facts } = planned;
  const select = rowWiseSelect(planned);
  const bounds = rowBounds(text.query, facts);
  const cut = select === undefined ? undefined : boundSpans(text.query, parsed.source);
  if (select === undefined || bounds === undefined || cut === undefined || select.wanted.columns.length === 0) return undefined;
  const { body, wanted, access } = select;
  const everyRow = conjunctsOf(body.where).every(
    (conjunct) => planned.answered.includes(conjunct.span) || access.pushdown.exact.includes(conjunct),
  );
  const scan = { ...scanOf(access, wanted.columns, planned), residual: residualOf(access, planned) };
  const splices = splicesOfQuery(planned).filter(({ span }) => !cut.some((bound) => within(span, bound)));
  return {
    kind: 'paged',
    scan: { ...scan, limit: scan.limit ?? (everyRow ? rowsFor(bounds) : null) },
    table: tableName(wanted.use),
    ...bounds,
    ...composeSql({
      segments: text.segments,
      secret: text.secret ?? [],
      source: parsed.source,
      splices: [...splices, ...cut.map((span): Splice => ({ span, text: '' }))],
      binds: bindValues(parsed, facts),
    }),
  };
}

/**
 * Where `LIMIT n` and `OFFSET n` stand, which are not for the database to count; undefined where they are written in a way that cannot be
 * cut out of the text.
 */
function boundSpans({ limit, offset }: Query, source: string): readonly SourceSpan[] | undefined {
  const spans = [boundSpan('limit', limit, source), boundSpan('offset', offset, source)];
  return spans.every((span) => span !== undefined) ? spans.flat() : undefined;
}

function boundSpan(word: 'limit' | 'offset', expression: Expression | null, source: string): readonly SourceSpan[] | undefined {
  if (expression === null) return [];
  const { start, end } = expression.span;
  const before = new RegExp(`\\b${word}\\s+$`, 'i').exec(source.slice(0, Math.max(0, start)));
  if (before === null || /^\s*(?:rows?\b|%|percent\b)/i.test(source.slice(end))) return undefined;
  return [{ start: before.index, end }];
}
