import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import type { Call, ColumnReference, Expression, Query, SelectItem } from '../../sql/ast.ts';
import type { ParsedStatement, Splice } from '../../sql/parsed-statement.ts';
import { quoteName, quoteText } from '../../values/quote-name.ts';
import { analyseQuery } from './analyse-query.ts';
import { qualifierLength } from './resolve-column.ts';
import { type ColumnMeaning, conditions, type QueryAnalysis, type RelationUse, type Scope } from './scope.ts';
import { checkComparisons } from './check-comparisons.ts';
import { type ComposedSql, composeSql, within } from './compose-sql.ts';
import { constantOf, undefinedBind } from '../constant.ts';
import { conjunctsOf } from './conjuncts.ts';
import type { ConstantValue, Facts } from '../facts.ts';
import { nameText } from '../find-relation.ts';
import type { LookupCandidate } from './lookup.ts';
import type { LookupRows, QueryPlan, StagedPlan, StagedTable, StreamPlan } from '../plan.ts';
import { accessUse, scanOf, type UseAccess } from './plan-scan.ts';
import { stageOrder } from './stage-order.ts';
import { clockLiteral } from '../time-constant.ts';
import type { VisibleColumn } from './visible-column.ts';

/** A query with the text it stands for: stretches of the script and text of our own. */
export interface QueryText {
  readonly query: Query;
  readonly segments: readonly (string | SourceSpan)[];
  /** Stretches that hold secrets: plans show that something is there, not what. */
  readonly secret?: readonly SourceSpan[];
}

/** A reference with the columns that are wanted of it. */
export interface WantedUse {
  readonly use: RelationUse;
  readonly columns: readonly VisibleColumn[];
}

/** What is known of a query when its text is spliced. */
export interface SplicedQuery {
  readonly parsed: ParsedStatement;
  readonly analysis: QueryAnalysis;
  readonly wanted: readonly WantedUse[];
  /** Spans of conjuncts that the calls answer. */
  readonly answered: readonly SourceSpan[];
  /** The statement's time, for the functions that tell it: a condition must mean the same to the API and to the database. */
  readonly now: number;
}

interface PlannedQuery extends SplicedQuery {
  readonly text: QueryText;
  readonly facts: Facts;
  readonly accesses: readonly UseAccess[];
}

