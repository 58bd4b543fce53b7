import type { SourceSpan } from '../../errors/query-error.ts';
import type { Call, ColumnReference, Expression, FromItem, Query } from '../../sql/ast.ts';
import { walk } from '../../sql/walk.ts';
import { within } from './compose-sql.ts';
import { conditionsFor } from './constraint.ts';
import { lookupConditions } from './lookup-conditions.ts';
import { isRepeatable, isVolatileCall } from './repeatable.ts';
import { type ColumnMeaning, meaningOf, type QueryAnalysis, type RelationUse, type Scope } from './scope.ts';
import type { VisibleColumn } from './visible-column.ts';

/** Rows of other references that a parameter's values can be taken from, once those are staged. */
export interface LookupCandidate {
  /** Column of the reference that is looked up: a parameter, or the key that stands for one. */
  readonly column: VisibleColumn;
  readonly source: LookupSource;
  /** References that have to be staged before. */
  readonly needs: readonly RelationUse[];
}

/** What a join equates with the parameter, or a sub-query that it has to be in. */
export type LookupSource = JoinedRows | JoinedItem | { readonly kind: 'query'; readonly span: SourceSpan };

/** An expression over the rows of one reference. */
export interface JoinedRows {
  readonly kind: 'join';
  readonly use: RelationUse;
  readonly value: SourceSpan;
  readonly conditions: readonly Expression[];
}

/** An expression over an item of FROM that is no provider relation: VALUES, a sub-query, a common or local table. */
export interface JoinedItem {
  readonly kind: 'item';
  readonly value: SourceSpan;
  readonly from: SourceSpan;
  /** Conditions that speak of the item alone. */
  readonly conditions: readonly Expression[];
  /** The common tables of the statement, where the item is one of them. */
  readonly with: Pick<Query, 'recursive' | 'with'> | null;
}

/** Finds what the conditions on a reference equate its columns with, besides constants. */
export function lookupCandidates(use: RelationUse, scope: Scope, analysis: QueryAnalysis): readonly LookupCandidate[] {
  return conditionsFor(use, scope, analysis).flatMap(({ conjunct, derived, writtenIn }) => {
    const context = { use, scope: writtenIn, own: scope, analysis, written: derived ? conjunct.span : null };
    if (conjunct.kind === 'in-query' && !conjunct.negated) return fromQuery(conjunct.operand, conjunct.query, context);
    if (conjunct.kind !== 'binary' || conjunct.operator !== '=') return [];
    const { left, right } = conjunct;
    return [...fromEquality(left, right, context), ...fromEquality(right, left, context)];
  });
}

interface Context {
  readonly use: RelationUse;
  /** The SELECT that the condition is written in. */
  readonly scope: Scope;
  /** The SELECT that the reference stands in. */
  readonly own: Scope;
  readonly analysis: QueryAnalysis;
  /** The condition's stretch of the text where parts of it were replaced by what they are made of; null where it is as it is written. */
  readonly written: SourceSpan | null;
}

function ownColumn(expression: Expression, { use, analysis }: Context): VisibleColumn | undefined {
  const meaning = plainMeaning(expression, analysis);
  return meaning?.use === use && meaning.column.origin !== 'server' ? meaning.column : undefined;
}

function plainMeaning(expression: Expression, analysis: QueryAnalysis): ColumnMeaning | undefined {
  const meaning = expression.kind === 'column' ? meaningOf(expression, analysis) : undefined;
  return meaning === undefined || meaning.keys.length > 0 || meaning.everywhere ? undefined : meaning;
}

function fromEquality(operand: Expression, other: Expression, context: Context): readonly LookupCandidate[] {
  const column = ownColumn(operand, context);
  if (column === undefined) return [];
  if (other.kind === 'subquery') return fromQuery(operand, other.query, context);
  const source = isWritten(other, context) ? speaksOf(other, context) : undefined;
  if (source === undefined) return [];
  if (source.kind === 'item') return fromItem({ column, value: other, item: source.item }, context);
  const { use } = source;
  const scope = context.analysis.scopeOf.get(use);
  if (scope === undefined || use === context.use) return [];
  const isOwn = (node: ColumnReference): boolean => context.analysis.meanings.get(node)?.use === use;
  const conditions = lookupConditions({ from: use.node, scope, to: { use: context.use, scope: context.own }, isOwn });
  return [{ column, source: { kind: 'join', use, value: other.span, conditions }, needs: [use] }];
}

/** Is an expression the text's own? What takes the place of an outer column means something else where the condition stands. */
function isWritten({ span }: Expression, { written }: Context): boolean {
  return span.start >= 0 && (written === null || within(span, written));
}

type Spoken = { readonly kind: 'use'; readonly use: RelationUse } | { readonly kind: 'item'; readonly item: FromItem };

/** The one reference or item of FROM whose rows an expression is made from; undefined where there are several or none. */
function speaksOf(expression: Expression, { scope, analysis }: Context): Spoken | undefined {
  const found = new Map<unknown, Spoken>();
  let foreign = false;
  walk(expression, (node) => {
    if (node.kind === 'query' || (node.kind === 'call' && isVolatileCall(node))) foreign = true;
    if (node.kind !== 'column') return 'enter';
    const meaning = analysis.meanings.get(node);
    const item = meaning === undefined ? itemOf(node, scope) : undefined;
    if (meaning !== undefined && !meaning.everywhere) found.set(meaning.use, { kind: 'use', use: meaning.use });
    else if (item !== undefined) found.set(item, { kind: 'item', item });
    else foreign = true;
    return 'enter';
  });
  const [only, ...others] = found.values();
  return foreign || others.length > 0 ? undefined : only;
}

