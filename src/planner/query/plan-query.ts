import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import type { Expression } from '../../sql/ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { quoteName } from '../../values/quote-name.ts';
import { analyseQuery } from './analyse-query.ts';
import { conditions, type QueryAnalysis } from './scope.ts';
import { checkComparisons } from './check-comparisons.ts';
import { type ComposedSql, composeSql, within } from './compose-sql.ts';
import { bindValues } from '../constant.ts';
import { type Facts, systemCatalog } from '../facts.ts';
import { nameText } from '../find-relation.ts';
import type { JoinedItem, LookupCandidate } from './lookup.ts';
import { neededRows } from './needed-rows.ts';
import { pagedPlan } from './paged-plan.ts';
import type { LookupRows, QueryPlan, ScanPlan, StagedPlan, StagedTable } from '../plan.ts';
import { accessUse, scanOf, type UseAccess } from './plan-scan.ts';
import type { PlannedQuery, QueryText } from './planned-query.ts';
import { sessionSetting } from '../session-setting.ts';
import { localTable, splicesOfQuery, systemTable, tableName } from './splice-query.ts';
import { type OrderedAccess, pushOrder } from './pushdown/push-order.ts';
import { needPivotValues } from './pivot-values.ts';
import { residualOf } from './residual.ts';
import { stageOrder } from './stage-order.ts';
import { streamPlan } from './stream-plan.ts';
import { wantedColumns } from './wanted-columns.ts';

/** Plans a query: as a stream where it only projects one scan, page by page where its rows are made one by one, else staged. */
export function planQuery(text: QueryText, parsed: ParsedStatement, facts: Facts): QueryPlan {
  needPivotValues(text.query, parsed);
  const analysis = analyseQuery(text.query, facts, { nameable: text.nameable ?? [] });
  checkComparisons(text.query, analysis, parsed.source);
  const accesses = analysis.uses.map((use) => accessUse(use, analysis, facts));
  const answered = answeredSpans(accesses, analysis);
  for (const access of accesses) refuseUnboundParameters(access, analysis, answered);
  const wanted = accesses.map(({ use }) => ({ use, columns: wantedColumns(use, analysis, answered) }));
  const needed = neededRows({ text, facts, analysis, answered });
  const planned: PlannedQuery = { text, parsed, facts, analysis, accesses, wanted, answered, needed, now: facts.now };
  return inMode(planned);
}

/** The cheapest way of running that fits, unless the session demands another. */
function inMode(planned: PlannedQuery): QueryPlan {
  const { facts, text } = planned;
  if (text.whole === true) return streamPlan(planned) ?? stagedPlan(planned);
  if (sessionSetting('oktaql.types', facts) === 'lenient') return stagedPlan(planned);
  const mode = sessionSetting('oktaql.mode', facts);
  const stream = mode === 'auto' || mode === 'stream' ? streamPlan(planned) : undefined;
  const paged = mode === 'auto' || mode === 'paged' ? pagedPlan(planned) : undefined;
  const plan = stream ?? paged ?? (mode === 'auto' || mode === 'staged' ? stagedPlan(planned) : undefined);
  if (plan !== undefined) return plan;
  throw new QueryError('unsupported', `this query cannot run in the mode ${mode}`, {
    span: text.query.span,
    hint: `SET ${systemCatalog}.mode = 'auto' takes the one that fits.`,
  });
}

/** A conjunct is answered when every reference that it speaks of binds it wholly. */
function answeredSpans(accesses: readonly UseAccess[], analysis: QueryAnalysis): readonly SourceSpan[] {
  const constraints = accesses.flatMap((access) => access.answered);
  return constraints
    .filter((constraint) => constraint.whole && constraint.removable)
    .filter(({ conjunct, column }) => {
      const speaks = [...analysis.meanings].filter(([reference]) => within(reference.span, conjunct.span));
      return speaks.every(([, meaning]) => meaning.column.name === column.name);
    })
    .map(({ conjunct }) => conjunct.span);
}

/**
 * A parameter that no call was given is NULL in every row: a condition on it would drop rows for no reason that the user could see. The
 * server variable says where to ask: a condition on it that does not is a misunderstanding too.
 */
function refuseUnboundParameters(
  { use, path, answered: constraints }: UseAccess,
  analysis: QueryAnalysis,
  answered: readonly SourceSpan[],
): void {
  const own = path.bindings.filter(({ source }) => source !== 'pushdown');
  const bound = [...own, ...path.expansions].map(({ parameter }) => parameter.sqlName);
  for (const [reference, meaning] of analysis.meanings) {
    const { column } = meaning;
    if (meaning.use !== use || column.origin === 'field' || answered.some((span) => within(reference.span, span))) continue;
    if (column.origin === 'parameter' && (column.keyColumn !== null || bound.includes(column.name))) continue;
    const condition = conditions(meaning.scope).find(({ span }) => within(reference.span, span));
    if (condition === undefined || (column.origin === 'server' && equatesColumns(condition))) continue;
    if (constraints.some((constraint) => constraint.column.name === column.name && constraint.conjunct === condition)) continue;
    throw new QueryError(
      'invalid_parameter',
      `${column.name} is a parameter of ${nameText(use.node.name)}: it can only be compared with = or IN to constants`,
      { span: reference.span, hint: `Write ${column.name} = '…' as a condition of its own, joined by AND.` },
    );
  }
}