/** Plans a query: as a stream where it only projects one scan, else staged. */
export function planQuery(text: QueryText, parsed: ParsedStatement, facts: Facts): QueryPlan {
  const analysis = analyseQuery(text.query, facts);
  checkComparisons(text.query, analysis, parsed.source);
  const accesses = analysis.uses.map((use) => accessUse(use, analysis, facts));
  const answered = answeredSpans(accesses, analysis);
  for (const access of accesses) refuseUnboundParameters(access, analysis, answered);
  const wanted = accesses.map(({ use }) => ({ use, columns: wantedColumns(use, analysis, answered) }));
  const planned = { text, parsed, facts, analysis, accesses, wanted, answered, now: facts.now };
  return streamPlan(planned) ?? stagedPlan(planned);
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
  const bound = [...path.bindings, ...path.expansions].map(({ parameter }) => parameter.sqlName);
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

/** Fields first and in their own order, as `*` lists them; then the parameters used. */
export function wantedColumns(use: RelationUse, analysis: QueryAnalysis, answered: readonly SourceSpan[]): readonly VisibleColumn[] {
  const names = new Set<string>();
  for (const [reference, { use: owner, column, everywhere, scope }] of analysis.meanings) {
    if (owner !== use && !(everywhere && scope.uses.includes(use))) continue;
    if (!answered.some((span) => within(reference.span, span))) names.add(column.name);
  }
  const scope = analysis.scopeOf.get(use);
  const merged = scope === undefined ? [] : mergedNames(use, scope);
  for (const name of merged) names.add(name);
  for (const [star, at] of analysis.stars) {
    const everyUse =
      star.qualifier.length === 0 ||
      isQualifier(
        star.qualifier.map((part) => part.name),
        use,
      );
    if (at === scope && everyUse) for (const name of fieldNames(use)) names.add(name);
  }
  return [...use.visible.values()].filter((column) => names.has(column.name));
}

/** Columns that a join merges: those that USING names, parameters included, or every field for NATURAL. */
function mergedNames(use: RelationUse, { merged }: Scope): readonly string[] {
  if (merged === null) return fieldNames(use);
  return [...use.visible.values()].filter((column) => merged.has(column.name.toLowerCase())).map((column) => column.name);
}

function fieldNames(use: RelationUse): readonly string[] {
  return [...use.visible.values()].filter((column) => column.origin === 'field').map((column) => column.name);
}

function isQualifier(parts: readonly string[], use: RelationUse): boolean {
  const text = parts.join('.').toLowerCase();
  return text === use.alias.toLowerCase() || (use.node.alias === null && text === nameText(use.node.name).toLowerCase());
}

function streamPlan(planned: PlannedQuery): StreamPlan | undefined {
  const { query } = planned.text;
  const [only] = planned.wanted;
  const [access] = planned.accesses;
  const { body } = query;
  if (only === undefined || access === undefined || planned.wanted.length > 1 || body.kind !== 'select' || body.from?.kind !== 'relation')
    return undefined;
  if (query.with.length > 0 || query.orderBy.length > 0 || body.distinct || body.groupBy.length > 0 || body.having !== null)
    return undefined;
  if (!conjunctsOf(body.where).every((conjunct) => planned.answered.includes(conjunct.span))) return undefined;
  const output = body.items.map((item) => streamedItem(item, only, planned.analysis));
  const limit = rowCount(query.limit, planned.facts);
  const offset = rowCount(query.offset, planned.facts);
  if (limit === undefined || offset === undefined || !output.every((columns) => columns !== undefined)) return undefined;
  if (access.candidates.length > 0 && access.path.expansions.some(({ link }) => link === null)) return undefined;
  const scan = scanOf(access, only.columns, planned);
  return {
    kind: 'stream',
    scan: { ...scan, limit: limit === null ? null : limit + (offset ?? 0) },
    output: output.flat(),
    limit,
    offset: offset ?? 0,
  };
}

function streamedItem(
  { expression, alias }: SelectItem,
  { columns }: WantedUse,
  analysis: QueryAnalysis,
): StreamPlan['output'] | undefined {
  if (expression.kind === 'star') {
    return columns.flatMap(({ name, origin }, index) => (origin === 'field' ? [{ name, index }] : []));
  }
  const meaning = expression.kind === 'column' ? analysis.meanings.get(expression) : undefined;
  if (meaning === undefined || meaning.keys.length > 0) return undefined;
  const index = columns.findIndex(({ name }) => name === meaning.column.name);
  return [{ name: alias?.name ?? meaning.column.name, index }];
}

/** A constant number of rows; null when there is none, undefined when it is not a plain whole number. */
function rowCount(expression: Query['limit'], facts: Facts): number | null | undefined {
  if (expression === null) return null;
  const value = constantOf(expression, facts)?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Plans a query over staged tables, whatever its shape. */
function stagedPlan(planned: PlannedQuery): StagedPlan {
  const { text, parsed, facts, analysis } = planned;
  const splices = splicesOf(planned);
  const compose = (segments: QueryText['segments']): ComposedSql =>
    composeSql({ segments, secret: text.secret ?? [], source: parsed.source, splices, binds: bindValues(parsed, facts) });
  const { accesses, lookups } = stageOrder(planned.accesses);
  const tables = accesses.map((access): StagedTable => {
    const { use } = access;
    const columns = planned.wanted.find((wanted) => wanted.use === use)?.columns ?? [];
    const staged = columns.length > 0 ? columns : [...use.visible.values()].filter((column) => column.origin === 'server');
    const found = new Map([...(lookups.get(use) ?? [])].map(([name, candidate]) => [name, lookupRows(candidate, planned, compose)]));
    const scan = scanOf(access, staged, { facts, lookups: found });
    return { name: tableName(use), columns: scan.columns.map(({ name, type }) => ({ name, type })), source: { kind: 'scan', scan } };
  });
  const system = analysis.systemUses.map(
    ({ key, columns }, index): StagedTable => ({ name: systemTable(index), columns, source: { kind: 'system', key } }),
  );
  return { kind: 'staged', tables: [...system, ...tables], ...compose(text.segments) };
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
  const { use, column, conditions } = source;
  const left = conditions.filter(({ span }) => !answered.some((other) => within(span, other)));
  const where = left.flatMap(({ span }, index) => [index === 0 ? ' WHERE (' : ' AND (', span, ')']);
  const from = `FROM ${quoteName(tableName(use))} AS ${quoteName(use.alias)}`;
  const { sql, shown } = compose([`SELECT DISTINCT ${quoteName(use.alias)}.${quoteName(column.name)} ${from}`, ...where, ' ORDER BY 1']);
  return { kind: 'lookup', sql, shown };
}

function systemTable(index: number): string {
  return `system ${index}`;
}

/** Name of the table that stands for a reference; no user would write one like it. */
export function tableName(use: RelationUse): string {
  return `scan ${use.index}`;
}

/** Values of the statement's binds, in their order. */
export function bindValues(parsed: ParsedStatement, facts: Facts): readonly ConstantValue[] {
  return parsed.binds.map((key, index) => {
    const value = facts.binds.get(key);
    if (value === undefined) throw undefinedBind(key, parsed.splices.find((splice) => splice.bind === index)?.span ?? parsed.span);
    return value;
  });
}

/** Every change to the user's text: references by their tables, answered conjuncts by TRUE, arrows in parentheses, paths spelled out. */
export function splicesOf({ parsed, analysis, wanted, answered, now }: SplicedQuery): readonly Splice[] {
  const inner = [
    ...parsed.splices,
    ...[...analysis.meanings].flatMap(([reference, meaning]) => columnSplice(reference, meaning)),
    ...analysis.clocks.flatMap((clock) => clockSplice(clock, now)),
    ...[...analysis.stars].flatMap(([star, scope]) => starSplice(star, scope, wanted)),
    ...analysis.arrows.flatMap(({ span }) => [
      { span: { start: span.start, end: span.start }, text: '(' },
      { span: { start: span.end, end: span.end }, text: ')' },
    ]),
  ];
  return [
    ...analysis.uses.map((use) => referenceSplice(use, tableName(use))),
    ...analysis.systemUses.map((use, index) => referenceSplice(use, systemTable(index))),
    ...answered
      .filter((span, index) => answered.findIndex((other) => other.start === span.start) === index)
      .map((span) => ({ span, text: 'TRUE' })),
    ...splicedNames(analysis, parsed.source),
    ...inner.filter((splice) => !answered.some((span) => within(splice.span, span))),
  ];
}

function clockSplice({ name, span }: Call, now: number): readonly Splice[] {
  const text = clockLiteral(name, now);
  return text === undefined ? [] : [{ span, text }];
}

function referenceSplice({ node, alias }: Pick<RelationUse, 'node' | 'alias'>, table: string): Splice {
  return { span: node.nameSpan, text: `${quoteName(table)}${node.alias === null ? ` AS ${quoteName(alias)}` : ''}` };
}

/** A result column without an alias is named by its text; where something in it was spliced, that has to be the user's. */
function splicedNames({ uses, systemUses, scopes, meanings, clocks }: QueryAnalysis, source: string): readonly Splice[] {
  const items = scopes.filter((scope) => scope.parent === null).flatMap((scope) => scope.body?.items ?? []);
  const paths: readonly Expression[] = [
    ...[...meanings].flatMap(([reference, { keys }]) => (keys.length > 0 ? [reference] : [])),
    ...clocks,
  ];
  return items.flatMap(({ alias, expression, span }) => {
    const spliced =
      [...uses, ...systemUses].some((use) => within(use.node.nameSpan, span)) ||
      paths.some((path) => (path.kind === 'call' || path !== expression) && within(path.span, span));
    if (alias !== null || span.start < 0 || !spliced) return [];
    const name = source.slice(span.start, span.end).replaceAll(/\s+/g, ' ');
    return [{ span: { start: span.end, end: span.end }, text: ` AS ${quoteName(name)}` }];
  });
}

/** Spells out what the database would read otherwise: four-part names, keys of JSON columns, a server variable that several tables have. */
function columnSplice(reference: ColumnReference, meaning: ColumnMeaning): readonly Splice[] {
  const { use, column, keys, everywhere, scope } = meaning;
  const ambiguous = everywhere && scope.uses.length > 1;
  if (!ambiguous && keys.length === 0 && qualifierLength(reference, use) <= 1) return [];
  const name = `${quoteName(use.alias)}.${quoteName(column.name)}`;
  if (keys.length === 0) return [{ span: reference.span, text: name }];
  const path = quoteText(`$${keys.map((key) => `."${key.replaceAll('"', '\\"')}"`).join('')}`);
  const last = keys.at(-1) ?? '';
  const item = scope.body?.items.find(({ expression }) => expression === reference);
  const label = item !== undefined && item.alias === null && item.span.start >= 0 ? ` AS ${quoteName(last)}` : '';
  return [{ span: reference.span, text: `(${name}->>${path})${label}` }];
}

/** `*` lists response fields only, but a staged table may hold parameters too: then its columns are spelled out. */
function starSplice(
  star: { readonly span: SourceSpan; readonly qualifier: readonly { readonly name: string }[] },
  scope: Scope,
  wanted: readonly WantedUse[],
): readonly Splice[] {
  const uses = wanted.filter(({ use }) => scope.uses.includes(use));
  const parts = star.qualifier.map((part) => part.name);
  const spell = ({ use, columns }: WantedUse): string =>
    columns.flatMap(({ name, origin }) => (origin === 'field' ? [`${quoteName(use.alias)}.${quoteName(name)}`] : [])).join(', ');
  if (parts.length > 0) {
    const [use] = uses.filter((candidate) => isQualifier(parts, candidate.use));
    return use === undefined ? [] : [{ span: star.span, text: spell(use) }];
  }
  const extra = uses.flatMap(({ columns }) => columns.filter((column) => column.origin !== 'field'));
  if (extra.length === 0) return [];
  if (scope.merged === null || scope.merged.size > 0) {
    return [{ span: star.span, text: `* EXCLUDE (${[...new Set(extra.map((column) => quoteName(column.name)))].join(', ')})` }];
  }
  const lists = scope.items.flatMap((item) => {
    if (item.kind === 'local') return item.local.alias === null ? [] : [`${quoteName(item.local.alias)}.*`];
    return uses.filter(({ use }) => use === item.use).map(spell);
  });
  return [{ span: star.span, text: lists.join(', ') }];
}
