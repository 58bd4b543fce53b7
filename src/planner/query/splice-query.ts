import type { SourceSpan } from '../../errors/query-error.ts';
import type { Call, ColumnReference, Expression } from '../../sql/ast.ts';
import type { ParsedStatement, Splice } from '../../sql/parsed-statement.ts';
import { quoteName, quoteText } from '../../values/quote-name.ts';
import { clockLiteral } from '../time-constant.ts';
import { within } from './compose-sql.ts';
import { qualifierLength } from './resolve-column.ts';
import type { ColumnMeaning, LocalPath, QueryAnalysis, RelationUse, Scope } from './scope.ts';
import { comparisonSplices } from './splice-comparison.ts';
import { callSplices } from './splice-function.ts';
import { starSplice } from './star-splice.ts';
import type { WantedUse } from './wanted-columns.ts';

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

/** Every change to the user's text: references by their tables, answered conjuncts by TRUE, arrows in parentheses, paths spelled out. */
export function splicesOfQuery({ parsed, analysis, wanted, answered, now }: SplicedQuery): readonly Splice[] {
  const calls = [...comparisonSplices(analysis, parsed.source), ...callSplices(analysis, parsed.source, now)];
  const replaced = calls.filter(({ span }) => span.end > span.start);
  const others = [
    ...parsed.splices,
    ...[...analysis.meanings].flatMap(([reference, meaning]) => columnSplice(reference, meaning)),
    ...analysis.localPaths.map(localPathSplice),
    ...analysis.clocks.flatMap((clock) => clockSplice(clock, now)),
    ...[...analysis.stars].flatMap(([star, scope]) => starSplice(star, scope, { wanted, source: parsed.source })),
    ...analysis.arrows.flatMap(({ span }) => [
      { span: { start: span.start, end: span.start }, text: '(', around: span },
      { span: { start: span.end, end: span.end }, text: ')', around: span },
    ]),
  ];
  const inner = [...calls, ...others.filter((splice) => !replaced.some(({ span }) => covers(span, splice.span)))];
  return [
    ...analysis.uses.map((use) => referenceSplice(use, tableName(use))),
    ...analysis.systemUses.map((use, index) => referenceSplice(use, systemTable(index))),
    ...analysis.localUses.map((use, index) => referenceSplice(use, localTable(index))),
    ...answered
      .filter((span, index) => answered.findIndex((other) => other.start === span.start) === index)
      .map((span) => ({ span, text: 'TRUE' })),
    ...inner.filter((splice) => !answered.some((span) => within(splice.span, span))),
    ...splicedNames(analysis, parsed.source),
  ];
}

/** Does a stretch that is replaced take a splice with it? One that stands at its edge stays. */
function covers(outer: SourceSpan, inner: SourceSpan): boolean {
  if (inner.start === inner.end) return outer.start < inner.start && inner.end < outer.end;
  return within(inner, outer);
}

function clockSplice({ name, span }: Call, now: number): readonly Splice[] {
  const text = clockLiteral(name, now);
  return text === undefined ? [] : [{ span, text }];
}

function referenceSplice({ node, alias }: Pick<RelationUse, 'node' | 'alias'>, table: string): Splice {
  return { span: node.nameSpan, text: `${quoteName(table)}${node.alias === null ? ` AS ${quoteName(alias)}` : ''}` };
}

/** A result column without an alias is named by its text; where something in it was spliced, that has to be the user's. */
function splicedNames({ uses, systemUses, localUses, scopes, meanings, clocks, calls }: QueryAnalysis, source: string): readonly Splice[] {
  const items = scopes.filter((scope) => scope.parent === null).flatMap((scope) => scope.body?.items ?? []);
  const paths: readonly Expression[] = [
    ...[...meanings].flatMap(([reference, { keys }]) => (keys.length > 0 ? [reference] : [])),
    ...clocks,
    ...calls,
  ];
  return items.flatMap(({ alias, expression, span }) => {
    const spliced =
      [...uses, ...systemUses, ...localUses].some((use) => within(use.node.nameSpan, span)) ||
      paths.some((path) => (path.kind === 'call' || path !== expression) && within(path.span, span));
    if (alias !== null || expression.kind === 'star' || span.start < 0 || !spliced) return [];
    const name = source.slice(span.start, span.end).replaceAll(/\s+/g, ' ');
    return [{ span: { start: span.end, end: span.end }, text: ` AS ${quoteName(name)}`, around: { start: 0, end: source.length } }];
  });
}

/** Spells out what the database would read otherwise: four-part names, keys of JSON columns, a server variable that several tables have. */
function columnSplice(reference: ColumnReference, meaning: ColumnMeaning): readonly Splice[] {
  const { use, column, keys, everywhere, scope } = meaning;
  const ambiguous = everywhere && scope.uses.length > 1;
  if (!ambiguous && keys.length === 0 && qualifierLength(reference, use) <= 1) return [];
  const name = `${quoteName(use.alias)}.${quoteName(column.name)}`;
  if (keys.length === 0) return [{ span: reference.span, text: name }];
  return [keySplice(reference, { name, keys, scope })];
}

/** A path into a JSON column of a derived table: the database's own would keep the quotes of text. */
function localPathSplice({ reference, length, scope }: LocalPath): Splice {
  const names = reference.path.map((part) => part.name);
  return keySplice(reference, { name: names.slice(0, length).map(quoteName).join('.'), keys: names.slice(length), scope });
}

interface KeyedColumn {
  readonly name: string;
  readonly keys: readonly string[];
  readonly scope: Scope;
}

/** A dotted path by an arrow, under the name of its last key. */
function keySplice(reference: ColumnReference, { name, keys, scope }: KeyedColumn): Splice {
  const path = quoteText(`$${keys.map((key) => `."${key.replaceAll('"', '\\"')}"`).join('')}`);
  const item = scope.body?.items.find(({ expression }) => expression === reference);
  const label = item !== undefined && item.alias === null && item.span.start >= 0 ? ` AS ${quoteName(keys.at(-1) ?? '')}` : '';
  return { span: reference.span, text: `(${name}->>${path})${label}` };
}

/** Name of the table that stands for a reference to our own catalog, by its place among those. */
export function systemTable(index: number): string {
  return `system ${index}`;
}

/** Name of the table that stands for a reference to a local table, by its place among those. */
export function localTable(index: number): string {
  return `local ${index}`;
}

/** Name of the table that stands for a reference; no user would write one like it. */
export function tableName(use: RelationUse): string {
  return `scan ${use.index}`;
}