/** `a.subdomain = b.subdomain` speaks of rows, not of where to ask. */
function equatesColumns(condition: Expression): boolean {
  return condition.kind === 'binary' && condition.operator === '=' && condition.left.kind === 'column' && condition.right.kind === 'column';
}

/** Plans a query over staged tables, whatever its shape. */
function stagedPlan(planned: PlannedQuery): StagedPlan {
  const { text, parsed, facts, analysis } = planned;
  const splices = splicesOfQuery(planned);
  const compose = (segments: QueryText['segments']): ComposedSql =>
    composeSql({ segments, secret: text.secret ?? [], source: parsed.source, splices, binds: bindValues(parsed, facts) });
  const ordered = pushOrder(planned);
  const tables = stageOrder(ordered === undefined ? planned.accesses : [ordered.access]).map(({ access, lookups, listed }): StagedTable => {
    const { use } = access;
    const columns = planned.wanted.find((wanted) => wanted.use === use)?.columns ?? [];
    const staged = columns.length > 0 ? columns : [...use.visible.values()].filter((column) => column.origin === 'server');
    const found = new Map([...lookups].map(([name, candidate]) => [name, lookupRows(candidate, planned, compose)]));
    const context = { facts, needed: planned.needed };
    const otherwise = listed === null ? null : scanOf(listed, staged, context);
    const read = { ...scanOf(access, staged, { ...context, lookups: found }), otherwise };
    const scan = inOrder({ ...read, residual: residualOf(access, planned) }, ordered);
    const rows = planned.needed.get(use);
    const source: StagedTable['source'] = { kind: 'scan', scan, ...(rows === undefined ? {} : { rows }) };
    return { name: tableName(use), columns: scan.columns.map(({ name, type }) => ({ name, type })), source };
  });
  const system = analysis.systemUses.map(
    ({ key, columns }, index): StagedTable => ({ name: systemTable(index), columns, source: { kind: 'system', key } }),
  );
  const local = analysis.localUses.map(
    ({ table }, index): StagedTable => ({ name: localTable(index), columns: table.columns, source: { kind: 'local', table } }),
  );
  return { kind: 'staged', tables: [...system, ...local, ...tables], ...compose(text.segments) };
}

/** One row more than is wanted tells whether others are of the same rank. */
function inOrder(scan: ScanPlan, ordered: OrderedAccess | undefined): ScanPlan {
  const order = ordered?.order(scan.columns) ?? null;
  return order === null ? scan : { ...scan, order, limit: order.rows + 1 };
}

/** The query that gives a look-up its values, in an order of their own: over the rows of the other reference that can matter, or the sub-query itself. */
function lookupRows(
  { source }: LookupCandidate,
  { answered }: PlannedQuery,
  compose: (segments: QueryText['segments']) => ComposedSql,
): LookupRows {
  if (source.kind === 'query') {
    const { sql, shown } = compose(['SELECT DISTINCT * FROM (', source.span, ') AS "lookup" ORDER BY 1']);
    return { kind: 'lookup', sql, shown };
  }
  if (source.kind === 'item') {
    const tables = source.with === null ? [] : commonTables(source.with);
    const own = source.conditions.flatMap(({ span }, index) => [index === 0 ? ' WHERE (' : ' AND (', span, ')']);
    const { sql, shown } = compose([...tables, 'SELECT DISTINCT ', source.value, ' FROM ', source.from, ...own, ' ORDER BY 1']);
    return { kind: 'lookup', sql, shown };
  }
  const { use, value, conditions } = source;
  const left = conditions.filter(({ span }) => !answered.some((other) => within(span, other)));
  const where = left.flatMap(({ span }, index) => [index === 0 ? ' WHERE (' : ' AND (', span, ')']);
  const from = ` FROM ${quoteName(tableName(use))} AS ${quoteName(use.alias)}`;
  const { sql, shown } = compose(['SELECT DISTINCT ', value, from, ...where, ' ORDER BY 1']);
  return { kind: 'lookup', sql, shown };
}

/** `WITH` and its tables as they are written. */
function commonTables({ recursive, with: tables }: NonNullable<JoinedItem['with']>): QueryText['segments'] {
  const listed = tables.flatMap(({ name, query }, index) => [
    index === 0 ? '' : ', ',
    { start: name.span.start, end: query.span.end },
    ')',
  ]);
  return [recursive ? 'WITH RECURSIVE ' : 'WITH ', ...listed, ' '];
}