/** The item of FROM that a qualified column belongs to, where that is no provider relation. */
function itemOf({ path }: ColumnReference, { body }: Scope): FromItem | undefined {
  const [qualifier, , ...more] = path;
  const from = body?.from ?? null;
  if (qualifier === undefined || path.length < 2 || more.length > 0 || from === null) return undefined;
  const name = qualifier.name.toLowerCase();
  return itemsOf(from).find((item) => aliasOf(item)?.toLowerCase() === name);
}

function itemsOf(item: FromItem): readonly FromItem[] {
  return item.kind === 'join' ? [...itemsOf(item.left), ...itemsOf(item.right)] : [item];
}

function aliasOf(item: FromItem): string | undefined {
  if (item.kind === 'derived') return item.alias?.name;
  if (item.kind === 'table-function') return item.alias?.name ?? item.call.name;
  return item.kind === 'relation' ? (item.alias?.name ?? item.name.at(-1)?.name) : undefined;
}

interface ItemValues {
  readonly column: VisibleColumn;
  readonly value: Expression;
  readonly item: FromItem;
}

/** Values of an item whose rows need nothing of the items beside it. */
function fromItem({ column, value: { span }, item }: ItemValues, context: Context): readonly LookupCandidate[] {
  const { analysis, scope } = context;
  const alias = aliasOf(item)?.toLowerCase();
  const isOwn = ({ path }: ColumnReference): boolean => path.length > 1 && path[0]?.name.toLowerCase() === alias;
  const conditions = lookupConditions({ from: item, scope, to: { use: context.use, scope }, isOwn });
  const candidate = (from: SourceSpan, tables: JoinedItem['with'], needs: readonly RelationUse[]): readonly LookupCandidate[] =>
    needs.includes(context.use) ? [] : [{ column, source: { kind: 'item', value: span, from, conditions, with: tables }, needs }];
  if (item.kind === 'derived') {
    return item.lateral || !standsAlone(item.query, analysis) ? [] : candidate(item.span, null, usesWithin(item.query, analysis));
  }
  if (item.kind === 'table-function') return isConstantCall(item.call) ? candidate(item.span, null, []) : [];
  if (analysis.localUses.some(({ node }) => node === item)) return candidate(item.span, null, []);
  if (item.kind !== 'relation' || item.name.length !== 1) return [];
  const { root } = analysis;
  const name = item.name[0]?.name.toLowerCase();
  if (scope.parent !== null || !root.with.some((table) => table.name.name.toLowerCase() === name)) return [];
  if (!root.with.every(({ query }) => isRepeatable(query))) return [];
  return candidate(
    item.span,
    root,
    root.with.flatMap(({ query }) => usesWithin(query, analysis)),
  );
}

/** Does a function in FROM need nothing but constants? */
function isConstantCall(call: Call): boolean {
  let constant = !isVolatileCall(call);
  walk(call, (node) => {
    if (node.kind === 'column' || node.kind === 'query') constant = false;
    return 'enter';
  });
  return constant;
}

function usesWithin({ span }: Query, { uses }: QueryAnalysis): readonly RelationUse[] {
  return uses.filter((use) => within(use.node.span, span));
}

function fromQuery(operand: Expression, query: Query, context: Context): readonly LookupCandidate[] {
  const column = ownColumn(operand, context);
  if (column === undefined || !standsAlone(query, context.analysis)) return [];
  return [{ column, source: { kind: 'query', span: query.span }, needs: usesWithin(query, context.analysis) }];
}

/** Can the query be run by itself, and give the same rows when it is run again as part of the statement? */
function standsAlone(query: Query, { meanings, localUses }: QueryAnalysis): boolean {
  let alone = isRepeatable(query);
  const inside = aliasesIn(query);
  walk(query, (node) => {
    if (node.kind === 'relation' && node.name.length === 1 && !localUses.some((use) => use.node === node)) alone = false;
    if (node.kind === 'column' && (isOutside(node, query, meanings) || isUnknown(node, inside, meanings))) alone = false;
    return 'enter';
  });
  return alone;
}

function isOutside(reference: ColumnReference, query: Query, meanings: QueryAnalysis['meanings']): boolean {
  const use = meanings.get(reference)?.use;
  return use !== undefined && !within(use.node.span, query.span);
}

/** Names that items of FROM have inside a query. */
function aliasesIn(query: Query): ReadonlySet<string> {
  const aliases = new Set<string>();
  walk(query, (node) => {
    const alias = node.kind === 'relation' || node.kind === 'derived' || node.kind === 'table-function' ? aliasOf(node) : undefined;
    if (alias !== undefined) aliases.add(alias.toLowerCase());
    return 'enter';
  });
  return aliases;
}

/** Is a column that no provider relation has qualified by something outside the query? */
function isUnknown(reference: ColumnReference, inside: ReadonlySet<string>, meanings: QueryAnalysis['meanings']): boolean {
  const [first, second] = reference.path;
  return !meanings.has(reference) && second !== undefined && !inside.has(first?.name.toLowerCase() ?? '');
}
